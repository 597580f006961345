import { buildSnapshot } from '@weft/server/core'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { titleOf } from '../catalogue/titles.ts'
import { contentDigest } from './content-digest.ts'
import { holdsAll } from './holds-all.ts'
import { applyAll } from './state-builder.ts'

/** A document, built from what a source has of it. */
export interface Built {
  /** All of it, as one update. */
  readonly state: Uint8Array
  /** Updates that give it when applied in order, none of which takes long. */
  readonly pieces: readonly Uint8Array[]
  /** As the editor keeps it in the document. */
  readonly title: string | undefined
  /** What could not be read, in words. Empty for a whole document. */
  readonly problems: readonly string[]
}

/** As large a piece is applied in some 20 ms when the document is loaded. */
const PIECE_BYTES = 32 * 1024
/** Larger documents do not come: the server could not open them, in bytes. */
export const MAX_DOCUMENT_BYTES = 96 * 1024 * 1024

export function builtFrom(doc: Doc, problems: readonly string[]): Built {
  const state = encodeStateAsUpdate(doc)
  // Of what does not come no pieces are wanted.
  const isWhole = state.length <= PIECE_BYTES || state.length > MAX_DOCUMENT_BYTES
  const pieces = isWhole ? [state] : buildSnapshot([state], PIECE_BYTES)
  return { state, pieces, title: titleOf(doc), problems }
}

/** Whether stored updates hold all of a state; if they are to be the same, also nothing else, and look alike. */
export function isAllOf(
  updates: readonly Uint8Array[],
  state: Uint8Array,
  mustBeSame: boolean,
): boolean {
  const [stored, doc] = [updates, [state]].map((those) => {
    const built = new Doc()
    applyAll(built, those, () => undefined)
    return built
  })
  if (!stored || !doc || !holdsAll(stored, doc)) return false
  return !mustBeSame || (holdsAll(doc, stored) && contentDigest(doc) === contentDigest(stored))
}
