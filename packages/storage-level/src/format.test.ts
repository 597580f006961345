import { expect, test } from 'vitest'

import { addBranch } from './branches-row.ts'
import { encodeDamage } from './damage-row.ts'
import { encodeHead } from './head-row.ts'
import {
  birthKey,
  branchesKey,
  damageKey,
  headKey,
  identityKey,
  leftoversKey,
  pieceKey,
  recordKey,
  setAsideKey,
} from './keys.ts'
import { encodeLeftovers } from './leftovers-row.ts'
import { encodePieces } from './piece-row.ts'
import { encodeUpdates, numberRecord } from './record-row.ts'

// Bytes as FORMAT.md gives them. If one of these must change, the format needs a new version.

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')

test.each([
  ['[F5] a head', headKey('é'), '0101c3a900'],
  ['[F6] a birth', birthKey('é'), '0106c3a900'],
  ['[F7] a list of damage', damageKey('é'), '0102c3a90001'],
  ['[F8] a piece', pieceKey('é', 0x010203040506, 7), '0102c3a9000201020304050600000007'],
  ['[F9] a record', recordKey('é', 0x010203040506), '0102c3a90003010203040506'],
  ['[F22] branches', branchesKey('é'), '0102c3a90004'],
  ['[F10] the identity', identityKey, '0105'],
  ['[F11] a leftovers mark', leftoversKey('é'), '0103c3a900'],
  ['[F12] a head set aside', setAsideKey('é', headKey('é')), '0104c3a90001'],
  ['[F12] a record set aside', setAsideKey('é', recordKey('é', 1)), '0104c3a9000203000000000001'],
])('the key of %s', (_, key, expected) => {
  expect(hex(key)).toBe(expected)
})

test('[F5] the row of a head', () => {
  const row = encodeHead(headKey('a'), {
    epoch: 'xyz',
    createdMs: 1,
    changedMs: 2,
    sequence: 3,
    totalBytes: 4,
    bound: 5,
    boundTotalBytes: 6,
    pieces: 7,
    snapshotBytes: 8,
  })
  expect(hex(row)).toBe(
    '018f04b6143ff00000000000004000000000000000' +
      '000000000003000000000004000000000005000000000006' +
      '0000000700000000000878797a',
  )
})

test('[F9] [F13] the row of a record', () => {
  const updates = [
    { update: Uint8Array.of(1, 2, 3), user: 'Zoë', timeMs: 1 },
    { update: Uint8Array.of(4), user: undefined, timeMs: 2 },
  ]
  expect(hex(numberRecord(recordKey('a', 3), encodeUpdates(updates), 3, 99))).toBe(
    '0140ea12c8000000000003000000000063' +
      '3ff00000000000000000000500000003' +
      '5a6fc3ab010203' +
      '40000000000000000000000000000001' +
      '04',
  )
})

test('[F7] [F8] [F11] [F22] the other rows', () => {
  const damage = [{ fromSequence: 1, toSequence: 2, what: 'gone' }]
  const json = '[{"fromSequence":1,"toSequence":2,"what":"gone"}]'
  expect(hex(encodeDamage('a', damage)).slice(10)).toBe(Buffer.from(json).toString('hex'))
  const one = { name: 'x', fromSequence: 1 }
  const branches = addBranch('a', [one], { name: 'y', fromSequence: 8 })
  expect(hex(branches.value).slice(10)).toBe(Buffer.from('[["x",1],["y",8]]').toString('hex'))
  const { writes } = encodePieces('a', { sequence: 3, pieces: [Uint8Array.of(9), Uint8Array.of()] })
  expect(writes.map(({ value }) => hex(value).slice(10))).toEqual(['0000000209', '00000002'])
  expect(hex(encodeLeftovers('a', 'deleted')).slice(10)).toBe('01')
  expect(hex(encodeLeftovers('a', 'compacted')).slice(10)).toBe('02')
})
