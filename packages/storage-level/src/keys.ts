import { readUint48, writeUint32, writeUint48 } from './big-endian.ts'
import { FORMAT } from './format.ts'
import { newBytes } from './new-bytes.ts'
import { textOf, writeText } from './text.ts'

/**
 * The keys of FORMAT.md. A name ends with a zero byte, which no name holds: so no name's keys lie among another's, and
 * keys order as the names' UTF-8 bytes do.
 */

/** What a range of keys begins with and stops before. */
export interface KeyRange {
  readonly from: Uint8Array
  readonly before: Uint8Array
}

/** Sequence numbers are stored in six bytes. */
export const MAX_SEQUENCE = 2 ** 48 - 1

const MAX_PIECE = 2 ** 32 - 1

// Births come last and heads first: a spoilt stretch of a file should not take both.
const SPACE = { head: 1, rows: 2, leftovers: 3, setAside: 4, identity: 5, birth: 6 } as const
const PART = { damage: 1, piece: 2, record: 3, branches: 4 } as const

const encoder = new TextEncoder()
// A name may begin with U+FEFF, and that is part of it. Not fatal: a key that was damaged must not break a whole list.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The one row that says whose database this is. */
export const identityKey: Uint8Array = Uint8Array.of(FORMAT, SPACE.identity)

/** All heads and rows of documents. */
export const documentsRange: KeyRange = {
  from: Uint8Array.of(FORMAT, SPACE.head),
  before: Uint8Array.of(FORMAT, SPACE.leftovers),
}

/** All documents that have dead rows left. */
export const leftoversRange: KeyRange = {
  from: Uint8Array.of(FORMAT, SPACE.leftovers),
  before: Uint8Array.of(FORMAT, SPACE.setAside),
}

/** The births of all documents. */
export const birthsRange: KeyRange = {
  from: Uint8Array.of(FORMAT, SPACE.birth),
  before: Uint8Array.of(FORMAT, SPACE.birth + 1),
}

export function headKey(document: string): Uint8Array {
  return keyOf(SPACE.head, document)
}

export function leftoversKey(document: string): Uint8Array {
  return keyOf(SPACE.leftovers, document)
}

export function birthKey(document: string): Uint8Array {
  return keyOf(SPACE.birth, document)
}

export function damageKey(document: string): Uint8Array {
  return partKey(document, PART.damage)
}

export function branchesKey(document: string): Uint8Array {
  return partKey(document, PART.branches)
}

export function pieceKey(document: string, bound: number, index: number): Uint8Array {
  const key = keyOf(SPACE.rows, document, 11)
  const at = key.length - 11
  key[at] = PART.piece
  writeUint48(key, at + 1, bound)
  writeUint32(key, at + 7, index)
  return key
}

export function recordKey(document: string, sequence: number): Uint8Array {
  const key = keyOf(SPACE.rows, document, 7)
  const at = key.length - 7
  key[at] = PART.record
  writeUint48(key, at + 1, sequence)
  return key
}

/** Where the bytes of a row that cannot be trusted are kept: under its own key, in a space of their own. */
export function setAsideKey(document: string, key: Uint8Array): Uint8Array {
  const space = key.subarray(1, 2)
  const rest = key.subarray(headKey(document).length)
  const setAside = keyOf(SPACE.setAside, document, 1 + rest.length)
  const at = setAside.length - 1 - rest.length
  setAside.set(space, at)
  setAside.set(rest, at + 1)
  return setAside
}

/** The number in a record's key, which ends with it. */
export function sequenceOfKey(key: Uint8Array): number {
  return readUint48(key, key.length - 6)
}

/** The place of a snapshot's piece among the others, from 0. */
export function indexOfKey(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset).getUint32(key.length - 4)
}

/** The bound in the key of a snapshot's piece. */
export function boundOfKey(key: Uint8Array): number {
  return readUint48(key, key.length - 10)
}

/** The document that a head, a birth or a leftovers mark belongs to. */
export function documentOfKey(key: Uint8Array): string {
  return decoder.decode(key.subarray(2, -1))
}

/** The heads of the documents whose names start with `prefix` and come after `after`. */
export function headRange(prefix: string, after: string): KeyRange {
  const bytes = encoder.encode(prefix)
  const from = new Uint8Array(2 + bytes.length)
  from.set([FORMAT, SPACE.head])
  from.set(bytes, 2)
  const before = next(from)
  if (after === '') return { from, before }
  const following = next(headKey(after))
  return { from: Buffer.compare(from, following) < 0 ? following : from, before }
}

/** Everything of a document but its head, its birth, its leftovers mark and what was set aside. */
export function rowsRange(document: string): KeyRange {
  return rangeOf(keyOf(SPACE.rows, document))
}

export function setAsideRange(document: string): KeyRange {
  return rangeOf(keyOf(SPACE.setAside, document))
}

/** All snapshot pieces. */
export function piecesRange(document: string): KeyRange {
  return rangeOf(partKey(document, PART.piece))
}

/** The pieces of one snapshot, from `first` on. */
export function piecesOf(document: string, bound: number, first: number): KeyRange {
  return {
    from: pieceKey(document, bound, first),
    before: next(pieceKey(document, bound, MAX_PIECE)),
  }
}

/** The pieces of snapshots with a lower bound. */
export function piecesBelow(document: string, bound: number): KeyRange {
  return { from: piecesRange(document).from, before: pieceKey(document, bound, 0) }
}

/** The records from `first` to `last`, both included. */
export function recordRange(document: string, first: number, last = MAX_SEQUENCE): KeyRange {
  return { from: recordKey(document, first), before: next(recordKey(document, last)) }
}

/** A key with room at its end for so many bytes more. */
function keyOf(space: number, document: string, more = 0): Uint8Array {
  const name = textOf(document)
  const key = newBytes(3 + name.length + more)
  key[0] = FORMAT
  key[1] = space
  writeText(key, 2, name)
  return key
}

function partKey(document: string, part: number): Uint8Array {
  const key = keyOf(SPACE.rows, document, 1)
  key[key.length - 1] = part
  return key
}

function rangeOf(prefix: Uint8Array): KeyRange {
  return { from: prefix, before: next(prefix) }
}

/** The lowest key above all that start with these bytes. */
function next(prefix: Uint8Array): Uint8Array {
  const result = prefix.slice()
  for (let i = result.length - 1; i >= 0; i--) {
    const byte = (result[i] ?? 0) + 1
    result[i] = byte & 0xff
    if (byte <= 0xff) return result.subarray(0, i + 1)
  }
  throw new RangeError('Cannot step past a key of nothing but 0xff bytes')
}
