import type { RecordedUpdate } from '@weft/storage'

/** The documents that every batch of the child appends to. */
export const CHILD_DOCUMENTS = ['a', 'b'] as const

/** The update in the record with this number, whoever wrote it. */
export function childUpdate(sequence: number): RecordedUpdate {
  const update = new Uint8Array(20 + (sequence % 50)).fill(sequence)
  return { update, user: `user ${sequence % 7}`, timeMs: sequence }
}

/** The snapshot up to this number. */
export function childPieces(sequence: number): Uint8Array[] {
  return [1, 2, 3].map((piece) => new Uint8Array(100 + piece).fill(sequence + piece))
}
