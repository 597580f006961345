import type { Cancel } from '../core/ports.ts'
import type { SaveState } from '../core/save-state.ts'
import type { WeftProvider } from '../provider.ts'
import { systemClock } from '../system-clock.ts'
import { listen } from './provider-stores.ts'
import { createStore, type Store } from './store.ts'

/** Where the local edits are, and how many of them are not known to be on the server's disk. */
export interface Saving {
  /** As the provider's `saveState`. */
  readonly state: SaveState
  /** As the provider's `unsavedChanges`. */
  readonly unsavedChanges: number
}

/** How to show what is saved. */
export interface SaveStoreOptions {
  /**
   * How long all must have been saved before it says so again, in milliseconds: a shorter flicker between two words only
   * unsettles. Until then it says `saving`. With 0 it says what the provider says.
   *
   * @default 300
   */
  readonly settleMs?: number | undefined
}

const NOTHING_UNSAVED: Saving = Object.freeze({ state: 'saved', unsavedChanges: 0 })

/** What to tell people of their edits. It never says `saved` when the provider does not. */
export function saveStore(
  provider: WeftProvider,
  { settleMs = 300 }: SaveStoreOptions = {},
): Store<Saving> {
  // Set while it settles: only while somebody subscribes, as there is no flicker where nobody looks.
  let cancelSettling: Cancel | undefined

  return createStore<Saving>({
    initial: NOTHING_UNSAVED,
    read: (previous) => {
      const { saveState, unsavedChanges } = provider
      const state = saveState === 'saved' && cancelSettling ? 'saving' : saveState
      const isSame = state === previous.state && unsavedChanges === previous.unsavedChanges
      return isSame ? previous : Object.freeze({ state, unsavedChanges })
    },
    listen: (look) => {
      let wasSaved = provider.saveState === 'saved'
      const unsettle = () => {
        cancelSettling?.()
        cancelSettling = undefined
      }
      const stop = listen(provider, ['save-state', 'unsaved-changes'], () => {
        const isSaved = provider.saveState === 'saved'
        if (isSaved !== wasSaved) {
          unsettle()
          if (isSaved && settleMs > 0) cancelSettling = systemClock.after(settleMs, settled)
        }
        wasSaved = isSaved
        look()
      })
      function settled() {
        unsettle()
        look()
      }
      return () => {
        stop()
        unsettle()
      }
    },
  })
}
