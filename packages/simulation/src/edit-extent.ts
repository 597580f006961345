import * as Y from 'yjs'

/** What an update brings: for each client ID the clock after its last struct, and the ranges that it deletes. */
export interface EditExtent {
  readonly ends: ReadonlyMap<number, number>
  readonly deletes: readonly {
    readonly client: number
    readonly from: number
    readonly to: number
  }[]
}

export function extentOf(update: Uint8Array): EditExtent {
  const { structs, ds } = Y.decodeUpdate(update)
  const ends = new Map<number, number>()
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    ends.set(client, Math.max(ends.get(client) ?? 0, clock + struct.length))
  }
  const deletes = [...ds.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
  )
  return { ends, deletes }
}

/** What of it a document lacks, in words; undefined when it has all. */
export function lackOf(doc: Y.Doc, { ends, deletes }: EditExtent): string | undefined {
  for (const [client, end] of ends) {
    const clock = Y.getState(doc.store, client)
    if (clock < end) return `structs of ${client} from ${clock} to ${end}`
  }
  for (const { client, from, to } of deletes) {
    if (Y.getState(doc.store, client) < to) return `the structs of ${client} that it deletes`
    if (!isDeleted(doc, client, from, to)) return `the deletion of ${client} from ${from} to ${to}`
  }
  return undefined
}

function isDeleted(doc: Y.Doc, client: number, from: number, to: number): boolean {
  const structs = doc.store.clients.get(client) ?? []
  for (let clock = from; clock < to;) {
    const struct = structs[Y.findIndexSS(structs, clock)]
    if (!struct?.deleted) return false
    clock = struct.id.clock + struct.length
  }
  return true
}
