import type { StoredDocument } from '@weft/storage'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { levelError } from './faulty-database.test-support.ts'
import {
  birthKey,
  damageKey,
  headKey,
  identityKey,
  pieceKey,
  recordKey,
  setAsideKey,
} from './keys.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

let temporary: TemporaryStorage

// Document a: a snapshot of three pieces up to record 2, and records 3 to 8. Opened anew: nothing of it is in memory.
beforeEach(async () => {
  temporary = await TemporaryStorage.open()
  const { storage } = temporary
  await storage.create('a', 'epoch', 1000)
  for (let byte = 1; byte <= 8; byte++) await append(byte)
  await storage.replacePrefix('a', {
    sequence: 2,
    pieces: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)],
  })
  await temporary.reopen()
})

afterEach(() => temporary.dispose())

function append(byte: number): Promise<readonly number[]> {
  const update = { update: Uint8Array.of(byte), user: 'Ada', timeMs: 2000 + byte }
  return temporary.storage.append([{ document: 'a', updates: [update] }])
}

async function load(): Promise<StoredDocument> {
  const stored = await temporary.storage.load('a')
  if (stored === undefined) throw new Error('expected the document')
  return stored
}

const remove = (...keys: Uint8Array[]) =>
  temporary.disk.real.batch(
    keys.map((key) => ({ key })),
    { sync: false },
  )

async function valueOf(key: Uint8Array): Promise<Uint8Array | undefined> {
  return (await temporary.rows()).find((row) => Buffer.compare(row.key, key) === 0)?.value
}

const numbers = (stored: StoredDocument) => stored.records.map((record) => record.sequence)

const WHOLE = { epoch: 'epoch', sequence: 8 }
const PIECES = [1, 2, 3].map((byte) => Uint8Array.of(byte))

test('[S11] a record with a bad checksum is copied aside, and stays where it is', async () => {
  await temporary.damageRecord('a', 5)
  const damaged = await valueOf(recordKey('a', 5))
  const stored = await load()
  expect(stored).toMatchObject({
    ...WHOLE,
    damage: [{ fromSequence: 5, toSequence: 5, what: 'record 5: its checksum does not match' }],
  })
  expect(numbers(stored)).toEqual([3, 4, 6, 7, 8])
  expect(temporary.disk.batches.at(-1)).toMatchObject({ sync: true, writes: [{}, {}] })
  expect(await valueOf(setAsideKey('a', recordKey('a', 5)))).toEqual(damaged)
  expect(await valueOf(recordKey('a', 5))).toEqual(damaged)
})

test('[S11] missing records are reported: in the middle, at the beginning, at the end', async () => {
  await remove(recordKey('a', 3), recordKey('a', 5), recordKey('a', 6), recordKey('a', 8))
  const stored = await load()
  expect(numbers(stored)).toEqual([4, 7])
  expect(stored.sequence).toBe(8)
  expect(stored.damage).toEqual([
    { fromSequence: 3, toSequence: 3, what: 'record 3: missing' },
    { fromSequence: 5, toSequence: 6, what: 'records 5 to 6: missing' },
    { fromSequence: 8, toSequence: 8, what: 'record 8: missing' },
  ])
  await expect(append(9)).resolves.toEqual([9])
  expect(numbers(await load())).toEqual([4, 7, 9])
})

test('[S11] a damaged last record keeps its number, also when the header is lost', async () => {
  await temporary.damageRecord('a', 8)
  await remove(headKey('a'))
  await expect(append(9)).resolves.toEqual([9])
  expect(numbers(await load())).toEqual([3, 4, 5, 6, 7, 9])
})

test('[S11] damage that read finds is reported by load', async () => {
  await temporary.damageRecord('a', 5)
  expect((await temporary.storage.read('a', 4)).map((record) => record.sequence)).toEqual([6, 7, 8])
  await temporary.reopen()
  const row = await valueOf(damageKey('a'))
  expect(row).toBeDefined()
  expect((await load()).damage).toHaveLength(1)
})

