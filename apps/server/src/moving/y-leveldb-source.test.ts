import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { expect, test } from 'vitest'
import { LeveldbPersistence } from 'y-leveldb'
import { Doc } from 'yjs'
import { contentsOf, digests, emptyFolder, updateOf } from './moving.test-support.ts'
import { encodeKey } from './y-leveldb-key.ts'
import { openYLeveldb } from './y-leveldb-source.ts'

/** What y-leveldb writes while people type. */
async function typeInto(persistence: LeveldbPersistence, name: string, words: readonly string[]) {
  const doc = new Doc()
  const written: Promise<number>[] = []
  doc.on('update', (update: Uint8Array) => written.push(persistence.storeUpdate(name, update)))
  for (const word of words) doc.getText('text').insert(0, word)
  await Promise.all(written)
}

/** A folder that y-leveldb wrote, and where a copy of it may be. */
async function foldersWith(write: (persistence: LeveldbPersistence) => Promise<void>) {
  const folder = await emptyFolder()
  const place = join(folder, 'y-leveldb')
  const persistence = new LeveldbPersistence(place)
  await write(persistence)
  await persistence.destroy()
  return { place, temporary: join(folder, 'copy') }
}

const openRaw = (place: string) =>
  new Level<Uint8Array, Uint8Array>(place, { keyEncoding: 'view', valueEncoding: 'view' })

test('every document that y-leveldb has comes, whether it merged its updates or not', async () => {
  const words = Array.from({ length: 600 }, (_none, index) => `${index} `)
  const { place, temporary } = await foldersWith(async (persistence) => {
    await typeInto(persistence, 'notes', ['a', 'b', 'c'])
    await typeInto(persistence, 'a much longer name than the others', ['x'])
    await typeInto(persistence, 'merged', words)
    await persistence.flushDocument('merged')
    await typeInto(persistence, 'not merged', words)
    await persistence.setMeta('notes', 'owner', 'ada')
    await persistence.storeUpdate('cleared', updateOf('gone'))
    await persistence.clearDocument('cleared')
  })
  const before = await digests(place)
  const source = await openYLeveldb(place, temporary)
  expect(Object.fromEntries(await contentsOf(source))).toEqual({
    notes: 'cba',
    'a much longer name than the others': 'x',
    merged: words.toReversed().join(''),
    'not merged': words.toReversed().join(''),
  })
  await source.close()
  expect(await digests(place)).toEqual(before)
  await expect(readdir(temporary)).rejects.toThrow(/ENOENT/)
})

test('tables of the original are read, and left where they are', async () => {
  const { place, temporary } = await foldersWith((persistence) =>
    typeInto(persistence, 'notes', ['a']),
  )
  // What a server wrote before it was started again is in tables.
  const level = openRaw(place)
  await level.open()
  await level.close()
  const before = await digests(place)
  expect(Object.keys(before).some((name) => name.endsWith('.ldb'))).toBe(true)
  const source = await openYLeveldb(place, temporary)
  expect(await contentsOf(source)).toEqual([['notes', 'a']])
  await source.close()
  expect(await digests(place)).toEqual(before)
})

test('what is missing or damaged is told, and the rest comes', async () => {
  const { place, temporary } = await foldersWith(async (persistence) => {
    await typeInto(persistence, 'gap', ['a', 'b', 'c', 'd'])
    await typeInto(persistence, 'junk', ['a', 'b'])
    await typeInto(persistence, 'lost', ['a'])
    await typeInto(persistence, 'whole', ['a'])
  })
  const level = openRaw(place)
  await level.open()
  await level.del(encodeKey(['v1', 'gap', 'update', 3]))
  await level.put(encodeKey(['v1', 'gap', 'update', 5]), updateOf('e'))
  await level.put(encodeKey(['v1', 'junk', 'update', 2]), Buffer.from('no update'))
  await level.del(encodeKey(['v1', 'lost', 'update', 0]))
  await level.close()
  const source = await openYLeveldb(place, temporary)
  const found = await contentsOf(source)
  await source.close()
  expect(found).toContainEqual(['whole', 'a'])
  expect(found).toContainEqual(['junk', 'ba', expect.stringMatching(/no Yjs update/)])
  expect(found).toContainEqual(['lost', 'problem: its updates are missing'])
  const [, , ...problems] = found.find(([name]) => name === 'gap') ?? ['']
  expect(problems).toEqual(['updates 3 to 4 are missing'])
})

test('a copy without the file LOCK can be read', async () => {
  const { place, temporary } = await foldersWith((persistence) =>
    typeInto(persistence, 'notes', ['a']),
  )
  await rm(join(place, 'LOCK'))
  const source = await openYLeveldb(place, temporary)
  expect(await contentsOf(source)).toEqual([['notes', 'a']])
  await source.close()
})

test('what is no such folder is refused in words', async () => {
  const folder = await emptyFolder()
  await expect(openYLeveldb(folder, join(folder, 'copy'))).rejects.toThrow(
    /no LevelDB folder.*YPERSISTENCE/,
  )
  await expect(openYLeveldb(join(folder, 'nowhere'), join(folder, 'copy'))).rejects.toThrow(
    /no LevelDB folder/,
  )
})
