import { applyUpdate, Doc, transact } from 'yjs'
import { readableUpdate } from './readable-update.ts'
import type { SourceDocument } from './source.ts'

/** Updates are applied together up to this many bytes: then what is in memory depends on the document, not on its log. */
const TOGETHER_BYTES = 4 * 1024 * 1024

/** All that could be read of a document. */
export interface SourceState {
  readonly doc: Doc
  /** What could not, in words. Empty for a whole document. */
  readonly problems: readonly string[]
  /** What its updates took in the source, in bytes. */
  readonly bytes: number
}

/** How many problems of one document are told. */
const MAX_TOLD = 5

/** Builds a document from what a source has of it, just as it would be built there. */
export async function readState({ updates }: SourceDocument): Promise<SourceState> {
  const doc = new Doc()
  const told: string[] = []
  let untold = 0
  let bytes = 0
  let together: Uint8Array[] = []
  let togetherBytes = 0
  const note = (problem: string): void => {
    if (told.length < MAX_TOLD) told.push(problem)
    else untold += 1
  }
  for await (const given of updates) {
    const update = given instanceof Uint8Array ? readableUpdate(given) : given
    if (given instanceof Uint8Array) bytes += given.length
    if (!(update instanceof Uint8Array)) {
      note(update.unreadable)
      continue
    }
    together.push(update)
    togetherBytes += update.length
    if (togetherBytes < TOGETHER_BYTES) continue
    applyAll(doc, together, note)
    together = []
    togetherBytes = 0
  }
  applyAll(doc, together, note)
  if (untold > 0) told.push(`and ${untold} more like these`)
  return { doc, problems: told, bytes }
}

/**
 * Brings updates into a document as they are: no formatting is cleaned up on the way, so that a copy stays a copy.
 *
 * @param note Told of each that Yjs throws on, in words.
 */
export function applyAll(
  doc: Doc,
  updates: readonly Uint8Array[],
  note: (problem: string) => void,
): void {
  transact(
    doc,
    (transaction) => {
      for (const update of updates) {
        try {
          applyUpdate(doc, update)
        } catch (error) {
          note(`it cannot be applied: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      transaction.local = true
    },
    undefined,
    false,
  )
}
