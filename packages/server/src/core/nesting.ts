import * as Y from 'yjs'

/** Whether more than `levels` objects and arrays lie in each other. Recurses no deeper than that. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  if (levels === 0) return true
  for (const inner of Object.values(value)) if (isNestedDeeper(inner, levels - 1)) return true
  return false
}

const NO_VALUES: readonly unknown[] = []

/** The values that a struct carries and that are walked recursively wherever they are encoded. */
export function valuesOf(content: Y.Item['content']): readonly unknown[] {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr
  if (content instanceof Y.ContentEmbed) return [content.embed]
  if (content instanceof Y.ContentFormat) return [content.value]
  if (content instanceof Y.ContentDoc) return [content.opts]
  return NO_VALUES
}

/**
 * How deep the shared types would lie in each other that an update brings: a root type is 1 deep. Yjs deletes them
 * recursively, and so do editors walk them.
 *
 * @param structs Each client's in order. What builds on a later one is taken for less deep than it may be.
 */
export function deepestType(doc: Y.Doc, structs: readonly (Y.Item | Y.GC)[]): number {
  const depths = new Depths(doc)
  let deepest = 0
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const parentDepth = depths.add(struct)
    if (struct.content instanceof Y.ContentType) deepest = Math.max(deepest, parentDepth + 1)
  }
  return deepest
}

/** How deep the parents of structs are, of those in the update and of those in the document. */
class Depths {
  readonly #doc: Y.Doc
  /** For each client the update's items so far, in order, with the depth of their parents. */
  readonly #added = new Map<number, { readonly item: Y.Item; readonly depth: number }[]>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  add(item: Y.Item): number {
    const depth = this.#parentDepth(item)
    const { client } = item.id
    const added = this.#added.get(client)
    if (added) added.push({ item, depth })
    else this.#added.set(client, [{ item, depth }])
    return depth
  }

  #parentDepth({ parent, origin, rightOrigin }: Y.Item): number {
    if (parent instanceof Y.ID) return this.#depthAt(parent) + 1
    // Only a struct without neighbours names its parent.
    const neighbour = origin ?? rightOrigin
    return neighbour ? this.#depthAt(neighbour) : 1
  }

  /** How deep the parent of the struct with this ID is. */
  #depthAt({ client, clock }: Y.ID): number {
    const added = this.#find(client, clock)
    if (added !== undefined) return added
    const structs = this.#doc.store.clients.get(client)
    if (!structs || clock >= Y.getState(this.#doc.store, client)) return 1
    const struct = structs[Y.findIndexSS(structs, clock)]
    let depth = 1
    if (!(struct instanceof Y.Item)) return depth
    let type = struct.parent
    while (type instanceof Y.AbstractType && type._item) {
      depth += 1
      type = type._item.parent
    }
    return depth
  }

  #find(client: number, clock: number): number | undefined {
    const added = this.#added.get(client) ?? []
    let low = 0
    let high = added.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const entry = added[middle]
      if (!entry) return undefined
      const { id, length } = entry.item
      if (clock < id.clock) high = middle - 1
      else if (clock >= id.clock + length) low = middle + 1
      else return entry.depth
    }
    return undefined
  }
}
