import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { StoredDocument } from '@weft/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { levelError } from './faulty-database.test-support.ts'
import { headKey, recordKey } from './keys.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

const DISK_FULL = levelError('IO error: /data/db/000005.log: No space left on device')
const DISK_BROKEN = levelError('IO error: /data/db/000005.log: Input/output error')

let temporary: TemporaryStorage

beforeEach(async () => {
  temporary = await TemporaryStorage.open()
  await temporary.storage.create('a', 'epoch', 1)
  await append('a', 1)
})

afterEach(() => temporary.dispose())

function append(document: string, byte: number): Promise<readonly number[]> {
  const update = { update: Uint8Array.of(byte), user: undefined, timeMs: byte }
  return temporary.storage.append([{ document, updates: [update] }])
}

async function load(document = 'a'): Promise<StoredDocument> {
  const stored = await temporary.storage.load(document)
  if (stored === undefined) throw new Error('expected the document')
  return stored
}

async function contents(document = 'a'): Promise<(number | undefined)[]> {
  return (await load(document)).records.map((record) => record.updates[0]?.update[0])
}

test('[S2] a write that fails rejects with its cause, and with NO_SPACE when the disk is full', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toMatchObject({ code: 'FAILED', cause: DISK_BROKEN })
  temporary.disk.failNextBatch(DISK_FULL)
  await expect(append('a', 2)).rejects.toMatchObject({
    code: 'NO_SPACE',
    message: `Cannot write to storage at "${temporary.folder}": no space is left on its disk`,
    cause: DISK_FULL,
  })
})

test('[S2] what is acknowledged after a failed write is there when opened again', async () => {
  temporary.disk.failNextBatch(DISK_FULL)
  await expect(append('a', 2)).rejects.toThrow()
  await expect(append('a', 3)).resolves.toEqual([2])
  await expect(append('a', 4)).resolves.toEqual([3])
  expect(temporary.disk.opened).toBe(2)
  await temporary.reopen()
  expect(await contents()).toEqual([1, 3, 4])
})

test('[S2] appends waiting behind one that fails go on after it', async () => {
  temporary.disk.failNextBatch(DISK_FULL)
  const results = await Promise.allSettled([append('a', 2), append('a', 3), append('a', 4)])
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  await temporary.reopen()
  expect(await contents()).toEqual([1, 3, 4])
})

test('[S2] a failed write that is on disk all the same counts, and may be appended again', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { written: true })
  await expect(append('a', 2)).rejects.toThrow()
  await expect(append('a', 2)).resolves.toEqual([3])
  expect(await contents()).toEqual([1, 2, 2])
  expect((await load()).damage).toEqual([])
})

test.each([
  ['create', () => temporary.storage.create('b', 'epoch', 1)],
  ['replacePrefix', () => temporary.storage.replacePrefix('a', { sequence: 1, pieces: [] })],
  ['delete', () => temporary.storage.delete('a')],
] as const)('a failed %s leads to a new opening as well', async (_, operation) => {
  temporary.disk.failNextBatch(DISK_FULL)
  await expect(operation()).rejects.toMatchObject({ code: 'NO_SPACE' })
  expect(await contents()).toEqual([1])
  await append('a', 2)
  expect(temporary.disk.opened).toBe(2)
  await temporary.reopen()
  expect(await contents()).toEqual([1, 2])
})

test('while the disk takes nothing, the database is not closed, so that documents can be read', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toThrow()
  // What is written to see whether anything can be has this name.
  const probe = join(temporary.folder, 'probe')
  await mkdir(probe)
  await expect(append('a', 2)).rejects.toMatchObject({ code: expect.any(String) })
  expect(temporary.disk.opened).toBe(1)
  expect(await contents()).toEqual([1])
  await rmdir(probe)
  await expect(append('a', 2)).resolves.toEqual([2])
  expect(temporary.disk.opened).toBe(2)
})

test('while opening again fails, writes reject and are tried again', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toThrow()
  for (let attempt = 1; attempt <= 3; attempt++) {
    temporary.disk.failNextOpening(levelError('IO error: Input/output error'))
    await expect(append('a', 2)).rejects.toMatchObject({ code: 'FAILED' })
    expect(temporary.disk.opened).toBe(1 + attempt)
  }
  await expect(append('a', 2)).resolves.toEqual([2])
  expect(await contents()).toEqual([1, 2])
})

test('readers go on with what is open, and open it again themselves only when nothing is', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toThrow()
  expect(await contents()).toEqual([1])
  expect(temporary.disk.opened).toBe(1)

  temporary.disk.failNextOpening(levelError('IO error: Input/output error'))
  await expect(append('a', 2)).rejects.toThrow()
  temporary.disk.failNextOpening(levelError('IO error: Input/output error'))
  await expect(temporary.storage.load('a')).rejects.toMatchObject({ code: 'FAILED' })
  expect(await contents()).toEqual([1])
  expect(temporary.disk.opened).toBe(4)
})

test('readers are not cut off when the database is opened again', async () => {
  for (let byte = 2; byte <= 200; byte++) await append('a', byte)
  temporary.disk.failNextBatch(DISK_BROKEN)
  const failed = expect(append('a', 0)).rejects.toThrow()
  const loads: Promise<StoredDocument>[] = []
  for (let i = 0; i < 20; i++) loads.push(load())
  const recovered = append('a', 201)
  for (let i = 0; i < 20; i++) loads.push(load())
  await failed
  await recovered
  expect(temporary.disk.opened).toBe(2)
  for (const { records } of await Promise.all(loads)) {
    expect(records.length).toBeGreaterThanOrEqual(200)
  }
})

