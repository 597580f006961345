import { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'

/** The clocks with which a document's own awareness has left, for the next one of the same document. */
const left = new WeakMap<Doc, Awareness['meta']>()

/** An awareness for a provider that was given none. */
export function ownAwareness(doc: Doc): Awareness {
  const awareness = new Awareness(doc)
  // A document keeps its client ID, and whoever has seen that leave takes nothing of it with a lower clock.
  awareness.meta = new Map([...awareness.meta, ...(left.get(doc) ?? [])])
  return awareness
}

/** Takes it away with its provider. */
export function destroyOwnAwareness(awareness: Awareness): void {
  try {
    awareness.destroy()
  } finally {
    left.set(awareness.doc, awareness.meta)
  }
}
