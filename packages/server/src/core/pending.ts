import * as Y from 'yjs'
import { sameBytes } from './same-bytes.ts'

/** What waited at some time. */
export interface Waiting {
  readonly structs: Y.Doc['store']['pendingStructs']
  /** The bytes of `structs`: Yjs changes the object in place. */
  readonly update: Uint8Array | undefined
  readonly ranges: Y.Doc['store']['pendingDs']
  readonly units: number
}

/** What a document has been given and cannot integrate yet, because it builds on updates that are not here. */
export class Pending {
  readonly #doc: Y.Doc
  /** At least as many structs and ranges as wait. */
  #units = 0
  /** What waited when the document was loaded: of a damaged log, that can be most of it. */
  #loaded = { bytes: 0, units: 0 }

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  get bytes(): number {
    const { pendingStructs, pendingDs } = this.#doc.store
    return (pendingStructs?.update.length ?? 0) + (pendingDs?.length ?? 0)
  }

  get waiting(): Waiting {
    const { pendingStructs, pendingDs } = this.#doc.store
    const update = pendingStructs?.update
    return { structs: pendingStructs, update, ranges: pendingDs, units: this.#units }
  }

  /** Whether other bytes wait than did at that time. */
  isOtherThan({ update, ranges }: Waiting): boolean {
    const { pendingStructs, pendingDs } = this.#doc.store
    return !sameBytes(pendingStructs?.update, update) || !sameBytes(pendingDs, ranges)
  }

  /** Whether more waits than these bounds allow, beside what waited when the document was loaded. */
  isOver(maxBytes: number, maxUnits: number): boolean {
    const { bytes, units } = this.#loaded
    if (this.bytes > maxBytes + bytes) return true
    if (this.#units <= maxUnits + units) return false
    this.#units = this.#count()
    return this.#units > maxUnits + units
  }

  /** The document has been loaded: what waits now may wait. */
  loaded(): void {
    this.#units = this.#count()
    this.#loaded = { bytes: this.bytes, units: this.#units }
  }

  /** An update has been applied, of which so many structs and ranges may wait. */
  grew(units: number): void {
    this.#units = (this.bytes === 0 ? 0 : this.#units) + units
  }

  /** Forgets what waits. Whoever sent it must sync anew. */
  drop(): void {
    this.#doc.store.pendingStructs = null
    this.#doc.store.pendingDs = null
    this.#units = 0
  }

  restore({ structs, ranges, units }: Waiting): void {
    this.#doc.store.pendingStructs = structs
    this.#doc.store.pendingDs = ranges
    this.#units = units
  }

  /** Encodes without it: Yjs adds it to every encoding, and it would infect whoever joins. */
  without<T>(encode: () => T): T {
    const { waiting } = this
    this.drop()
    try {
      return encode()
    } finally {
      this.restore(waiting)
    }
  }

  #count(): number {
    const { pendingStructs, pendingDs } = this.#doc.store
    const structs = pendingStructs ? Y.decodeUpdateV2(pendingStructs.update).structs.length : 0
    let ranges = 0
    if (pendingDs) {
      for (const items of Y.decodeUpdateV2(pendingDs).ds.clients.values()) ranges += items.length
    }
    return structs + ranges
  }
}
