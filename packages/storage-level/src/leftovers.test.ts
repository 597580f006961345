import { afterEach, beforeEach, expect, test } from 'vitest'

import { levelError } from './faulty-database.test-support.ts'
import { leftoversKey } from './keys.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

const DISK_BROKEN = levelError('IO error: Input/output error')

let temporary: TemporaryStorage

beforeEach(async () => {
  temporary = await TemporaryStorage.open({ deletionChunk: 4 })
  for (const document of ['a', 'b']) {
    await temporary.storage.create(document, 'epoch', 1)
    for (let i = 0; i < 10; i++) await append(document)
  }
  temporary.disk.batches.length = 0
})

afterEach(() => temporary.dispose())

const append = (document: string) => temporary.storage.append([{ document, updates: [] }])

const snapshot = (sequence: number) => ({ sequence, pieces: [Uint8Array.of(sequence)] })

/** The keys of a, as text: what they are and their numbers. */
/** The part that lives as long as its document. */
const BRANCHES = 4

async function keysOfA(): Promise<string[]> {
  const spaces = ['', 'head', 'rows', 'leftovers', 'set aside', 'identity', 'birth']
  const parts = ['', 'damage', 'piece', 'record']
  return (await temporary.rows())
    .filter(({ key }) => key[2] === 0x61 && !(key[1] === 2 && key[4] === BRANCHES))
    .map(({ key }) => {
      const space = spaces[key[1] ?? 0]
      if (space !== 'rows') return space ?? ''
      const part = parts[key[4] ?? 0] ?? ''
      return part === 'record' || part === 'piece' ? `${part} ${key[10]}` : part
    })
}

const records = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `record ${from + index}`)

test('[S6] dead rows are deleted in chunks after the snapshot is in', async () => {
  await temporary.storage.replacePrefix('a', snapshot(9))
  const batches = temporary.disk.batches.map(({ writes, sync }) => ({
    sync,
    puts: writes.filter(({ value }) => value !== undefined).length,
    deletions: writes.filter(({ value }) => value === undefined).length,
  }))
  expect(batches).toEqual([
    { sync: true, puts: 3, deletions: 0 },
    { sync: false, puts: 0, deletions: 4 },
    { sync: false, puts: 0, deletions: 4 },
    // The last record, and the mark.
    { sync: false, puts: 0, deletions: 2 },
  ])
  expect(await keysOfA()).toEqual(['head', 'piece 9', 'record 10', 'birth'])
})

test('[S6] the pieces of the old snapshot go, the new ones stay', async () => {
  await temporary.storage.replacePrefix('a', snapshot(3))
  await temporary.storage.replacePrefix('a', snapshot(8))
  expect(await keysOfA()).toEqual(['head', 'piece 8', 'record 9', 'record 10', 'birth'])
})

test('[S6] appends go on between the chunks', async () => {
  const done: string[] = []
  const replaced = temporary.storage
    .replacePrefix('a', snapshot(10))
    .then(() => done.push('replaced'))
  await append('b').then(() => done.push('appended'))
  await replaced
  expect(done).toEqual(['appended', 'replaced'])
})

test('[S6] what was not deleted before a crash is dead, and deleted when opened again', async () => {
  await temporary.storage.replacePrefix('a', snapshot(2))
  // As in a crash: the snapshot is in, and no chunk was deleted.
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await temporary.storage.replacePrefix('a', snapshot(9))
  const before = ['head', 'piece 2', 'piece 9', ...records(3, 10), 'leftovers', 'birth']
  expect(await keysOfA()).toEqual(before)
  expect(await temporary.storage.load('a')).toMatchObject({
    sequence: 10,
    snapshot: snapshot(9),
    records: [{ sequence: 10 }],
    damage: [],
  })
  await temporary.reopen()
  // Each chunk is a turn in the queue of writes; so many appends come after all of them.
  for (let i = 0; i < 4; i++) await append('b')
  expect(await keysOfA()).toEqual(['head', 'piece 9', 'record 10', 'birth'])
})

test('[S6] a later snapshot takes up what an earlier one could not delete', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await temporary.storage.replacePrefix('a', snapshot(5))
  expect(await keysOfA()).toContain('record 1')
  await temporary.storage.replacePrefix('a', snapshot(9))
  expect(await keysOfA()).toEqual(['head', 'piece 9', 'record 10', 'birth'])
})

test('[S9] a deletion that was broken off goes on when opened again', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await temporary.storage.delete('a')
  expect(await keysOfA()).toEqual([...records(1, 10), 'leftovers'])
  expect(await temporary.storage.load('a')).toBeUndefined()
  await temporary.reopen()
  expect(await temporary.storage.load('a')).toBeUndefined()
  for (let i = 0; i < 4; i++) await append('b')
  expect(await keysOfA()).toEqual([])
})

test('[S9] a document created anew has none of the rows that a broken-off deletion left', async () => {
  temporary.disk.failNextBatch(DISK_BROKEN, { after: 1 })
  await temporary.storage.delete('a')
  await temporary.storage.create('a', 'second', 1)
  expect(await keysOfA()).toEqual(['head', 'birth'])
  await append('a')
  expect(await temporary.storage.load('a')).toMatchObject({ epoch: 'second', sequence: 1 })
})

test('[S12] closing breaks a deletion off after its chunk', async () => {
  const replaced = temporary.storage.replacePrefix('a', snapshot(10))
  await Promise.all([temporary.storage.close(), replaced])
  expect(temporary.disk.batches.length).toBeLessThan(4)
  await temporary.reopen()
  for (let i = 0; i < 4; i++) await append('b')
  expect(await keysOfA()).toEqual(['head', 'piece 10', 'birth'])
})

test('[S6] a mark that says nothing deletes nothing', async () => {
  const mark = { key: leftoversKey('a'), value: Uint8Array.of(1, 0, 0, 0, 0, 1) }
  await temporary.disk.real.batch([mark], { sync: false })
  await temporary.reopen()
  for (let i = 0; i < 4; i++) await append('b')
  expect((await temporary.storage.load('a'))?.records).toHaveLength(10)
  expect(await keysOfA()).toEqual(['head', ...records(1, 10), 'leftovers', 'birth'])
})
