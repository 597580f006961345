import { allowEveryone } from '@weft/server'
import { openModeRefusal } from '../open-mode.ts'
import { allVisible, type Access } from './access.ts'

/**
 * Nobody is asked who they are.
 *
 * @param toEverybody Whether also those are answered who may not be at this machine.
 */
export function openAccess(toEverybody: boolean): Access {
  return {
    mode: 'open',
    authorize: allowEveryone,
    refuse: ({ headers }) => (toEverybody ? undefined : openModeRefusal(headers)),
    refuseUpgrade: () => undefined,
    signInFirst: async () => undefined,
    visibleTo: allVisible,
    forget: () => undefined,
    close: () => undefined,
    endpoints: [],
  }
}
