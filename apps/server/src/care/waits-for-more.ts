import { createSnapshot, decodeUpdate, encodeSnapshot, parseUpdateMeta } from 'yjs'

export const WAITS = 'some edits wait for others that are missing, and show nowhere'

type Pieces = readonly Uint8Array[]
type DeleteSet = ReturnType<typeof decodeUpdate>['ds']

/**
 * Whether something in a document waits for edits that are not there, and so shows nowhere.
 *
 * @param pieces As a snapshot is built: deletions, and what waits, are in the last.
 */
export function waitsForMore(pieces: Pieces): boolean {
  const last = pieces.at(-1)
  if (!last) return false
  const { structs, ds } = decodeUpdate(last)
  return structs.length > 0 || deletionsWait(ds, knownIn(pieces))
}

/** The same document without what waits. */
export function withoutWaiting(pieces: Pieces): Pieces {
  const last = pieces.at(-1)
  if (!last || !waitsForMore(pieces)) return pieces
  const { ds } = decodeUpdate(last)
  const known = knownIn(pieces)
  for (const [client, deletions] of ds.clients) {
    const kept = deletions.filter(({ clock, len }) => clock + len <= (known.get(client) ?? 0))
    if (kept.length > 0) ds.clients.set(client, kept)
    else ds.clients.delete(client)
  }
  // A snapshot is deletions and a state vector, here an empty one; an update is structs, here none, and deletions.
  const deletions = encodeSnapshot(createSnapshot(ds, new Map())).slice(0, -1)
  return [...pieces.slice(0, -1), Uint8Array.from([0, ...deletions])]
}

/** How far the edits of each client go in all but the last piece. */
function knownIn(pieces: Pieces): ReadonlyMap<number, number> {
  const known = new Map<number, number>()
  for (const piece of pieces.slice(0, -1))
    for (const [client, clock] of parseUpdateMeta(piece).to)
      known.set(client, Math.max(clock, known.get(client) ?? 0))
  return known
}

function deletionsWait({ clients }: DeleteSet, known: ReadonlyMap<number, number>): boolean {
  return [...clients].some(([client, deletions]) =>
    deletions.some(({ clock, len }) => clock + len > (known.get(client) ?? 0)),
  )
}
