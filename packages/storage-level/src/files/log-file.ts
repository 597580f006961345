import { joinBytes, uint32Bytes } from './byte-reader.ts'
import { crc32c, masked, uint32At } from './crc32c.ts'

// A log, as LevelDB's log_format.md has it: blocks of 32 KiB with records of checksum, length, type and bytes. What does
// not fit into a block goes on in the next.

const BLOCK_BYTES = 32 * 1024
const HEADER_BYTES = 7
const FULL = 1
const FIRST = 2
const MIDDLE = 3
const LAST = 4
/** A power cut leaves zeros where bytes had not come to the disk. */
const TORN_ZEROS = 256

/** What was written to a log in one go. */
export interface LogEntry {
  readonly bytes: Uint8Array
  /** Whether all its checksums match. */
  readonly isWhole: boolean
}

export interface LogContents {
  readonly entries: readonly LogEntry[]
  /** Stretches that could not be made sense of, and with whole entries behind them. */
  readonly gaps: number
  /** Whether the last thing in it is one that was never finished: what a crash leaves. */
  readonly isTorn: boolean
}

interface Part {
  readonly type: number
  readonly bytes: Uint8Array
  readonly isWhole: boolean
}

/** Reads a log as far as it can be read. What cannot be, but has its length, is there with `isWhole` false. */
export function readLog(log: Uint8Array): LogContents {
  const parts: (Part | 'gap')[] = []
  for (let at = 0; at < log.length; at += BLOCK_BYTES) {
    parts.push(...partsOf(log, at, Math.min(log.length, at + BLOCK_BYTES)))
  }
  return join(parts)
}

/** The log that has these entries. */
export function writeLog(entries: readonly Uint8Array[]): Uint8Array {
  const out: ArrayLike<number>[] = []
  let room = BLOCK_BYTES
  for (const entry of entries) {
    for (let at = 0, isFirst = true; isFirst || at < entry.length; isFirst = false) {
      if (room < HEADER_BYTES) {
        out.push(new Uint8Array(room))
        room = BLOCK_BYTES
      }
      const part = entry.subarray(at, at + room - HEADER_BYTES)
      at += part.length
      const isLast = at === entry.length
      const type = isFirst ? (isLast ? FULL : FIRST) : isLast ? LAST : MIDDLE
      const crc = masked(crc32c(part, 0, part.length, crc32c(Uint8Array.of(type))))
      out.push(uint32Bytes(crc), [part.length & 0xff, part.length >> 8, type], part)
      room -= HEADER_BYTES + part.length
    }
  }
  return joinBytes(out)
}

/** The parts in one block. */
function partsOf(log: Uint8Array, start: number, end: number): (Part | 'gap')[] {
  const parts: (Part | 'gap')[] = []
  let at = start
  while (at + HEADER_BYTES <= end) {
    const part = partAt(log, at, end)
    if (part !== undefined && (part.isWhole || isFollowed(log, at, end, part))) {
      parts.push(part)
      at += HEADER_BYTES + part.bytes.length
      continue
    }
    parts.push('gap')
    const next = findPart(log, at + 1, end)
    if (next === undefined) break
    at = next
  }
  return parts
}

function partAt(log: Uint8Array, at: number, end: number): Part | undefined {
  const length = (log[at + 4] ?? 0) | ((log[at + 5] ?? 0) << 8)
  const type = log[at + 6] ?? 0
  const from = at + HEADER_BYTES
  if (type < FULL || type > LAST || from + length > end) return undefined
  const isWhole = masked(crc32c(log, at + 6, from + length)) === uint32At(log, at)
  return { type, bytes: log.subarray(from, from + length), isWhole }
}

/** Whether a part with a wrong checksum has a length that is right: another follows it, or the block's end does. */
function isFollowed(log: Uint8Array, at: number, end: number, part: Part): boolean {
  const next = at + HEADER_BYTES + part.bytes.length
  if (end - next < HEADER_BYTES) return true
  return partAt(log, next, end)?.isWhole === true
}

function findPart(log: Uint8Array, from: number, end: number): number | undefined {
  for (let at = from; at + HEADER_BYTES <= end; at++) {
    if (partAt(log, at, end)?.isWhole === true) return at
  }
  return undefined
}

function join(parts: readonly (Part | 'gap')[]): LogContents {
  const entries: LogEntry[] = []
  let begun: Part[] = []
  let gaps = 0
  const lastWhole = parts.reduce(
    (last, part, index) => (part !== 'gap' && part.isWhole ? index : last),
    -1,
  )
  for (const [index, part] of parts.entries()) {
    if (part === 'gap') {
      if (index < lastWhole) gaps += 1
      begun = []
      continue
    }
    const isStart = part.type === FULL || part.type === FIRST
    if (isStart && begun.length > 0) gaps += 1
    if (isStart) begun = [part]
    else if (begun.length > 0) begun.push(part)
    // Else its beginning was in a gap.
    if ((part.type === FULL || part.type === LAST) && begun.length > 0) {
      entries.push({
        bytes: joinBytes(begun.map(({ bytes }) => bytes)),
        isWhole: begun.every(({ isWhole }) => isWhole),
      })
      begun = []
    }
  }
  const last = entries.at(-1)
  const isTorn =
    parts.at(-1) === 'gap' ||
    begun.length > 0 ||
    (last !== undefined && !last.isWhole && hasTornZeros(last.bytes))
  return { entries, gaps, isTorn }
}

function hasTornZeros(bytes: Uint8Array): boolean {
  let zeros = 0
  for (const byte of bytes) {
    zeros = byte === 0 ? zeros + 1 : 0
    if (zeros >= TORN_ZEROS) return true
  }
  return false
}
