import { equalityDeep } from 'lib0/function'
import type { WeftProvider } from '../provider.ts'
import { createStore, type Store } from './store.ts'

/** This tab's own awareness state, to be read and written. */
export interface MyPresenceStore<State extends object> extends Store<Readonly<Partial<State>>> {
  /** Publishes these fields and keeps the others. A field that is undefined goes away. */
  readonly patch: (fields: { readonly [Field in keyof State]?: State[Field] | undefined }) => void
}

const NOTHING = Object.freeze({})

/** What this tab says of itself to the others. Editors keep their fields here, too, such as `cursor`. */
export function myPresenceStore<State extends object>(
  provider: WeftProvider,
): MyPresenceStore<State> {
  const { awareness } = provider
  const store = createStore<Readonly<Partial<State>>>({
    initial: NOTHING,
    read: (previous) => {
      const state = awareness.getLocalState<Partial<State>>() ?? NOTHING
      return equalityDeep(state, previous) ? previous : state
    },
    listen: (look) => {
      awareness.on('change', look)
      return () => awareness.off('change', look)
    },
  })
  return {
    ...store,
    // Not setLocalStateField: it does nothing once an editor has taken the whole state away, as Lexical does.
    patch: (fields) => {
      const next = Object.entries({ ...awareness.getLocalState(), ...fields })
      awareness.setLocalState(Object.fromEntries(next.filter(([, value]) => value !== undefined)))
    },
  }
}
