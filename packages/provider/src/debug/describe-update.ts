import * as Y from 'yjs'

/** How many parts of a list are told. */
const MAX_PARTS = 8

/** What an update holds: for each client the range of clocks that it adds, and those that it deletes. */
export function describeUpdate(update: Uint8Array): string {
  const { structs, ds } = Y.decodeUpdate(update)
  const added = new Map<number, { from: number; to: number }>()
  for (const { id, length } of structs) {
    const range = added.get(id.client)
    if (range) range.to = id.clock + length
    else added.set(id.client, { from: id.clock, to: id.clock + length })
  }
  const adds = [...added].map(([client, { from, to }]) => `${client}@${from}–${to}`)
  const deletes = [...ds.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => `${client}@${clock}–${clock + len}`),
  )
  const parts = [
    ...(adds.length > 0 ? [`adds ${listed(adds)}`] : []),
    ...(deletes.length > 0 ? [`deletes ${listed(deletes)}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'nothing'
}

/** What a state vector says: for each client, how far its edits are known. */
export function describeStateVector(stateVector: Uint8Array): string {
  const clients = [...Y.decodeStateVector(stateVector)]
  return clients.length === 0
    ? 'has nothing'
    : `has ${listed(clients.map(([client, clock]) => `${client} up to ${clock}`))}`
}

/** The first few of a list, and how many more there are. */
export function listed(parts: readonly string[]): string {
  const more = parts.length - MAX_PARTS
  const told = parts.slice(0, MAX_PARTS).join(', ')
  return more > 0 ? `${told} and ${more} more` : told
}
