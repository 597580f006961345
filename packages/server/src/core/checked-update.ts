import { ProtocolError } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Struct } from './causal-order.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { isNestedDeeper, valuesOf } from './nesting.ts'

/** What an update would bring, by client ID. */
export interface Reach {
  /** For each client ID in the update, the clock after its last struct. */
  readonly ends: ReadonlyMap<number, number>
  /** For each client ID, the ranges of clocks that the update deletes. */
  readonly deletes: ReadonlyMap<number, readonly ClockRange[]>
}

/** An update that was parsed whole, with what it would bring. */
export interface CheckedUpdate extends Reach {
  /** The bytes as they came. */
  readonly update: Uint8Array
  /** As the bytes have them: each client's in order. */
  readonly structs: readonly (Struct | Y.Skip)[]
  /** How many structs and deleted ranges it has. */
  readonly units: number
  /** The names of root types that it writes into. */
  readonly roots: ReadonlySet<string>
  readonly hasTypes: boolean
  /** How many subdocuments it brings. */
  readonly subdocuments: number
}

export interface ClockRange {
  readonly from: number
  readonly to: number
}

/** What one update may have at most. */
export type UpdateLimits = Pick<
  Limits,
  'maxUpdateStructs' | 'maxUpdateRanges' | 'maxNesting' | 'maxClockJump' | 'maxSubdocuments'
>

/** No client comes near this clock by typing; larger ones only serve to shut a client ID off for good. */
const MAX_CLOCK = 2 ** 31
/** The kind of content that a struct's first byte names in these bits. */
const CONTENT_BITS = 0b11111
const SUBDOCUMENT = 9
/** Most updates are a letter, which deletes nothing and names no root type. */
const NO_DELETES: Reach['deletes'] = new Map()
const NO_ROOTS: CheckedUpdate['roots'] = new Set()

/**
 * Parses an update before it may touch a document. `Y.applyUpdate` alone is not enough: it allocates what the bytes
 * announce before reading them, and throws half-way through a truncated update with the first half applied.
 *
 * @throws {ProtocolError} `BAD_UPDATE`, or `TOO_LARGE` for more of something than the limits allow.
 */
export function checkUpdate(
  update: Uint8Array,
  limits: UpdateLimits = defaultLimits,
): CheckedUpdate {
  const { structs, ds, subdocuments } = decode(update, limits)
  const ends = new Map<number, number>()
  let roots: Set<string> | undefined
  let empty: Map<number, number> | undefined
  let hasTypes = false
  for (const struct of structs) {
    const { client, clock } = struct.id
    const end = checkClock(clock + struct.length)
    if (struct instanceof Y.Skip) continue
    ends.set(client, Math.max(ends.get(client) ?? 0, end))
    if (struct instanceof Y.Item) {
      if (typeof struct.parent === 'string') (roots ??= new Set()).add(struct.parent)
      hasTypes ||= struct.content instanceof Y.ContentType
      for (const value of valuesOf(struct.content)) {
        if (isNestedDeeper(value, limits.maxNesting)) throw badUpdate('a value nests too deep')
      }
    }
    if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted)) continue
    empty ??= new Map()
    const length = (empty.get(client) ?? 0) + struct.length
    if (length > limits.maxClockJump) throw badUpdate('a clock jumps too far')
    empty.set(client, length)
  }
  let deletes: Map<number, ClockRange[]> | undefined
  let ranges = 0
  for (const [client, items] of ds.clients) {
    ranges += items.length
    deletes ??= new Map()
    deletes.set(
      client,
      items.map(({ clock, len }) => ({ from: clock, to: checkClock(clock + len) })),
    )
  }
  checkGroups(update, structs)
  return {
    update,
    structs,
    ends,
    deletes: deletes ?? NO_DELETES,
    units: structs.length + ranges,
    roots: roots ?? NO_ROOTS,
    hasTypes,
    subdocuments,
  }
}

interface Decoded extends ReturnType<typeof Y.decodeUpdate> {
  readonly subdocuments: number
}

/** Counts what it reads: as objects, structs take up to two hundred times their bytes. */
class CountingDecoder extends Y.UpdateDecoderV1 {
  readonly rest: decoding.Decoder
  readonly #limits: UpdateLimits
  #units = 0
  #ranges = 0
  subdocuments = 0

  constructor(rest: decoding.Decoder) {
    super(rest)
    this.rest = rest
    this.#limits = limitsOfDecoding
    lastDecoder = this
  }

  override readInfo(): number {
    const info = super.readInfo()
    if ((info & CONTENT_BITS) === SUBDOCUMENT) {
      this.subdocuments += 1
      if (this.subdocuments > this.#limits.maxSubdocuments) throw tooLarge('too many subdocuments')
    }
    this.#count()
    return info
  }

  override readDsLen(): number {
    this.#ranges += 1
    if (this.#ranges > this.#limits.maxUpdateRanges)
      throw tooLarge('too many deleted ranges in one update')
    this.#count()
    return super.readDsLen()
  }

  #count(): void {
    this.#units += 1
    if (this.#units > this.#limits.maxUpdateStructs)
      throw tooLarge('too many structs in one update')
  }
}

// Yjs makes the decoder, of a class that it is given. A class for each update, with the limits in it, would be compiled anew
// each time, and whatever Yjs has compiled for decoders would never fit.
let limitsOfDecoding: UpdateLimits = defaultLimits
let lastDecoder: CountingDecoder | undefined

function decode(update: Uint8Array, limits: UpdateLimits): Decoded {
  limitsOfDecoding = limits
  try {
    const decoded = Y.decodeUpdateV2(update, CountingDecoder)
    // An update in the second encoding reads as an empty one with bytes behind it: it would be acknowledged and lost.
    if (lastDecoder && decoding.hasContent(lastDecoder.rest))
      throw badUpdate('bytes follow the update')
    const { structs, ds } = decoded
    return { structs, ds, subdocuments: lastDecoder?.subdocuments ?? 0 }
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    throw badUpdate('the update cannot be decoded')
  } finally {
    // It has the update's bytes.
    lastDecoder = undefined
  }
}

// Yjs writes each client once and none that is empty. Of two groups of one client it would lose the first.
function checkGroups(update: Uint8Array, structs: CheckedUpdate['structs']): void {
  const groups = decoding.readVarUint(decoding.createDecoder(update))
  const clients = structs.length < 2 ? structs.length : countClients(structs)
  if (groups !== clients) throw badUpdate('a client has two groups of structs, or an empty one')
}

function countClients(structs: CheckedUpdate['structs']): number {
  return new Set(structs.map(({ id }) => id.client)).size
}

function checkClock(clock: number): number {
  if (clock > MAX_CLOCK) throw badUpdate('the update has a clock out of range')
  return clock
}

function badUpdate(message: string): ProtocolError {
  return new ProtocolError('BAD_UPDATE', message)
}

function tooLarge(message: string): ProtocolError {
  return new ProtocolError('TOO_LARGE', message)
}
