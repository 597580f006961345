import type { ThreadOrder } from '../thread-order.ts'
import type { Thread } from '../thread.ts'

/** The most threads that are shown: a list that nobody reads to its end should not hold up the text. */
const SHOWN = 200

export interface ThreadLists {
  /** In the order of the text. */
  readonly open: readonly Thread[]
  /** The last one first. */
  readonly resolved: readonly Thread[]
  /** How many open ones are left out. */
  readonly hidden: number
}

export function threadLists(threads: readonly Thread[], { ids }: ThreadOrder): ThreadLists {
  const rank = new Map(ids.map((id, index) => [id, index]))
  const rankOf = ({ id }: Thread) => rank.get(id) ?? ids.length
  const open = threads
    .filter(({ resolution }) => resolution === undefined)
    .sort((one, other) => rankOf(one) - rankOf(other))
  const resolved = threads
    .filter(({ resolution }) => resolution !== undefined)
    .sort((one, other) => (other.resolution?.atMs ?? 0) - (one.resolution?.atMs ?? 0))
  return {
    open: open.slice(0, SHOWN),
    resolved: resolved.slice(0, SHOWN),
    hidden: Math.max(0, open.length - SHOWN),
  }
}
