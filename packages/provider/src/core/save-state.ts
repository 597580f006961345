import type { Reach } from './reach.ts'

/**
 * Where the local edits are.
 *
 * - `saved`: all of them are on the server's disk, or none were made.
 * - `saving`: some are on their way.
 * - `offline`: some are only here, and there is no connection. They are sent when it is back.
 * - `failed`: some are only here or only in the server's memory, and it is not a matter of waiting for the network: the
 *   server's storage fails, the right to write is missing, or the provider was refused for good.
 * - `unknown`: the server does not say what it has saved, as stock y-websocket servers never do; or what this device has
 *   kept is not read yet.
 */
export type SaveState = 'saved' | 'saving' | 'offline' | 'failed' | 'unknown'

export interface SaveFacts {
  readonly unsavedChanges: number
  readonly reach: Reach
  /** Undefined until a server has spoken. */
  readonly hasAcknowledgements: boolean | undefined
  /** As the last server said. */
  readonly canWrite: boolean
  /** False while the server's storage fails. */
  readonly isServerSaving: boolean
}

export function saveStateOf(facts: SaveFacts): SaveState {
  const isUnknown = facts.hasAcknowledgements === false
  if (facts.unsavedChanges === 0) return isUnknown ? 'unknown' : 'saved'
  if (facts.reach === 'refused' || !facts.canWrite) return 'failed'
  if (facts.reach === 'offline') return 'offline'
  if (isUnknown) return 'unknown'
  return facts.isServerSaving ? 'saving' : 'failed'
}
