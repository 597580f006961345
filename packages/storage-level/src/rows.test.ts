import fc from 'fast-check'
import { expect, test } from 'vitest'

import { decodeDamage, encodeDamage } from './damage-row.ts'
import { decodeHead, encodeHead } from './head-row.ts'
import { damageKey, headKey, leftoversKey, MAX_SEQUENCE, pieceKey, recordKey } from './keys.ts'
import { decodeLeftovers, encodeLeftovers } from './leftovers-row.ts'
import { decodePiece, encodePieces } from './piece-row.ts'
import { decodeRecord, encodeUpdates, numberRecord } from './record-row.ts'

const size = fc.nat(MAX_SEQUENCE)
const bytes = fc.uint8Array({ maxLength: 50 })
const updates = fc.array(
  fc.record({
    update: bytes,
    user: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
    timeMs: fc.double({ noNaN: true }),
  }),
  { maxLength: 5 },
)

test('a record comes back from its row', () => {
  fc.assert(
    fc.property(updates, size, size, (content, sequence, total) => {
      const key = recordKey('a', sequence)
      const row = numberRecord(key, encodeUpdates(content), sequence, total)
      expect(decodeRecord(key, row, sequence)).toEqual({
        whole: true,
        record: { sequence, updates: content },
        totalBytes: total,
      })
    }),
  )
})

test('a head comes back from its row', () => {
  const time = fc.double({ noNaN: true })
  const head = fc.record({
    epoch: fc.string({ unit: 'grapheme' }),
    createdMs: time,
    changedMs: time,
    sequence: size,
    totalBytes: size,
    bound: size,
    boundTotalBytes: size,
    pieces: fc.nat(2 ** 32 - 1),
    snapshotBytes: size,
  })
  fc.assert(
    fc.property(head, (content) => {
      const key = headKey('a')
      expect(decodeHead(key, encodeHead(key, content))).toEqual({ whole: true, head: content })
    }),
  )
})

test('the pieces of a snapshot come back from their rows', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (pieces) => {
      const { writes } = encodePieces('a', { sequence: 7, pieces })
      const decoded = writes.map(({ key, value }) => value && decodePiece(key, value))
      expect(decoded).toEqual(
        pieces.map((piece) => ({ whole: true, piece, pieces: pieces.length })),
      )
      expect(writes.map(({ key }) => key)).toEqual(pieces.map((_, i) => pieceKey('a', 7, i)))
    }),
  )
})

const recordRow = numberRecord(
  recordKey('a', 3),
  encodeUpdates([{ update: Uint8Array.of(1, 2, 3), user: 'Ada', timeMs: 5 }]),
  3,
  99,
)

test('[S11] any flipped bit and any cut of a row is noticed', () => {
  const key = recordKey('a', 3)
  expect(decodeRecord(key, recordRow, 3).whole).toBe(true)
  for (let bit = 0; bit < recordRow.length * 8; bit++) {
    const flipped = recordRow.slice()
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(decodeRecord(key, flipped, 3).whole).toBe(false)
  }
  for (let length = 0; length < recordRow.length; length++) {
    expect(decodeRecord(key, recordRow.subarray(0, length), 3).whole).toBe(false)
  }
})

test('[S11] a row under a key that is not its own is noticed', () => {
  const why = 'its checksum does not match'
  expect(decodeRecord(recordKey('b', 3), recordRow, 3)).toEqual({ whole: false, why })
  expect(decodeRecord(recordKey('a', 4), recordRow, 4)).toEqual({ whole: false, why })
})

test('[S11] a row that was sealed with another number than its key has is noticed', () => {
  const key = recordKey('a', 3)
  const row = numberRecord(key, encodeUpdates([]), 4, 0)
  expect(decodeRecord(key, row, 3)).toEqual({ whole: false, why: 'it holds another number' })
})

test('[S11] a row of a later format is not guessed at', () => {
  const later = recordRow.slice()
  later[0] = 2
  const why = 'its format 2 is unknown'
  expect(decodeRecord(recordKey('a', 3), later, 3)).toEqual({ whole: false, why })
})

test('the list of damage comes back, and a mark of leftovers that is damaged says nothing', () => {
  const damage = [{ fromSequence: 1, toSequence: 2, what: 'records 1 to 2: missing' }]
  const row = encodeDamage('a', damage)
  expect(decodeDamage(damageKey('a'), row)).toEqual({ whole: true, damage })
  expect(decodeDamage(damageKey('b'), row).whole).toBe(false)

  const mark = encodeLeftovers('a', 'deleted')
  expect(decodeLeftovers('a', mark)).toBe('deleted')
  expect(decodeLeftovers('a', encodeLeftovers('a', 'compacted'))).toBe('compacted')
  expect(decodeLeftovers('b', mark)).toBeUndefined()
  expect(leftoversKey('a')).not.toEqual(leftoversKey('b'))
})
