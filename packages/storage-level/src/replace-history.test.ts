import type { NewHistory, StoredDocument } from '@weft/storage'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { levelError } from './faulty-database.test-support.ts'
import { birthKey, headKey } from './keys.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

const DISK_BROKEN = levelError('IO error: Input/output error')

const HISTORY: NewHistory = {
  epoch: 'new',
  createdMs: 5,
  changedMs: 5,
  pieces: [Uint8Array.of(1), Uint8Array.of(2)],
  records: [[{ update: Uint8Array.of(3), user: undefined, timeMs: 6 }]],
}

const NEW = {
  epoch: 'new',
  sequence: 12,
  snapshot: { sequence: 11, pieces: HISTORY.pieces },
  records: [{ sequence: 12, updates: HISTORY.records[0] }],
  damage: [],
}

let temporary: TemporaryStorage
let old: StoredDocument | undefined

beforeEach(async () => {
  temporary = await TemporaryStorage.open({ deletionChunk: 4 })
  for (const document of ['a', 'b']) await temporary.storage.create(document, 'old', 1)
  for (let number = 1; number <= 10; number += 1) await append('a', number)
  await temporary.storage.replacePrefix('a', { sequence: 4, pieces: [Uint8Array.of(9)] })
  old = await temporary.storage.load('a')
  temporary.disk.batches.length = 0
})

afterEach(() => temporary.dispose())

function append(document: string, number: number): Promise<readonly number[]> {
  const update = { update: Uint8Array.of(number), user: undefined, timeMs: number }
  return temporary.storage.append([{ document, updates: [update] }])
}

const replace = () => temporary.storage.replace('a', HISTORY)
const load = () => temporary.storage.load('a')

/** How many rows there are of a. */
const rowsOfA = async (): Promise<number> =>
  (await temporary.rows()).filter(({ key }) => key[2] === 0x61).length

test('[S18] all of it goes to disk at once, and what is dead goes after it', async () => {
  await replace()
  const [first, ...others] = temporary.disk.batches
  // Two pieces, a record, head, birth, branches and the mark; and of the old, the list of damage.
  expect(first?.writes.filter(({ value }) => value !== undefined)).toHaveLength(7)
  expect(first?.sync).toBe(true)
  expect(others.length).toBeGreaterThan(1)
  for (const { writes } of others) expect(writes.every(({ value }) => !value)).toBe(true)
  expect(await rowsOfA()).toBe(6)
})

test('[S18] what was not deleted before a crash is dead, and deleted when opened again', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await replace()
  expect(await rowsOfA()).toBeGreaterThan(12)
  expect(await load()).toEqual(NEW)
  await temporary.reopen()
  // Each chunk is a turn in the queue of writes; so many appends come after all of them.
  for (let i = 0; i < 5; i++) await append('b', i)
  expect(await load()).toEqual(NEW)
  expect(await rowsOfA()).toBe(6)
})

test.each([
  ['is on disk all the same', true],
  ['is not on disk', false],
])('[S18] a write that fails and %s leaves one history, whole', async (_, written) => {
  temporary.disk.failNextBatch(DISK_BROKEN, { written })
  await expect(replace()).rejects.toMatchObject({ code: 'FAILED' })
  // The next write opens the database again, and looks whether something is gone.
  await append('b', 1)
  expect(await load()).toEqual(written ? NEW : old)
  await replace()
  expect(await load()).toMatchObject({ epoch: 'new', damage: [] })
})

test('[S18] a head that is lost is made again without the rows of the old history', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await temporary.storage.replace('a', { ...HISTORY, pieces: [], records: [] })
  await temporary.disk.real.batch([{ key: headKey('a') }], { sync: true })
  await temporary.reopen()
  const stored = await load()
  expect(stored).toMatchObject({ epoch: 'new', sequence: 11, records: [] })
  expect(stored?.snapshot).toEqual({ sequence: 11, pieces: [] })
})

test('[S18] what was set aside of the old history goes with it', async () => {
  await temporary.reopen()
  await temporary.damageRecord('a', 7)
  await temporary.flip(birthKey('a'))
  expect((await load())?.damage).toHaveLength(1)
  await replace()
  expect(await load()).toEqual(NEW)
  expect(await rowsOfA()).toBe(6)
})
