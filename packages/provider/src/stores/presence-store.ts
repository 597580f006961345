import { equalityDeep } from 'lib0/function'
import type { WeftProvider } from '../provider.ts'
import { createStore, type Store } from './store.ts'
import { type User, userOf } from './user.ts'

/** Somebody who has the document open: one open tab. */
export interface Person<Selected = undefined> {
  /** The Yjs client ID of the tab. */
  readonly clientId: number
  /** Whether it is this tab. */
  readonly isSelf: boolean
  /** Who it is; undefined until the tab has said. */
  readonly user: User | undefined
  /** What was selected of the tab's awareness state. */
  readonly selected: Selected
}

/** Whom to list, and what of them. */
export interface PresenceStoreOptions<State extends object, Selected> {
  /**
   * What to watch besides the user, of one awareness state. Nobody checks what other clients put there, so take every
   * field for missing.
   *
   * @default nothing
   */
  readonly select?: ((state: Partial<State>) => Selected) | undefined
  /**
   * Whether this tab is in the list.
   *
   * @default true
   */
  readonly includeSelf?: boolean | undefined
}

/** {@link PresenceStoreOptions} that select something. */
export interface SelectingPresenceStoreOptions<
  State extends object,
  Selected,
> extends PresenceStoreOptions<State, Selected> {
  /** What to watch besides the user, of one awareness state. */
  readonly select: (state: Partial<State>) => Selected
}

const NOBODY: readonly never[] = Object.freeze([])

/**
 * Who is here: this tab first, the others in the order in which they joined.
 *
 * Somebody stays the same object as long as the user and what is selected stay equal, so that a cursor that moves redraws
 * nothing that does not show it; and the list stays the same while everybody in it does.
 */
export function presenceStore<State extends object, Selected>(
  provider: WeftProvider,
  options: SelectingPresenceStoreOptions<State, Selected>,
): Store<readonly Person<Selected>[]>
/** Who is here, and nothing else of them. */
export function presenceStore(
  provider: WeftProvider,
  options?: PresenceStoreOptions<object, undefined>,
): Store<readonly Person[]>
export function presenceStore<State extends object, Selected>(
  provider: WeftProvider,
  { select, includeSelf = true }: PresenceStoreOptions<State, Selected> = {},
): Store<readonly Person<Selected | undefined>[]> {
  const { awareness } = provider
  type Listed = Person<Selected | undefined>
  // States are replaced, never changed: the same state makes the same person.
  let known = new Map<number, { readonly state: object; readonly person: Listed }>()

  const personFrom = (clientId: number, state: Partial<State>): Listed =>
    Object.freeze({
      clientId,
      isSelf: clientId === awareness.clientID,
      user: userOf(state),
      selected: select?.(state),
    })

  const look = () => {
    const now: typeof known = new Map()
    for (const [clientId, state] of awareness.getStates<Partial<State>>()) {
      const before = known.get(clientId)
      if (before?.state === state) now.set(clientId, before)
      else {
        const person = personFrom(clientId, state)
        const isSame = before !== undefined && looksLike(person, before.person)
        now.set(clientId, { state, person: isSame ? before.person : person })
      }
    }
    known = now
  }

  return createStore<readonly Listed[]>({
    initial: NOBODY,
    read: (previous) => {
      look()
      const self = known.get(awareness.clientID)?.person
      const others = [...known.values()].map(({ person }) => person).filter((one) => !one.isSelf)
      const people = includeSelf && self ? [self, ...others] : others
      const isSame =
        people.length === previous.length &&
        people.every((person, index) => person === previous[index])
      return isSame ? previous : Object.freeze(people)
    },
    listen: (changed) => {
      awareness.on('change', changed)
      return () => awareness.off('change', changed)
    },
  })
}

function looksLike(one: Person<unknown>, other: Person<unknown>): boolean {
  return equalityDeep(one.user, other.user) && equalityDeep(one.selected, other.selected)
}
