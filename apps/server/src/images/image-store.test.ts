import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ImageStore, type ImageStoreLimits } from './image-store.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-images-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'images')
}

const roomy: ImageStoreLimits = { maxTotalBytes: 1000, minFreeBytes: 0 }
const gif = (text: string): Buffer => Buffer.from(`GIF89a${text}`)

async function nameOf(store: ImageStore, picture: Buffer): Promise<string> {
  const kept = await store.keep(picture)
  return kept.kept ? kept.name : kept.because
}

test('a picture is kept under the name of its content, and read again after a restart', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, roomy)
  const name = await nameOf(store, gif('one'))
  expect(name).toMatch(/^[0-9a-f]{64}\.gif$/)
  const later = await ImageStore.open(folder, roomy)
  expect(await later.read(name)).toMatchObject({
    bytes: gif('one'),
    type: { contentType: 'image/gif' },
  })
})

test('a picture that is sent is read piece by piece, and breaks off when it is removed meanwhile', async () => {
  const store = await ImageStore.open(await emptyFolder(), { ...roomy, maxTotalBytes: 1e6 })
  const bytes = gif(`\0\0\0\0\0\0\0;${'a picture '.repeat(20_000)}`)
  const name = await nameOf(store, bytes)
  const read: Uint8Array[] = []
  for await (const piece of (await store.open(name))?.pieces ?? []) read.push(piece)
  expect(Buffer.concat(read).equals(bytes)).toBe(true)
  expect(Math.max(...read.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024)

  const opened = await store.open(name)
  expect(opened).toMatchObject({ sizeBytes: bytes.length, type: { contentType: 'image/gif' } })
  expect(await store.remove(name, Date.now() + 1000)).toBe(true)
  const reading = opened?.pieces[Symbol.asyncIterator]()
  await expect(reading?.next()).rejects.toThrow('ENOENT')
  expect(await store.open(name)).toBeUndefined()
})

test('the same picture is kept once, also when it is sent many times at once', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, { ...roomy, maxTotalBytes: 2 * gif('one').length })
  const names = await Promise.all(Array.from({ length: 5 }, () => nameOf(store, gif('one'))))
  expect(new Set(names).size).toBe(1)
  expect(await readdir(folder)).toEqual([names[0]])
  expect(await nameOf(store, gif('two'))).toMatch(/\.gif$/)
})

test('what is no picture is not kept', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, roomy)
  expect(await nameOf(store, Buffer.from('<svg/>'))).toBe('no-image')
  expect(await readdir(folder)).toEqual([])
})

test('a small file that would be drawn as a huge picture is not kept', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, roomy)
  const sized = (width: number, height: number): Buffer => {
    const bytes = gif('\0\0\0\0\0\0\0;')
    bytes.writeUInt16LE(width, 6)
    bytes.writeUInt16LE(height, 8)
    return bytes
  }
  expect(await nameOf(store, sized(60_000, 60_000))).toBe('too-large')
  expect(await nameOf(store, sized(10_000, 10_001))).toBe('too-large')
  expect(await readdir(folder)).toEqual([])
  expect(await nameOf(store, sized(10_000, 10_000))).toMatch(/\.gif$/)
})

test('beyond the total nothing is taken, also not of many at once, nor after a restart', async () => {
  const folder = await emptyFolder()
  const limits = { ...roomy, maxTotalBytes: 3 * gif('1').length }
  const store = await ImageStore.open(folder, limits)
  const names = await Promise.all(['1', '2', '3', '4', '5'].map((text) => nameOf(store, gif(text))))
  expect(names.filter((name) => name === 'full')).toHaveLength(2)
  expect(await readdir(folder)).toHaveLength(3)
  expect(await nameOf(await ImageStore.open(folder, limits), gif('6'))).toBe('full')
})

test('the disk keeps its free space, and what was refused is not counted', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, { ...roomy, minFreeBytes: Number.MAX_SAFE_INTEGER })
  for (let index = 0; index < 200; index += 1)
    expect(await nameOf(store, gif('one'))).toBe('disk-full')
  expect(await readdir(folder)).toEqual([])
})

test('what a crash left half written is cleared away, and nothing else', async () => {
  const folder = await emptyFolder()
  const name = await nameOf(await ImageStore.open(folder, roomy), gif('one'))
  await writeFile(join(folder, 'unfinished-0123'), 'GIF8')
  await writeFile(join(folder, 'notes.txt'), 'of whoever runs this')
  await ImageStore.open(folder, roomy)
  expect((await readdir(folder)).toSorted()).toEqual([name, 'notes.txt'].toSorted())
  expect(await readFile(join(folder, name))).toEqual(gif('one'))
})

test.each([
  '',
  '.',
  '..',
  '../weft.json',
  '..%2fweft.json',
  `../${'0'.repeat(64)}.gif`,
  `${'0'.repeat(64)}.gif/..`,
  `${'0'.repeat(64)}.svg`,
  `${'0'.repeat(64)}.GIF`,
  `${'0'.repeat(63)}/.gif`,
  `${'0'.repeat(64)}.gif`,
  '__proto__',
  `${'0'.repeat(64)}.constructor`,
])('there is no picture %j', async (name) => {
  const store = await ImageStore.open(await emptyFolder(), roomy)
  expect(await store.read(name)).toBeUndefined()
})

test('a picture is removed unless it was sent, or sent again, since it was last used', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, roomy)
  const name = await nameOf(store, gif('one'))
  expect(await store.has(name)).toBe(true)
  expect(await store.remove(name, Date.now() - 60_000)).toBe(false)
  await utimes(join(folder, name), 1, 1)
  await nameOf(store, gif('one'))
  expect(await store.remove(name, Date.now() - 60_000)).toBe(false)
  expect(await store.remove(name, Date.now() + 60_000)).toBe(true)
  expect(await store.has(name)).toBe(false)
  expect(await store.remove(name, Date.now() + 60_000)).toBe(false)
  expect(await store.remove('../images', Date.now() + 60_000)).toBe(false)
})

test('a picture that is sent while it is removed is kept', async () => {
  const folder = await emptyFolder()
  const store = await ImageStore.open(folder, roomy)
  const name = await nameOf(store, gif('one'))
  await utimes(join(folder, name), 1, 1)
  const [removed, kept] = await Promise.all([
    store.remove(name, Date.now()),
    nameOf(store, gif('one')),
  ])
  expect([removed, kept]).toEqual([true, name])
  expect(await store.read(name)).toMatchObject({ bytes: gif('one') })
})
