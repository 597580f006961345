import * as Y from 'yjs'
import { LiveDocument } from './live-document.ts'

/**
 * Merges a log into the pieces of a snapshot. What waits for missing parents is kept, in a last piece of its own.
 *
 * Through a `Y.Doc`, never `mergeUpdates`: merging does not join neighbouring structs and takes quadratic time.
 *
 * @throws {Error} When a stored update cannot be applied, or the result does not read back as the same document. Then the
 * log must stay as it is.
 */
export function buildSnapshot(updates: readonly Uint8Array[], pieceBytes: number): Uint8Array[] {
  const whole = new LiveDocument()
  const failed = whole.load(updates)
  if (failed > 0) throw new Error(`${failed} stored updates cannot be applied`)
  const pieces = whole.pieces(new Uint8Array([0]), pieceBytes)
  // With the present state vector only deletions and what is pending are left to encode.
  pieces.push(Y.encodeStateAsUpdate(whole.doc, whole.stateVector()))

  const readBack = new LiveDocument()
  const isWhole =
    readBack.load(pieces) === 0 &&
    Y.equalSnapshots(Y.snapshot(whole.doc), Y.snapshot(readBack.doc)) &&
    whole.pendingBytes > 0 === readBack.pendingBytes > 0
  whole.destroy()
  readBack.destroy()
  if (!isWhole) throw new Error('the snapshot does not read back as the document')
  return pieces
}
