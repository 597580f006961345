import type { Snapshot } from '@weft/storage'

import type { Write } from './database.ts'
import { pieceKey } from './keys.ts'
import { writeUint32 } from './big-endian.ts'
import { newRow, ROW_HEADER_BYTES, seal, unseal } from './row.ts'

const PIECE_AT = 4

export interface EncodedPieces {
  /** The number that the snapshot covers. */
  readonly sequence: number
  readonly pieces: number
  readonly writes: readonly Write[]
  /** The bytes of all their rows. */
  readonly sizeBytes: number
}

export type PieceRow =
  | { readonly whole: true; readonly piece: Uint8Array; readonly pieces: number }
  | { readonly whole: false; readonly why: string }

/** The rows of a snapshot, one a piece, whose number is not known yet. The pieces are copied. */
export function unnumberedPieces(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  return pieces.map((piece) => {
    const row = newRow(PIECE_AT + piece.length)
    writeUint32(row, ROW_HEADER_BYTES, pieces.length)
    row.set(piece, ROW_HEADER_BYTES + PIECE_AT)
    return row
  })
}

/** Gives the snapshot its number and completes the rows. */
export function numberPieces(
  document: string,
  rows: readonly Uint8Array[],
  sequence: number,
): EncodedPieces {
  const writes = rows.map((row, index) => {
    const key = pieceKey(document, sequence, index)
    return { key, value: seal(key, row) }
  })
  const sizeBytes = rows.reduce((sum, { length }) => sum + length, 0)
  return { sequence, pieces: rows.length, writes, sizeBytes }
}

/** The rows of a snapshot, one a piece. The pieces are copied. */
export function encodePieces(document: string, { sequence, pieces }: Snapshot): EncodedPieces {
  return numberPieces(document, unnumberedPieces(pieces), sequence)
}

/** A copy of the piece, and how many its snapshot has. */
export function decodePiece(key: Uint8Array, row: Uint8Array): PieceRow {
  const unsealed = unseal(key, row)
  if (!unsealed.whole) return unsealed
  const { body } = unsealed
  const view = new DataView(body.buffer, body.byteOffset)
  return {
    whole: true,
    piece: new Uint8Array(body.subarray(PIECE_AT)),
    pieces: view.getUint32(0),
  }
}
