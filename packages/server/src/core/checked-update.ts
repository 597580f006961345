import { ProtocolError } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

/** An update that was parsed whole, with what it would bring. */
export interface CheckedUpdate {
  /** The bytes as they came. */
  readonly update: Uint8Array
  /** For each client ID in the update, the clock after its last struct. */
  readonly ends: ReadonlyMap<number, number>
  /** For each client ID, the ranges of clocks that the update deletes. */
  readonly deletes: ReadonlyMap<number, readonly ClockRange[]>
}

export interface ClockRange {
  readonly from: number
  readonly to: number
}

/** No client comes near this clock by typing; larger ones only serve to shut a client ID off for good. */
const MAX_CLOCK = 2 ** 31

/**
 * Parses an update before it may touch a document. `Y.applyUpdate` alone is not enough: it allocates what the bytes
 * announce before reading them, and throws half-way through a truncated update with the first half applied.
 *
 * @throws {ProtocolError} `BAD_UPDATE`
 */
export function checkUpdate(update: Uint8Array): CheckedUpdate {
  const decoded = decode(update)
  const ends = new Map<number, number>()
  for (const struct of decoded.structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    ends.set(client, Math.max(ends.get(client) ?? 0, checkClock(clock + struct.length)))
  }
  const deletes = new Map<number, ClockRange[]>()
  for (const [client, items] of decoded.ds.clients) {
    deletes.set(
      client,
      items.map(({ clock, len }) => ({ from: clock, to: checkClock(clock + len) })),
    )
  }
  return { update, ends, deletes }
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> {
  let rest: decoding.Decoder | undefined
  class Decoder extends Y.UpdateDecoderV1 {
    constructor(decoder: decoding.Decoder) {
      super(decoder)
      rest = decoder
    }
  }
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdateV2(update, Decoder)
  } catch {
    throw badUpdate('the update cannot be decoded')
  }
  // An update in the second encoding reads as an empty one with bytes behind it: it would be acknowledged and lost.
  if (rest && decoding.hasContent(rest)) throw badUpdate('bytes follow the update')
  return decoded
}

function checkClock(clock: number): number {
  if (clock > MAX_CLOCK) throw badUpdate('the update has a clock out of range')
  return clock
}

function badUpdate(message: string): ProtocolError {
  return new ProtocolError('BAD_UPDATE', message)
}
