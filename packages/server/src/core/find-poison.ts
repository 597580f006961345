import * as Y from 'yjs'
import { LiveDocument } from './live-document.ts'

/** An update that waits for others, by its index, and for more than these clocks of whom. */
interface Waiting {
  readonly index: number
  readonly wants: ReadonlyMap<number, number>
}

/**
 * Which of these updates Yjs throws on, the first of them; undefined when none does. What waits for others throws only
 * when these come, in Yjs then as a part of them. So here nothing waits in the document: an update that does is taken out
 * and applied once more by itself when what it wants has come.
 */
export function findPoison(updates: readonly Uint8Array[]): number | undefined {
  const document = new LiveDocument()
  let waiting: Waiting[] = []
  /** Applies one update by itself. False when Yjs throws. */
  const apply = (index: number): boolean => {
    const update = updates[index]
    if (!update) return true
    try {
      if (document.load([update]).length > 0) return false
    } catch {
      return false
    }
    const wants = takeWants(document.doc)
    if (wants.size > 0) waiting.push({ index, wants })
    return true
  }
  const isDue = ({ wants }: Waiting) =>
    [...wants].some(([client, clock]) => Y.getState(document.doc.store, client) > clock)
  for (const index of updates.keys()) {
    if (!apply(index)) return index
    for (let due = waiting.filter(isDue); due.length > 0; due = waiting.filter(isDue)) {
      const again = new Set(due)
      waiting = waiting.filter((one) => !again.has(one))
      for (const one of due) if (!apply(one.index)) return one.index
    }
  }
  document.destroy()
  return undefined
}

/** Takes out what waits, and tells for more than which clocks. */
function takeWants({ store }: Y.Doc): Map<number, number> {
  const { pendingStructs, pendingDs } = store
  const wants = new Map(pendingStructs?.missing)
  if (pendingDs) {
    for (const client of Y.decodeUpdateV2(pendingDs).ds.clients.keys()) {
      const clock = Y.getState(store, client)
      wants.set(client, Math.min(clock, wants.get(client) ?? clock))
    }
  }
  store.pendingStructs = null
  store.pendingDs = null
  return wants
}
