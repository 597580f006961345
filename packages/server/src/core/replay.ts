import * as Y from 'yjs'
import { LiveDocument } from './live-document.ts'
import { messageOf, type Clock } from './ports.ts'
import type { StoredUpdate } from './stored-updates.ts'

/** A stored update that must not be applied, and why. */
export interface Poisoned {
  readonly update: StoredUpdate
  readonly what: string
}

export type Replayed =
  /** Those poisoned could not even be decoded, and were left out. */
  | {
      readonly is: 'whole'
      readonly document: LiveDocument
      readonly poisoned: readonly Poisoned[]
    }
  /** Yjs threw, so the document is lost; without these it may do. */
  | { readonly is: 'broken'; readonly poisoned: readonly Poisoned[] }
  /** Yjs threw, and it is not clear at which update. */
  | { readonly is: 'unclear' }
  /** Yjs threw, perhaps on something that had waited for the update at which it did. */
  | { readonly is: 'entangled' }
  | { readonly is: 'slow' }

export interface ReplayOptions {
  readonly clock: Clock
  /** How long it may work in all, in milliseconds, without the pauses. */
  readonly budgetMs: number
  /** One update at a time, so that it is clear which one throws. */
  readonly isCareful: boolean
  /** False for updates that were decoded a moment ago. */
  readonly mustCheck: boolean
}

/** Others get their turn after this much work, in milliseconds, if updates are small enough for that. */
const SLICE_MS = 10
const SLICE_BYTES = 32 * 1024

/** Builds a document from what is stored, bit by bit: between two slices the others have their turn. */
export async function replay(
  updates: readonly StoredUpdate[],
  { clock, budgetMs, isCareful, mustCheck }: ReplayOptions,
): Promise<Replayed> {
  const document = new LiveDocument()
  const poisoned: Poisoned[] = []
  let most = isCareful ? 1 : 64
  let workedMs = 0
  let sliceMs = 0
  for (let at = 0; at < updates.length;) {
    if (workedMs > budgetMs) return abandon(document, { is: 'slow' })
    if (sliceMs >= SLICE_MS) {
      await new Promise<void>((resolve) => clock.soon(resolve))
      sliceMs = 0
    }
    const startMs = clock.now()
    const workedBeforeMs = clock.workTime?.() ?? 0
    const slice = takeSlice(updates, at, most)
    at += slice.length
    const decodable = mustCheck ? leaveOut(slice, poisoned) : slice
    const isEntangled = document.pending.bytes > 0
    try {
      const [first] = document.load(decodable.map(({ update }) => update))
      // What failed after the first may have failed because of it.
      const culprit = first === undefined ? undefined : decodable[first]
      if (culprit) {
        if (isEntangled) return abandon(document, { is: 'entangled' })
        // Something before it in the slice may wait for it.
        if (first !== 0) return abandon(document, { is: 'unclear' })
        poisoned.push({ update: culprit, what: 'Yjs throws on it' })
        return abandon(document, { is: 'broken', poisoned })
      }
    } catch (error) {
      const [only] = decodable
      if (isEntangled) return abandon(document, { is: 'entangled' })
      if (!only || decodable.length > 1) return abandon(document, { is: 'unclear' })
      poisoned.push({ update: only, what: messageOf(error) })
      return abandon(document, { is: 'broken', poisoned })
    }
    const tookMs = clock.now() - startMs
    // On a busy machine the time that passes is not the document's fault.
    workedMs += Math.min(tookMs, (clock.workTime?.() ?? Infinity) - workedBeforeMs)
    sliceMs += tookMs
    if (tookMs > SLICE_MS / 2) most = Math.max(1, most >> 1)
    else if (!isCareful) most = Math.min(4096, most * 2)
  }
  return { is: 'whole', document, poisoned }
}

function takeSlice(updates: readonly StoredUpdate[], at: number, most: number): StoredUpdate[] {
  let bytes = 0
  let end = at
  do bytes += updates[end++]?.update.length ?? 0
  while (end < updates.length && end - at < most && bytes < SLICE_BYTES)
  return updates.slice(at, end)
}

// Before a document may have it: that allocates what the bytes announce, and keeps half of what ends early. The limits
// on what peers may send are another matter: what was once accepted must be read back under any.
function leaveOut(slice: readonly StoredUpdate[], poisoned: Poisoned[]): StoredUpdate[] {
  return slice.filter((update) => {
    try {
      Y.decodeUpdate(update.update)
      return true
    } catch (error) {
      poisoned.push({ update, what: messageOf(error) })
      return false
    }
  })
}

function abandon(document: LiveDocument, replayed: Replayed): Replayed {
  document.destroy()
  return replayed
}