test('the storage can be closed after a failed write, and opened by another', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toThrow()
  await temporary.reopen()
  expect(await contents()).toEqual([1])

  temporary.disk.failNextBatch(DISK_BROKEN)
  await expect(append('a', 2)).rejects.toThrow()
  temporary.disk.failNextOpening(levelError('IO error: Input/output error'))
  await expect(append('a', 2)).rejects.toThrow()
  await temporary.reopen()
  expect(await contents()).toEqual([1])
})

describe('acknowledged records that are gone after opening again', () => {
  async function loseRecords(lose: () => Promise<void>): Promise<void> {
    temporary.disk.failNextBatch(DISK_FULL)
    await expect(append('a', 4)).rejects.toThrow()
    await lose()
    await expect(append('a', 4)).rejects.toMatchObject({
      code: 'FAILED',
      message: expect.stringContaining('acknowledged records are gone from "a"'),
      documents: ['a'],
    })
  }

  test('[S11] are reported once as an error, and as damage from then on', async () => {
    const older = await temporary.rows()
    await append('a', 2)
    await append('a', 3)
    await loseRecords(async () => {
      const head = older.find(({ key }) => Buffer.compare(key, headKey('a')) === 0)
      if (head === undefined) throw new Error('expected the head')
      const gone = [{ key: recordKey('a', 2) }, { key: recordKey('a', 3) }]
      await temporary.disk.real.batch([head, ...gone], { sync: true })
    })
    // The numbers that were given out are not given out again.
    await expect(append('a', 4)).resolves.toEqual([4])
    const stored = await load()
    expect(stored.records.map((record) => record.sequence)).toEqual([1, 4])
    expect(stored.damage[0]).toEqual({
      fromSequence: 2,
      toSequence: 3,
      what: 'records 2 to 3: acknowledged, and gone after a failed write',
    })
    await temporary.reopen()
    expect((await load()).damage).toEqual(stored.damage)
  })

  test('[S16] are told to the next append, whoever was there before', async () => {
    await append('a', 2)
    await temporary.storage.create('b', 'epoch', 1)
    temporary.disk.failNextBatch(DISK_FULL)
    await expect(append('b', 1)).rejects.toThrow()
    await temporary.damageRecord('a', 2)
    await temporary.storage.create('c', 'epoch', 1)
    expect((await load()).damage).not.toEqual([])
    await expect(append('b', 1)).rejects.toMatchObject({ code: 'FAILED', documents: ['a'] })
    await expect(append('b', 1)).resolves.toEqual([1])
  })

  test('[S11] are noticed by their checksum, too', async () => {
    await append('a', 2)
    await loseRecords(() => temporary.damageRecord('a', 2))
    await expect(append('a', 4)).resolves.toEqual([3])
    expect((await load()).damage[0]).toMatchObject({ fromSequence: 2, toSequence: 2 })
  })

  test('[S11] are noticed when nothing is left of their document', async () => {
    await append('a', 2)
    await loseRecords(async () => {
      const keys = (await temporary.rows()).map(({ key }) => key).filter((key) => key[1] !== 5)
      await temporary.disk.real.batch(
        keys.map((key) => ({ key })),
        { sync: true },
      )
    })
    await expect(append('a', 4)).resolves.toEqual([3])
    const stored = await load()
    expect(stored.epoch).toBe('epoch')
    expect(stored.damage[0]).toMatchObject({ fromSequence: 1, toSequence: 2 })
  })

  test('[S11] are known of until the database could be looked at', async () => {
    await append('a', 2)
    temporary.disk.failNextBatch(DISK_FULL)
    await expect(append('a', 4)).rejects.toThrow()
    await temporary.damageRecord('a', 2)
    // The first attempt cannot note the loss.
    temporary.disk.failNextBatch(DISK_BROKEN)
    await expect(append('a', 4)).rejects.toMatchObject({ cause: DISK_BROKEN })
    await expect(append('a', 4)).rejects.toThrow('acknowledged records are gone from "a"')
    await expect(append('a', 4)).resolves.toEqual([3])
  })
})

describe('what is written', () => {
  test('[S2] each append is one synced batch, with every document in it', async () => {
    await temporary.storage.create('b', 'epoch', 1)
    temporary.disk.batches.length = 0
    const batch = ['a', 'b', 'a'].map((document) => ({ document, updates: [] }))
    await temporary.storage.append(batch)
    expect(temporary.disk.batches.map(({ sync, writes }) => [sync, writes.length])).toEqual([
      // Three records, two heads, and the branches of "b", whose first records these are.
      [true, 6],
    ])
  })

  test('[S2] everything that is acknowledged was synced', async () => {
    temporary.disk.batches.length = 0
    await temporary.storage.create('b', 'epoch', 1)
    await append('a', 2)
    await temporary.storage.replacePrefix('a', { sequence: 1, pieces: [Uint8Array.of(1)] })
    await temporary.storage.delete('b')
    // A snapshot and a deletion are followed by the removal of dead rows, which nobody waits for.
    const syncs = temporary.disk.batches.map(({ sync }) => sync)
    expect(syncs).toEqual([true, true, true, false, true, false])
  })
})
