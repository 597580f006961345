import type * as Y from 'yjs'
import { type Thread, threadFrom } from './thread.ts'

/** The root in the Yjs document that holds the threads by their IDs. */
const ROOT = 'comments'

/** The most threads of a document that are read. */
export const MAX_THREADS = 1_000

/** @returns The map of threads, in which anybody may have put anything. */
export function threadsMap(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap(ROOT)
}

/** All threads of a document, open and resolved, the oldest first; deleted ones are left out. */
export function readThreads(doc: Y.Doc): readonly Thread[] {
  const threads: Thread[] = []
  for (const [id, value] of threadsMap(doc).entries()) {
    const thread = threadFrom(id, value)
    if (thread) threads.push(thread)
    if (threads.length >= MAX_THREADS) break
  }
  return threads.sort(byAge)
}

/** By when they began, and in the same order for everybody. */
export function byAge(one: Thread, other: Thread): number {
  return beginOf(one) - beginOf(other) || (one.id < other.id ? -1 : 1)
}

function beginOf({ comments }: Thread): number {
  return comments[0]?.atMs ?? 0
}
