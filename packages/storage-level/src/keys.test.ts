import { compareDocumentNames } from '@weft/storage'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  birthKey,
  boundOfKey,
  damageKey,
  documentOfKey,
  documentsRange,
  headKey,
  headRange,
  identityKey,
  indexOfKey,
  type KeyRange,
  leftoversKey,
  leftoversRange,
  MAX_SEQUENCE,
  pieceKey,
  piecesBelow,
  piecesOf,
  piecesRange,
  recordKey,
  recordRange,
  rowsRange,
  sequenceOfKey,
  setAsideKey,
  setAsideRange,
} from './keys.ts'

// Short names from an alphabet of neighbours, so that one often is the beginning of another.
const tricky = fc.string({
  unit: fc.constantFrom('a', 'b', '!', '/', '\u0001', '\u007f', 'é', '\ufeff', '\uffff', '😀'),
  minLength: 1,
  maxLength: 4,
})
const anyName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text))
const name = fc.oneof(tricky, anyName)
const sequence = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: MAX_SEQUENCE }),
  fc.constantFrom(1, 255, 256, 65_536, 2 ** 32 - 1, 2 ** 32, MAX_SEQUENCE),
)

function isIn(key: Uint8Array, { from, before }: KeyRange): boolean {
  return Buffer.compare(from, key) <= 0 && Buffer.compare(key, before) < 0
}

test('a name, a number, a bound and an index come back from their keys', () => {
  fc.assert(
    fc.property(name, sequence, fc.nat(2 ** 32 - 1), (document, number, index) => {
      expect(documentOfKey(headKey(document))).toBe(document)
      expect(documentOfKey(leftoversKey(document))).toBe(document)
      expect(sequenceOfKey(recordKey(document, number))).toBe(number)
      expect(boundOfKey(pieceKey(document, number, index))).toBe(number)
      expect(indexOfKey(pieceKey(document, number, index))).toBe(index)
    }),
  )
})

test('heads are in the order of the names as UTF-8', () => {
  fc.assert(
    fc.property(name, name, (left, right) => {
      const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right))
      expect(Buffer.compare(headKey(left), headKey(right))).toBe(bytes)
      expect(Math.sign(compareDocumentNames(left, right))).toBe(bytes)
    }),
  )
})

test('records are in the order of the names, then of their numbers', () => {
  fc.assert(
    fc.property(name, sequence, name, sequence, (left, leftNumber, right, rightNumber) => {
      const names = Buffer.compare(Buffer.from(left), Buffer.from(right))
      const expected = names === 0 ? Math.sign(leftNumber - rightNumber) : names
      const keys = [recordKey(left, leftNumber), recordKey(right, rightNumber)] as const
      expect(Buffer.compare(...keys)).toBe(expected)
    }),
  )
})

const keysOf = (document: string, number: number, index: number): Uint8Array[] => [
  headKey(document),
  leftoversKey(document),
  birthKey(document),
  damageKey(document),
  pieceKey(document, number, index),
  recordKey(document, number),
  setAsideKey(document, headKey(document)),
  setAsideKey(document, recordKey(document, number)),
  setAsideKey(document, pieceKey(document, number, index)),
]

test('no key is the beginning of another', () => {
  fc.assert(
    fc.property(name, sequence, name, sequence, fc.nat(9), (left, one, right, two, index) => {
      const keys = [identityKey, ...keysOf(left, one, index), ...keysOf(right, two, index)]
      for (const key of keys) {
        const longer = keys.filter((other) => other.length > key.length)
        const within = longer.filter(
          (other) => Buffer.compare(other.subarray(0, key.length), key) === 0,
        )
        expect(within).toEqual([])
      }
    }),
  )
})

test("no range of one document holds another document's key", () => {
  fc.assert(
    fc.property(name, name, sequence, sequence, (document, other, bound, number) => {
      fc.pre(document !== other)
      const ranges = [
        rowsRange(document),
        setAsideRange(document),
        piecesRange(document),
        piecesOf(document, bound, 0),
        piecesBelow(document, bound),
        recordRange(document, 1),
        recordRange(document, 1, bound),
      ]
      for (const key of [identityKey, ...keysOf(other, number, 0)]) {
        expect(ranges.filter((range) => isIn(key, range))).toEqual([])
      }
    }),
  )
})

test('ranges hold what they say and nothing else', () => {
  fc.assert(
    fc.property(name, sequence, sequence, fc.nat(5), fc.nat(5), (document, one, two, i, j) => {
      const record = recordKey(document, two)
      const piece = pieceKey(document, two, j)
      expect(isIn(record, recordRange(document, one))).toBe(two >= one)
      expect(isIn(record, recordRange(document, 1, one))).toBe(two <= one)
      expect(isIn(piece, piecesRange(document))).toBe(true)
      expect(isIn(piece, piecesOf(document, one, i))).toBe(two === one && j >= i)
      expect(isIn(piece, piecesBelow(document, one))).toBe(two < one)
      expect(isIn(piece, recordRange(document, 1))).toBe(false)
      expect(isIn(record, piecesRange(document))).toBe(false)
      for (const key of [damageKey(document), piece, record]) {
        expect(isIn(key, rowsRange(document))).toBe(true)
        expect(isIn(key, documentsRange)).toBe(true)
        expect(isIn(key, leftoversRange)).toBe(false)
        expect(isIn(setAsideKey(document, key), setAsideRange(document))).toBe(true)
        expect(isIn(setAsideKey(document, key), rowsRange(document))).toBe(false)
      }
      expect(isIn(birthKey(document), rowsRange(document))).toBe(false)
      expect(isIn(birthKey(document), leftoversRange)).toBe(false)
      expect(isIn(headKey(document), rowsRange(document))).toBe(false)
      expect(isIn(headKey(document), documentsRange)).toBe(true)
      expect(isIn(leftoversKey(document), leftoversRange)).toBe(true)
      expect(isIn(identityKey, documentsRange)).toBe(false)
    }),
  )
})

test('a list holds the names that start with a prefix and come after another', () => {
  const part = fc.oneof(name, fc.constant(''))
  fc.assert(
    fc.property(name, part, part, (document, prefix, after) => {
      const bytes = Buffer.from(document)
      const listed = document.startsWith(prefix) && Buffer.compare(bytes, Buffer.from(after)) > 0
      expect(isIn(headKey(document), headRange(prefix, after))).toBe(listed)
    }),
  )
})

test('every key begins with the format version', () => {
  for (const key of [identityKey, ...keysOf('a', 1, 0)]) expect(key[0]).toBe(1)
})
