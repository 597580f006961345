import * as Y from 'yjs'
import type { CheckedUpdate, Reach } from './checked-update.ts'
import { deepestType } from './nesting.ts'

/** What is in a document. Tells what an update would change there before it is applied, and changes nothing itself. */
export class Contents {
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** How far the document has integrated what this client wrote. */
  clock(client: number): number {
    return Y.getState(this.#doc.store, client)
  }

  /** Whether everything in the update is integrated, and nothing of it waits. */
  hasIntegrated({ ends, deletes }: Reach): boolean {
    for (const [client, end] of ends) if (this.clock(client) < end) return false
    for (const [client, ranges] of deletes) {
      const clock = this.clock(client)
      if (ranges.some(({ to }) => to > clock)) return false
    }
    return true
  }

  /** Whether the update adds something, rather than delete only. */
  isExtendedBy({ ends }: Reach): boolean {
    for (const [client, end] of ends) if (this.clock(client) < end) return true
    return false
  }

  /** How many structs and deleted ranges of the update will surely wait: those behind a gap. */
  countWaiting({ structs, ends, deletes }: CheckedUpdate): number {
    let count = 0
    let client: number | undefined
    let isBehindGap = false
    let clock = 0
    for (const struct of structs) {
      if (struct.id.client !== client) {
        client = struct.id.client
        clock = this.clock(client)
        isBehindGap = false
      }
      const end = struct.id.clock + struct.length
      isBehindGap ||= struct.id.clock > clock || (struct instanceof Y.Skip && end > clock)
      clock = Math.max(clock, end)
      if (isBehindGap) count += 1
    }
    for (const [deleted, ranges] of deletes) {
      const end = Math.max(this.clock(deleted), ends.get(deleted) ?? 0)
      for (const { to } of ranges) if (to > end) count += 1
    }
    return count
  }

  /** Whether the update would change nothing: all integrated, and everything it deletes is deleted. */
  hasAll(update: CheckedUpdate): boolean {
    if (!this.hasIntegrated(update)) return false
    for (const [client, ranges] of update.deletes) {
      for (const { from, to } of ranges) if (!this.#isDeleted(client, from, to)) return false
    }
    return true
  }

  /** How many of these clients the document has nothing of. */
  countUnknown(clients: Iterable<number>): number {
    let count = 0
    for (const client of clients) if (!this.#doc.store.clients.has(client)) count += 1
    return count
  }

  /** How many root types there are. */
  get roots(): number {
    return this.#doc.share.size
  }

  /** How many of these root types there are not. */
  countNewRoots(names: Iterable<string>): number {
    let count = 0
    for (const name of names) if (!this.#doc.share.has(name)) count += 1
    return count
  }

  /** How deep types would lie in each other of those that the update brings. */
  deepestType({ hasTypes, structs }: CheckedUpdate): number {
    if (!hasTypes) return 0
    return deepestType(
      this.#doc,
      structs.filter((struct) => !(struct instanceof Y.Skip)),
    )
  }

  #isDeleted(client: number, from: number, to: number): boolean {
    const structs = this.#doc.store.clients.get(client) ?? []
    for (let clock = from; clock < to;) {
      const struct = structs[Y.findIndexSS(structs, clock)]
      if (!struct?.deleted) return false
      clock = struct.id.clock + struct.length
    }
    return true
  }
}
