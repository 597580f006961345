/** Many updates in one piece of memory: each by itself would take a thread 2 µs to hand over. */
export interface PackedUpdates {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly lengths: readonly number[]
}

export function packUpdates(updates: readonly Uint8Array[]): PackedUpdates {
  const lengths = updates.map(({ length }) => length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const update of updates) {
    bytes.set(update, at)
    at += update.length
  }
  return { bytes, lengths }
}

export function unpackUpdates({ bytes, lengths }: PackedUpdates): Uint8Array[] {
  let end = 0
  return lengths.map((length) => bytes.subarray(end, (end += length)))
}
