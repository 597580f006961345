import * as Y from 'yjs'
import { findPoison } from './find-poison.ts'
import { LiveDocument } from './live-document.ts'
import { messageOf } from './ports.ts'

/**
 * How large the pieces of a snapshot are, in bytes: one is applied in some 20 ms, and whoever loads a document can let
 * others have their turn between two.
 */
export const SNAPSHOT_PIECE_BYTES = 32 * 1024

/** Stored updates that cannot be applied. */
export class PoisonedUpdates extends Error {
  /** Which of those given, counted from 0. */
  readonly indexes: readonly number[]
  readonly reason: string

  constructor(indexes: readonly number[], reason: string) {
    super(`${indexes.length} stored updates cannot be applied: ${reason}`)
    this.name = 'PoisonedUpdates'
    this.indexes = indexes
    this.reason = reason
  }
}

/**
 * Merges a log into the pieces of a snapshot. What waits for missing parents is kept, in a last piece of its own.
 *
 * Through a `Y.Doc`, never `mergeUpdates`: merging does not join neighbouring structs and takes quadratic time.
 *
 * @throws {PoisonedUpdates} When stored updates cannot be applied. {Error} When the result does not read back as the same
 * document. Then the log must stay as it is.
 */
export function buildSnapshot(updates: readonly Uint8Array[], pieceBytes: number): Uint8Array[] {
  const whole = replay(updates)
  const pieces = whole.pieces(new Map(), pieceBytes)
  // With the present state vector only deletions and what is pending are left to encode.
  pieces.push(Y.encodeStateAsUpdate(whole.doc, whole.stateVector()))

  const readBack = new LiveDocument()
  const isWhole =
    readBack.load(pieces).length === 0 &&
    Y.equalSnapshots(Y.snapshot(whole.doc), Y.snapshot(readBack.doc)) &&
    whole.pending.bytes > 0 === readBack.pending.bytes > 0
  whole.destroy()
  readBack.destroy()
  if (!isWhole) throw new Error('the snapshot does not read back as the document')
  return pieces
}

/** One update that gives what a snapshot's pieces give, with what waits for missing parents. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  for (const piece of pieces) Y.applyUpdate(doc, piece)
  const whole = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return whole
}

function replay(updates: readonly Uint8Array[]): LiveDocument {
  const undecodable = updates.flatMap((update, index) => (isDecodable(update) ? [] : [index]))
  if (undecodable.length > 0) throw new PoisonedUpdates(undecodable, 'they cannot be decoded')
  const document = new LiveDocument()
  let reason = 'Yjs throws on them'
  try {
    if (document.load(updates).length === 0) return document
  } catch (error) {
    reason = messageOf(error)
  }
  document.destroy()
  const culprit = findPoison(updates)
  if (culprit !== undefined) throw new PoisonedUpdates([culprit], reason)
  throw new Error('the document cannot be built from its updates, and no one of them is the reason')
}

// Before a document may have it: that allocates what the bytes announce.
function isDecodable(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update)
    return true
  } catch {
    return false
  }
}
