import { decodeUpdate, Skip } from 'yjs'
import { VarintReader } from './varint.ts'

const CONTENT = 0x1f
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_PARENT_KEY = 0x20
const GC = 0
const DELETED = 1
const BINARY = 3
const STRING = 4
const FORMAT = 6
const SKIP = 10

const reader = new VarintReader()

/** Takes a run of one client's structs: clocks from `clock` on, so many. */
export type OnRun = (client: number, clock: number, length: number) => void

/**
 * Tells which clocks an update brings, from its first encoding alone: each client's block is a number of structs, the
 * client's ID and its first clock, and then the structs, whose lengths add up. What nobody types is left to Yjs.
 */
export function readUpdate(bytes: Uint8Array, start: number, end: number, onRun: OnRun): void {
  if (!readTyped(bytes, start, end, onRun)) readAny(bytes.slice(start, end), onRun)
}

/** @returns Whether it was what is read here; if not, what it has told is true, but not all. */
function readTyped(bytes: Uint8Array, start: number, end: number, onRun: OnRun): boolean {
  reader.from(bytes, start, end)
  for (let clients = reader.number(); clients > 0; clients -= 1) {
    let structs = reader.number()
    const client = reader.number()
    const first = reader.number()
    let clock = first
    for (; structs > 0; structs -= 1) {
      const info = reader.byte()
      const content = info & CONTENT
      if (info === GC) {
        clock += reader.number()
        continue
      }
      if (info === SKIP) return false
      if (info & HAS_ORIGIN) skipId()
      if (info & HAS_RIGHT_ORIGIN) skipId()
      if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
        if (reader.number() === 1) reader.skipBytes()
        else skipId()
        if (info & HAS_PARENT_KEY) reader.skipBytes()
      }
      if (content === STRING) {
        clock += skipText()
      } else if (content === DELETED) {
        clock += reader.number()
      } else if (content === BINARY) {
        reader.skipBytes()
        clock += 1
      } else if (content === FORMAT) {
        reader.skipBytes()
        reader.skipBytes()
        clock += 1
      } else {
        return false
      }
    }
    onRun(client, first, clock - first)
  }
  return true
}

function skipId(): void {
  reader.number()
  reader.number()
}

/** @returns How many UTF-16 code units it has: Yjs counts in those. */
function skipText(): number {
  const { bytes } = reader
  const byteLength = reader.skipBytes()
  const end = reader.at
  let units = 0
  for (let at = end - byteLength; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    // Not the bytes that continue a character; two for one beyond the basic plane.
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

function readAny(update: Uint8Array, onRun: OnRun): void {
  for (const struct of decodeUpdate(update).structs) {
    if (!(struct instanceof Skip)) onRun(struct.id.client, struct.id.clock, struct.length)
  }
}
