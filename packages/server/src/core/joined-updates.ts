import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { concatenated } from './concatenated.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { NotPlain, UpdateBytes } from './update-bytes.ts'

const CONTENT = 0x1f
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_PARENT_KEY = 0x20

const GC = 0
const DELETED = 1
const JSON_VALUES = 2
const BINARY = 3
const TEXT = 4
const EMBED = 5
const FORMAT = 6
const TYPE = 7
const ANY_VALUES = 8

/** Types that have a name of their own among those of XML, by Yjs's number for them. */
const NAMED_TYPES: ReadonlySet<number> = new Set([3, 5])
const LAST_TYPE = 6

/** One client's structs, from clock 0 on. */
interface Run {
  /** Up to which clock they go. */
  clock: number
  structs: number
  readonly bytes: GrowingBytes
  /** How many ranges are deleted, and up to which clock. */
  ranges: number
  deletedTo: number
  readonly deletes: GrowingBytes
}

/** A whole document as one update. */
export interface Joined {
  readonly update: Uint8Array
  /** Of somebody who has just that. */
  readonly stateVector: Uint8Array
}

/**
 * A document's updates put together to one without building the document. In an update each client's structs stand one
 * behind the other, and what their clocks are follows from the first of them: so what continues them can be copied behind
 * them as it is.
 *
 * That goes as long as each client's structs come in order, which they do in a log unless something had to wait for
 * something else. And each is read to its last byte on the way, so who has the whole can apply all of it.
 */
export class JoinedUpdates {
  readonly #runs = new Map<number, Run>()
  /** Up to which clock what was added builds on what others wrote. */
  readonly #needs = new Map<number, number>()

  /** Adds the next update. False if it cannot be joined like that; nothing must be added any more then. */
  add(update: Uint8Array): boolean {
    try {
      const bytes = new UpdateBytes(update)
      for (let clients = bytes.number(); clients > 0; clients -= 1) this.#addStructs(bytes)
      for (let clients = bytes.number(); clients > 0; clients -= 1) this.#addDeletes(bytes)
      return bytes.isAtEnd
    } catch {
      // Whatever it is, it is for Yjs to say, and for the loader to deal with.
      return false
    }
  }

  /** All of it; undefined if something builds on what is not there. */
  whole(): Joined | undefined {
    for (const [client, clock] of this.#needs) if (this.#clock(client) < clock) return undefined
    for (const { clock, deletedTo } of this.#runs.values()) if (deletedTo > clock) return undefined
    const stateVector = new Map([...this.#runs].map(([client, { clock }]) => [client, clock]))
    return { update: this.#encoded(), stateVector: Y.encodeStateVector(stateVector) }
  }

  #addStructs(bytes: UpdateBytes): void {
    let structs = bytes.count()
    const client = bytes.number()
    const run = this.#run(client)
    let clock = bytes.number()
    // What is here already may come once more.
    for (; structs > 0 && clock < run.clock; structs -= 1)
      clock += this.#passStruct(bytes, client, clock)
    if (structs === 0 && clock <= run.clock) return
    if (clock !== run.clock) throw new NotPlain()
    const from = bytes.at
    run.structs += structs
    for (; structs > 0; structs -= 1) clock += this.#passStruct(bytes, client, clock)
    run.clock = clock
    run.bytes.add(bytes.bytes, from, bytes.at)
  }

  /** Passes over one struct. Returns its length in clocks. */
  #passStruct(bytes: UpdateBytes, client: number, clock: number): number {
    const info = bytes.byte()
    const content = info & CONTENT
    if (content === GC) return bytes.count()
    if (info & HAS_ORIGIN) this.#needId(bytes, client, clock)
    if (info & HAS_RIGHT_ORIGIN) this.#needId(bytes, client, clock)
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      if (bytes.number() === 1) bytes.skipText()
      else this.#needId(bytes, client, clock)
      if (info & HAS_PARENT_KEY) bytes.skipText()
    }
    return passContent(bytes, content)
  }

  #needId(bytes: UpdateBytes, self: number, clock: number): void {
    const client = bytes.number()
    const end = bytes.number() + 1
    if (client === self ? end <= clock : (this.#needs.get(client) ?? 0) >= end) return
    if (client === self) throw new NotPlain()
    this.#needs.set(client, end)
  }

  #addDeletes(bytes: UpdateBytes): void {
    const run = this.#run(bytes.number())
    let ranges = bytes.count()
    run.ranges += ranges
    const from = bytes.at
    for (; ranges > 0; ranges -= 1) {
      const to = bytes.number() + bytes.count()
      if (to > run.deletedTo) run.deletedTo = to
    }
    run.deletes.add(bytes.bytes, from, bytes.at)
  }

  #run(client: number): Run {
    let run = this.#runs.get(client)
    if (!run) {
      const [bytes, deletes] = [new GrowingBytes(), new GrowingBytes()]
      run = { clock: 0, structs: 0, bytes, ranges: 0, deletedTo: 0, deletes }
      this.#runs.set(client, run)
    }
    return run
  }

  #clock(client: number): number {
    return this.#runs.get(client)?.clock ?? 0
  }

  #encoded(): Uint8Array {
    // Yjs resolves conflicts faster when higher client IDs come first.
    const runs = [...this.#runs].sort(([a], [b]) => b - a)
    const written = runs.filter(([, { structs }]) => structs > 0)
    const deleted = runs.filter(([, { ranges }]) => ranges > 0)
    const parts = [numbers(written.length)]
    for (const [client, run] of written) {
      parts.push(numbers(run.structs, client, 0), run.bytes.bytes)
    }
    parts.push(numbers(deleted.length))
    for (const [client, run] of deleted) {
      parts.push(numbers(client, run.ranges), run.deletes.bytes)
    }
    return concatenated(parts)
  }
}

/** Passes over what a struct holds. Returns how many clocks it takes. */
function passContent(bytes: UpdateBytes, content: number): number {
  switch (content) {
    case DELETED:
      return bytes.count()
    case TEXT: {
      const length = bytes.skipText()
      if (length === 0) throw new NotPlain()
      return length
    }
    case BINARY:
      bytes.skipBytes()
      return 1
    case EMBED:
      bytes.skipJson()
      return 1
    case FORMAT:
      bytes.skipText()
      bytes.skipJson()
      return 1
    case TYPE: {
      const type = bytes.number()
      if (type > LAST_TYPE) throw new NotPlain()
      if (NAMED_TYPES.has(type)) bytes.skipText()
      return 1
    }
    case JSON_VALUES:
    case ANY_VALUES: {
      const count = bytes.count()
      for (let index = 0; index < count; index += 1) {
        if (content === ANY_VALUES) bytes.skipAny()
        else if (bytes.text() !== 'undefined') throw new NotPlain()
      }
      return count
    }
    default:
      throw new NotPlain()
  }
}

function numbers(...values: readonly number[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value)
  })
}