test('[S11] damage stays reported when the row can be read again', async () => {
  const good = await valueOf(recordKey('a', 5))
  if (good === undefined) throw new Error('expected the record')
  await temporary.damageRecord('a', 5)
  await load()
  await temporary.disk.real.batch([{ key: recordKey('a', 5), value: good }], { sync: false })
  const stored = await load()
  expect(numbers(stored)).toEqual([3, 4, 5, 6, 7, 8])
  expect(stored.damage).toHaveLength(1)
})

test('[S11] damage is noted once, however often it is met', async () => {
  await temporary.damageRecord('a', 5)
  await Promise.all([load(), load(), temporary.storage.read('a', 0)])
  temporary.disk.batches.length = 0
  await load()
  expect(temporary.disk.batches).toEqual([])
  await temporary.flip(pieceKey('a', 2, 0))
  expect((await load()).damage).toHaveLength(2)
})

test('[S11] damage that cannot be noted is reported all the same', async () => {
  await temporary.damageRecord('a', 5)
  temporary.disk.failNextBatch(levelError('IO error: No space left on device'))
  expect((await load()).damage).toHaveLength(1)
  expect(await valueOf(damageKey('a'))).toBeUndefined()
  expect((await load()).damage).toHaveLength(1)
  expect(await valueOf(damageKey('a'))).toBeDefined()
})

test.each([
  ['with a bad checksum', () => temporary.flip(pieceKey('a', 2, 1)), 'its checksum does not match'],
  ['that is gone', () => remove(pieceKey('a', 2, 1)), 'missing'],
] as const)(
  '[S11] a snapshot piece %s is reported, and the others are read',
  async (_, harm, why) => {
    await harm()
    expect(await load()).toMatchObject({
      ...WHOLE,
      snapshot: { sequence: 2, pieces: [PIECES[0], PIECES[2]] },
      damage: [{ fromSequence: 0, toSequence: 0, what: `piece 2 of the snapshot: ${why}` }],
    })
    expect(await temporary.storage.load('a')).toEqual(await load())
  },
)

test.each([
  ['with a bad checksum', () => temporary.flip(headKey('a')), 'its checksum does not match'],
  ['that is gone', () => remove(headKey('a')), 'missing'],
] as const)('[S11] a header %s is made again from what is left', async (_, harm, why) => {
  const [listed] = await temporary.storage.list()
  const whole = await load()
  await temporary.reopen()
  await harm()
  const stored = await load()
  const damage = [{ fromSequence: 0, toSequence: 0, what: `the header: ${why}` }]
  expect(stored).toEqual({ ...whole, damage })
  const { sizeBytes, ...rest } = (await temporary.storage.list())[0] ?? { sizeBytes: 0 }
  expect(rest).toEqual({ ...listed, sizeBytes: undefined })
  expect(sizeBytes).toBe(listed?.sizeBytes)
  await expect(append(9)).resolves.toEqual([9])
  await temporary.reopen()
  expect(await load()).toMatchObject({ epoch: 'epoch', sequence: 9, damage })
})

test('[S11] a header is made again by whoever meets it first: an append, a list, a creation', async () => {
  await temporary.flip(headKey('a'))
  await expect(append(9)).resolves.toEqual([9])

  await temporary.reopen()
  await temporary.flip(headKey('a'))
  expect(await temporary.storage.list()).toMatchObject([{ document: 'a', sequence: 9 }])

  await temporary.reopen()
  await remove(headKey('a'))
  await expect(temporary.storage.create('a', 'other', 1)).resolves.toBe('epoch')
  expect((await load()).damage).toMatchObject([
    { what: 'the header: its checksum does not match' },
    { what: 'the header: missing' },
  ])
})

test('[S11] keys that nobody wrote make no documents and keep none from being listed', async () => {
  const strays = [headKey('nobody'), Uint8Array.of(1, 1, 0xff, 0xc3, 0)]
  const writes = strays.map((key) => ({ key, value: Uint8Array.of(1) }))
  await temporary.disk.real.batch(writes, { sync: false })
  const names = async () => (await temporary.storage.list()).map(({ document }) => document)
  expect(await names()).toEqual(['a'])
  expect(await names()).toEqual(['a'])
  expect(await valueOf(headKey('nobody'))).toEqual(Buffer.of(1))
})

