import { decodeUpdate, encodeStateAsUpdate, Skip, type Doc } from 'yjs'

/** What a document has of each client: ranges of clocks from the first up to, not including, the second. */
type Ranges = Map<number, [from: number, to: number][]>

interface Reach {
  readonly structs: Ranges
  readonly deleted: Ranges
}

/** Whether everything that was ever written or deleted in `inner` is in `outer`, too; what waits for missing parents included. */
export function holdsAll(outer: Doc, inner: Doc): boolean {
  const [around, within] = [reachOf(outer), reachOf(inner)]
  return (
    covers(around.structs, within.structs) &&
    // What is collected as garbage is deleted, too.
    covers(around.deleted, within.deleted)
  )
}

function reachOf(doc: Doc): Reach {
  const { structs, ds } = decodeUpdate(encodeStateAsUpdate(doc))
  const reach: Reach = { structs: new Map(), deleted: new Map() }
  for (const struct of structs) {
    if (struct instanceof Skip) continue
    const { client, clock } = struct.id
    add(reach.structs, client, clock, clock + struct.length)
  }
  for (const [client, items] of ds.clients)
    for (const { clock, len } of items) add(reach.deleted, client, clock, clock + len)
  for (const ranges of [...reach.structs.values(), ...reach.deleted.values()]) join(ranges)
  return reach
}

function add(ranges: Ranges, client: number, from: number, to: number): void {
  const known = ranges.get(client)
  const last = known?.at(-1)
  if (last && last[1] === from) last[1] = to
  else if (known) known.push([from, to])
  else ranges.set(client, [[from, to]])
}

function join(ranges: [number, number][]): void {
  ranges.sort(([one], [other]) => one - other)
  let kept = 0
  for (const [from, to] of ranges) {
    const last = ranges[kept - 1]
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else ranges[kept++] = [from, to]
  }
  ranges.length = kept
}

function covers(outer: Ranges, inner: Ranges): boolean {
  for (const [client, ranges] of inner) {
    const around = outer.get(client) ?? []
    let at = 0
    for (const [from, to] of ranges) {
      while ((around[at]?.[1] ?? Number.POSITIVE_INFINITY) < to) at += 1
      const range = around[at]
      if (!range || range[0] > from) return false
    }
  }
  return true
}
