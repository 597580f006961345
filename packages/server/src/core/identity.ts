import { NO_STATE } from '@weft/protocol'

/** Who a peer is, as the application says. */
export interface Identity {
  readonly id: string
  /** What the others are to call it. */
  readonly name: string
  /** The color of its caret and selection; undefined: what its client says. */
  readonly color: string | undefined
}

export function isSameIdentity(one: Identity | undefined, other: Identity | undefined): boolean {
  return one?.id === other?.id && one?.name === other?.name && one?.color === other?.color
}

/**
 * Puts into awareness states who their peers are, so that nobody can pose as another. As long as the application names no
 * users it looks at no state at all.
 */
export class IdentityStamp {
  readonly #maxStateBytes: number
  #hasUsers = false

  constructor({ maxAwarenessStateBytes }: { readonly maxAwarenessStateBytes: number }) {
    this.#maxStateBytes = maxAwarenessStateBytes
  }

  /** The application names users. Returns whether that is news, and states of nobody in particular must be looked at anew. */
  noteUser(): boolean {
    const isNews = !this.#hasUsers
    this.#hasUsers = true
    return isNews
  }

  /**
   * The state as it is told: with this user's id, name and color, or without an id if it is nobody's. Stamped again it is the
   * same.
   *
   * @param state A JSON object, or `null`.
   */
  stamp(state: string, identity: Identity | undefined): string {
    // What is too long is not taken anyway.
    if (state === NO_STATE || state.length > this.#maxStateBytes) return state
    if (identity) return withIdentity(state, identity)
    return this.#hasUsers ? withoutId(state) : state
  }
}

function withIdentity(text: string, { id, name, color }: Identity): string {
  const state = parsed(text)
  const said = isObject(state.user) ? state.user : {}
  const user = { ...said, id, name, ...(color === undefined ? {} : { color }) }
  return JSON.stringify({ ...state, user })
}

/** Applications tell by the id who somebody is. Anybody may choose a name. */
function withoutId(text: string): string {
  // Most states have none, and need not be parsed. JSON can spell the letters with escapes.
  if (!text.includes('"id"') && !text.includes('\\')) return text
  const state = parsed(text)
  const { user } = state
  // Own keys of that name, from which a copy that somebody makes by assignment would inherit an id.
  const wasChanged = [
    remove(state, '__proto__'),
    isObject(user) && remove(user, 'id'),
    isObject(user) && remove(user, '__proto__'),
  ]
  return wasChanged.includes(true) ? JSON.stringify(state) : text
}

function remove(from: object, key: string): boolean {
  return Object.hasOwn(from, key) && Reflect.deleteProperty(from, key)
}

interface State {
  readonly user?: unknown
}

// Decoding an awareness message has made sure that it is an object.
function parsed(text: string): State {
  const state: unknown = JSON.parse(text)
  return isObject(state) ? state : {}
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
