import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
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

/** In an entry, as a failing disk does. */
async function flipByte(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /\.(ldb|log)$/.test(name))
  for (const path of names.map((name) => join(folder, name))) {
    const bytes = await readFile(path)
    bytes[12] = (bytes[12] ?? 0) ^ 0x40
    if (bytes.length > 12) await writeFile(path, bytes)
  }
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
  ['of which a byte was flipped', flipByte],
  ['that is gone', (at) => rm(at, { recursive: true })],
])('a catalogue %s is made anew from its copy, and the copy from it', async (_, damage) => {
  for (const folder of ['catalogue', 'catalogue-copy']) {
    const data = await emptyFolder()
    const before = await open(data)
    const deleted = before.area('deleted', readText)
    for (const name of ['a', 'b', 'c']) await deleted.set(name, name)
    await deleted.delete('a')
    await before.close()
    await damage(join(data, folder))
    const entries: LogEntry[] = []
    const after = await open(data, entries)
    const again = after.area('deleted', readText)
    expect([...again.entries()]).toEqual([
      ['b', 'b'],
      ['c', 'c'],
    ])
    expect(entries).toMatchObject([{ level: 'error', event: 'catalogue-damaged' }])
    const aside = (await readdir(data)).filter((name) => name.includes('damaged'))
    expect(aside).toEqual(damage.length > 0 && aside.length > 0 ? [`${folder}-damaged-1000`] : [])
    // From then on either is enough again.
    await again.set('d', 'd')
    await after.close()
    for (const other of ['catalogue', 'catalogue-copy']) {
      await rm(join(data, other), { recursive: true })
      const once = await open(data)
      expect(once.area('deleted', readText).size).toBe(3)
      await once.close()
    }
  }
})

test('one that is damaged without a whole copy is refused, with the remedy, and left as it is', async () => {
  for (const hasCopy of [false, true]) {
    const data = await emptyFolder()
    const before = await open(data)
    await before.area('deleted', readText).set('a', 'a')
    await before.close()
    const copy = join(data, 'catalogue-copy')
    if (hasCopy) await flipByte(copy)
    else await rm(copy, { recursive: true })
    await flipByte(join(data, 'catalogue'))
    const names = await readdir(data)
    const entries: LogEntry[] = []
    await expect(open(data, entries)).rejects.toMatchObject({
      code: 'DAMAGED',
      message: expect.stringMatching(/no whole copy of it .* Restore a backup; or, .* move the/),
    })
    expect(entries).toEqual([])
    expect(await readdir(data)).toEqual(names)
  }
})

test('one that was begun without a copy is copied, and one whose beginning was stopped is begun again', async () => {
  const data = await emptyFolder()
  await putByHand(data, { 'titles!a': '"Plan"' })
  await (await open(data)).close()
  await rm(join(data, 'catalogue'), { recursive: true })
  // As it is made anew: stopped before LevelDB has begun, and then before anything is in it.
  await mkdir(join(data, 'catalogue'))
  await writeFile(join(data, 'catalogue', 'MANIFEST-000001'), '')
  const before = await open(data)
  expect(before.area('titles', readText).get('a')).toBe('Plan')
  await before.close()
  await rm(join(data, 'catalogue'), { recursive: true })
  await putByHand(data, {})
  const after = await open(data)
  expect(after.area('titles', readText).get('a')).toBe('Plan')
})

test('the newer of the two counts', async () => {
  const data = await emptyFolder()
  const before = await open(data)
  const titles = before.area('titles', readText)
  await titles.set('a', 'Plan')
  await before.close()
  for (const folder of ['catalogue', 'catalogue-copy']) {
    const old = join(data, 'old')
    await cp(join(data, folder), old, { recursive: true })
    const next = await open(data)
    await next.area('titles', readText).set('b', folder)
    await next.close()
    await rm(join(data, folder), { recursive: true })
    await rename(old, join(data, folder))
    const now = await open(data)
    expect(now.area('titles', readText).get('b')).toBe(folder)
    await now.close()
  }
})

test('what is told of how often it was written is no entry', async () => {
  const data = await emptyFolder()
  const catalogue = await open(data)
  await catalogue.area('titles', readText).set('a', 'Plan')
  expect([...(await catalogue.read()).keys()]).toEqual(['titles'])
})

test('one that cannot be opened for another reason is not set aside', async () => {
  const data = await emptyFolder()
  await open(data)
  await expect(openCatalogue(data, 1000, () => undefined)).rejects.toThrow()
  expect(await readdir(data)).toEqual(['catalogue', 'catalogue-copy'])
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