test('[S11] keys that nobody wrote are no records', async () => {
  const stray = { key: recordKey('a', 2 ** 40), value: Uint8Array.of(1) }
  await temporary.disk.real.batch([stray], { sync: false })
  expect(await load()).toMatchObject({ ...WHOLE, damage: [] })
  await temporary.reopen()
  await expect(append(9)).resolves.toEqual([9])
  await temporary.reopen()
  await temporary.flip(headKey('a'))
  expect(await load()).toMatchObject({ epoch: 'epoch', sequence: 9 })
})

test('[S11] a header that is damaged while its document is in memory loses nothing', async () => {
  await append(9)
  await temporary.flip(headKey('a'))
  await remove(birthKey('a'))
  expect(await load()).toMatchObject({ epoch: 'epoch', sequence: 9 })
})

test('[S11] a header that is older than the log gives way to the log', async () => {
  const old = await valueOf(headKey('a'))
  if (old === undefined) throw new Error('expected the head')
  await append(9)
  await append(10)
  await temporary.disk.real.batch([{ key: headKey('a'), value: old }], { sync: false })
  const reading = await temporary.reopen()
  expect((await reading.read('a', 8)).map((record) => record.sequence)).toEqual([9, 10])
  await temporary.disk.real.batch([{ key: headKey('a'), value: old }], { sync: false })
  await temporary.reopen()
  await expect(append(11)).resolves.toEqual([11])
  const stored = await load()
  expect(stored.sequence).toBe(11)
  expect(stored.damage[0]?.what).toBe('the header: it is older than the log')
})

test('[S11] an epoch that is lost altogether is made the same way each time', async () => {
  const epochs = new Set<string>()
  for (let round = 0; round < 2; round++) {
    await temporary.reopen()
    await temporary.flip(headKey('a'))
    if (round === 0) await temporary.flip(birthKey('a'))
    epochs.add((await load()).epoch)
  }
  const [epoch, ...others] = epochs
  expect(epoch).toMatch(/^lost [0-9a-f-]{36} a$/)
  expect(others).toEqual([])
})

test('[S11] a damaged list of damage is damage, too', async () => {
  await temporary.damageRecord('a', 5)
  await load()
  await temporary.reopen()
  await temporary.flip(damageKey('a'))
  const { damage } = await load()
  expect(damage.map(({ what }) => what)).toEqual([
    'the list of damage: its checksum does not match',
    'record 5: its checksum does not match',
  ])
  await temporary.reopen()
  expect((await load()).damage).toEqual(damage)
})

test('[S11] deleting a damaged document leaves no row of it', async () => {
  await temporary.damageRecord('a', 5)
  await load()
  await temporary.storage.delete('a')
  expect((await temporary.rows()).map(({ key }) => key)).toEqual([Buffer.from(identityKey)])
})

test('[S11] damage that is found while its document is deleted is not noted of the next one', async () => {
  await temporary.damageRecord('a', 5)
  await Promise.all([
    load(),
    temporary.storage.delete('a'),
    temporary.storage.create('a', 'second', 1),
  ])
  expect(await load()).toMatchObject({ epoch: 'second', sequence: 0, damage: [] })
})

test('[S11] a document whose header is damaged can be deleted', async () => {
  await temporary.flip(headKey('a'))
  await temporary.storage.delete('a')
  expect(await temporary.storage.load('a')).toBeUndefined()
  expect(await temporary.rows()).toHaveLength(1)
})

test('[S7] a bound at a damaged record is refused, though nobody has read it yet', async () => {
  await temporary.damageRecord('a', 5)
  const replaced = temporary.storage.replacePrefix('a', { sequence: 5, pieces: [] })
  await expect(replaced).rejects.toMatchObject({ code: 'FAILED' })
  expect(numbers(await load())).toEqual([3, 4, 6, 7, 8])
})
