import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEntry } from '@weft/server'
import { Level } from 'level'
import { expect, onTestFinished, test } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { openCatalogue } from './open-catalogue.ts'

const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'weft-catalogue-'))
const readText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

async function open(data: string, entries: LogEntry[] = []): Promise<Catalogue> {
  const catalogue = await openCatalogue(data, 1000, (entry) => entries.push(entry))
  onTestFinished(() => catalogue.close())
  return catalogue
}

/** Writes as somebody else would, who knows the files. */
async function putByHand(data: string, entries: Readonly<Record<string, string>>): Promise<void> {
  const level = new Level(join(data, 'catalogue'))
  for (const [key, value] of Object.entries(entries)) await level.put(key, value)
  await level.close()
}

test('what was set is there at once and after a restart; what was deleted is not', async () => {
  const data = await emptyFolder()
  const before = await open(data)
  const titles = before.area('titles', readText)
  await titles.set('a', 'Plan')
  await titles.set('b!c', 'Notes')
  await titles.set('b!c', 'Notes, newer')
  await titles.delete('a')
  expect([...titles.entries()]).toEqual([['b!c', 'Notes, newer']])
  await before.close()

  const after = (await open(data)).area('titles', readText)
  expect([...after.entries()]).toEqual([['b!c', 'Notes, newer']])
  expect([after.size, after.get('b!c'), after.get('a')]).toEqual([1, 'Notes, newer', undefined])
})

test('areas do not see each other', async () => {
  const data = await emptyFolder()
  const before = await open(data)
  await before.area('titles', readText).set('a', 'Plan')
  await before.area('titles-old', readText).set('a', 'Old plan')
  await before.close()
  const after = await open(data)
  expect(after.area('titles', readText).get('a')).toBe('Plan')
  expect(after.area('titles-old', readText).get('a')).toBe('Old plan')
  expect(after.area('other', readText).size).toBe(0)
})

test('changes of one entry that are asked for together end as the last one says', async () => {
  const data = await emptyFolder()
  const before = await open(data)
  const titles = before.area('titles', readText)
  await Promise.all([
    titles.set('a', '1'),
    titles.set('a', '2'),
    titles.delete('a'),
    titles.set('a', '3'),
  ])
  expect(titles.get('a')).toBe('3')
  await before.close()
  expect((await open(data)).area('titles', readText).get('a')).toBe('3')
})

test('an entry that makes no sense is skipped with a line in the log, and the others are there', async () => {
  const data = await emptyFolder()
  await putByHand(data, {
    'titles!a': '"Plan"',
    'titles!b': '{',
    'titles!c': '7',
    'no area': '1',
    'titles!d': '"Notes"',
  })
  const entries: LogEntry[] = []
  const titles = (await open(data, entries)).area('titles', readText)
  expect([...titles.entries()]).toEqual([
    ['a', 'Plan'],
    ['d', 'Notes'],
  ])
  expect(entries).toEqual([
    { level: 'warn', event: 'catalogue-entries-skipped', area: 'titles', entries: 2 },
  ])
})

test.each<[string, (folder: string) => Promise<void>]>([
  ['that names files it has not', (at) => writeFile(join(at, 'CURRENT'), 'MANIFEST-999999\n')],
  ['that makes no sense', (at) => writeFile(join(at, 'CURRENT'), 'nonsense')],
  ['that has lost its first file', (at) => rm(join(at, 'CURRENT'))],
])('a catalogue %s is set aside, and a new one begun', async (_, damage) => {
  const data = await emptyFolder()
  await putByHand(data, { 'titles!a': '"Plan"' })
  await damage(join(data, 'catalogue'))
  const entries: LogEntry[] = []
  const titles = (await open(data, entries)).area('titles', readText)
  expect(titles.size).toBe(0)
  await titles.set('b', 'Notes')
  expect(entries).toMatchObject([{ level: 'error', event: 'catalogue-damaged' }])
  expect(await readdir(data)).toEqual(['catalogue', 'catalogue-damaged-1000'])
})

test('one that cannot be opened for another reason is not set aside', async () => {
  const data = await emptyFolder()
  await open(data)
  await expect(openCatalogue(data, 1000, () => undefined)).rejects.toThrow()
  expect(await readdir(data)).toEqual(['catalogue'])
})

test('closing waits for what is being written, and after it nothing is taken', async () => {
  const data = await emptyFolder()
  const before = await open(data)
  const titles = before.area('titles', readText)
  const written = titles.set('a', 'Plan')
  await before.close()
  await written
  await expect(titles.set('b', 'Notes')).rejects.toThrow('closed')
  expect((await open(data)).area('titles', readText).get('a')).toBe('Plan')
})

test('one of a later version is refused with the remedy, and left as it is', async () => {
  const data = await emptyFolder()
  await putByHand(data, { 'catalogue!format': '2', 'titles!a': '"Plan"' })
  const entries: LogEntry[] = []
  await expect(open(data, entries)).rejects.toMatchObject({
    code: 'UNKNOWN_FORMAT',
    message: `Cannot open the catalogue at "${join(data, 'catalogue')}": it has format 2, and this Weft reads format 1; run the newer version, or restore a backup from before the upgrade`,
  })
  expect(entries).toEqual([])
  // Not even the lock is kept, and nothing was set aside.
  await putByHand(data, { 'catalogue!format': '1' })
  expect((await open(data)).area('titles', readText).get('a')).toBe('Plan')
})
