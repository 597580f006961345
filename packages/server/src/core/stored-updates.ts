import type { StoredDocument } from '@weft/storage'

/** A stored update, and where it stands: its record's number and its place there; 0 is the snapshot. */
export interface StoredUpdate {
  readonly sequence: number
  readonly index: number
  readonly update: Uint8Array
}

/** All that is to be applied, in order. What was quarantined has no bytes, and is left out. */
export function storedUpdates({ snapshot, records }: StoredDocument): StoredUpdate[] {
  return [...pieces(snapshot?.pieces ?? []), ...records.flatMap(updatesOf)].filter(
    ({ update }) => update.length > 0,
  )
}

function pieces(updates: readonly Uint8Array[]): StoredUpdate[] {
  return updates.map((update, index) => ({ sequence: 0, index, update }))
}

function updatesOf({ sequence, updates }: StoredDocument['records'][number]): StoredUpdate[] {
  return updates.map(({ update }, index) => ({ sequence, index, update }))
}
