import * as Y from 'yjs'
import { UpdateWriter } from './update-writer.ts'

type Ranges = { readonly clock: number; readonly len: number }[]

/**
 * What a document has gained since a moment: new structs are found where they lie, and what is deleted is written down as it
 * happens. To tell it takes as long as there is news, however large the document.
 */
export class RecentChanges {
  readonly #doc: Y.Doc
  readonly #since: ReadonlyMap<number, number>
  readonly #deletes = new Map<number, Ranges>()
  readonly #noteDeletes: (
    update: Uint8Array,
    origin: unknown,
    doc: Y.Doc,
    by: Y.Transaction,
  ) => void

  /** From now on, until {@link stop}. */
  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#since = Y.decodeStateVector(Y.encodeStateVector(doc))
    this.#noteDeletes = (_update, _origin, _doc, { deleteSet }) => {
      for (const [client, ranges] of deleteSet.clients) {
        const earlier = this.#deletes.get(client)
        if (earlier) earlier.push(...ranges)
        else this.#deletes.set(client, [...ranges])
      }
    }
    doc.on('update', this.#noteDeletes)
  }

  get hasDeletions(): boolean {
    return this.#deletes.size > 0
  }

  /** Up to where the document had integrated what this client wrote, at that moment. */
  clockThen(client: number): number {
    return this.#since.get(client) ?? 0
  }

  /** All of it as one update, for whoever has what the document held then. */
  update(): Uint8Array {
    const writer = structsBeyond(this.#doc, (client) => this.clockThen(client))
    for (const [client, ranges] of this.#deletes) {
      for (const { clock, len } of ranges) writer.delete(client, clock, clock + len)
    }
    return writer.finish()
  }

  stop(): void {
    this.#doc.off('update', this.#noteDeletes)
  }
}

/** The document's integrated structs from these clocks on, and no deletions yet. */
export function structsBeyond(doc: Y.Doc, clockOf: (client: number) => number): UpdateWriter {
  const writer = new UpdateWriter()
  const { store } = doc
  const lacking = [...store.clients.keys()].filter(
    (client) => clockOf(client) < Y.getState(store, client),
  )
  // Yjs resolves conflicts faster when higher client IDs come first.
  for (const client of lacking.sort((a, b) => b - a)) {
    const structs = store.clients.get(client) ?? []
    const from = clockOf(client)
    writer.addRest(structs, Y.findIndexSS(structs, from), from)
  }
  return writer
}
