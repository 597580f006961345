import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEntry } from '@weft/server'
import { MemoryStorage } from '@weft/storage'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { Doc, encodeStateAsUpdate, encodeStateAsUpdateV2, XmlElement } from 'yjs'
import { openCatalogue } from '../catalogue/open-catalogue.ts'
import { ImageStore } from './image-store.ts'
import { GRACE_MS, UnusedImages } from './unused-images.ts'

let nowMs: number
let isSaving: boolean
let storage: MemoryStorage
let store: ImageStore
let folder: string
let unused: UnusedImages
let log: LogEntry[]
let restart: () => Promise<void>

beforeEach(async () => {
  const data = await mkdtemp(join(tmpdir(), 'weft-unused-'))
  folder = join(data, 'images')
  nowMs = Date.now() + 60_000
  isSaving = true
  storage = new MemoryStorage()
  store = await ImageStore.open(folder, { maxTotalBytes: 30, minFreeBytes: 0 })
  log = []
  const open = async (): Promise<() => Promise<void>> => {
    const catalogue = await openCatalogue(data, 0, () => undefined)
    unused = new UnusedImages({
      catalogue,
      store,
      storage,
      isSaving: () => isSaving,
      now: () => nowMs,
      log: (entry) => log.push(entry),
    })
    return () => catalogue.close()
  }
  let close = await open()
  restart = async () => {
    await close()
    close = await open()
  }
  onTestFinished(async () => {
    await close()
    await rm(data, { recursive: true })
  })
})

const gif = (text: string): Buffer => Buffer.from(`GIF89a${text}`)

async function keep(text: string): Promise<string> {
  const kept = await store.keep(gif(text))
  return kept.kept ? kept.name : kept.because
}

/** Stores a document that shows these pictures, as the editor writes them. */
async function write(document: string, ...names: readonly string[]): Promise<void> {
  const doc = new Doc()
  for (const name of names) {
    const image = new XmlElement('image')
    doc.getXmlFragment('default').push([image])
    image.setAttribute('src', `/_weft/images/${name}`)
  }
  await storage.create(document, 'epoch', nowMs)
  const update = encodeStateAsUpdate(doc)
  await storage.append([{ document, updates: [{ update, user: undefined, timeMs: nowMs }] }])
}

async function remove(document: string): Promise<void> {
  await unused.note(document)
  await storage.delete(document)
}

const sweep = (): Promise<void> => unused.sweep(new AbortController().signal)

test('a day after its document, a picture goes that no other document shows', async () => {
  const [gone, shared, other] = [await keep('gone'), await keep('both'), await keep('any')]
  await write('plan', gone, shared)
  await write('notes', shared, other)
  await remove('plan')
  nowMs += GRACE_MS - 1
  await sweep()
  expect(await readdir(folder)).toHaveLength(3)
  await restart()
  nowMs += 1
  await sweep()
  expect((await readdir(folder)).sort()).toEqual([shared, other].sort())
  expect(log).toEqual([{ level: 'info', event: 'images-removed', images: 1 }])
})

test('what it took can be taken by others', async () => {
  const name = await keep('one')
  for (const other of ['two', 'ten']) await keep(other)
  expect(await keep('six')).toBe('full')
  await write('plan', name)
  await remove('plan')
  nowMs += GRACE_MS
  await sweep()
  expect(await keep('six')).toMatch(/\.gif$/)
})

test('a picture stays that another document shows, in a snapshot of whatever encoding', async () => {
  const name = await keep('one')
  await write('plan', name)
  const doc = new Doc()
  doc.getText('code').insert(0, `![A cat](https://notes.example/_weft/images/${name}) and more`)
  for (const encode of [encodeStateAsUpdate, encodeStateAsUpdateV2]) {
    await write('notes')
    await storage.replacePrefix('notes', { sequence: 1, pieces: [encode(doc)] })
    await remove('plan')
    nowMs += GRACE_MS
    await sweep()
    expect(await readdir(folder)).toEqual([name])
    await storage.delete('notes')
    await write('plan', name)
  }
})

test('a picture stays that was put into another document while it was looked for', async () => {
  const name = await keep('one')
  await write('plan', name)
  for (const document of ['a', 'b']) await write(document)
  await remove('plan')
  nowMs += GRACE_MS
  const load = storage.load.bind(storage)
  storage.load = async (document) => {
    if (document === 'b') {
      await storage.delete('a')
      await write('a', name)
    }
    return load(document)
  }
  await sweep()
  expect(await readdir(folder)).toEqual([name])
})

test('a picture stays that was sent once more since', async () => {
  const name = await keep('one')
  await write('plan', name)
  await remove('plan')
  await keep('one')
  // A little later: file times are kept in fractions of seconds, which lose some of a millisecond.
  await utimes(join(folder, name), nowMs / 1000 + 1, nowMs / 1000 + 1)
  nowMs += GRACE_MS
  await sweep()
  expect(await readdir(folder)).toEqual([name])
})

test('as long as a document cannot be read, nothing goes; nor where one is damaged', async () => {
  const name = await keep('one')
  await write('plan', name)
  await write('notes')
  await remove('plan')
  nowMs += GRACE_MS
  const load = storage.load.bind(storage)
  storage.load = () => Promise.reject(new Error('disk'))
  await expect(sweep()).rejects.toThrow('disk')
  storage.load = load
  isSaving = false
  await sweep()
  expect(await readdir(folder)).toEqual([name])

  isSaving = true
  await storage.quarantine('notes', [{ sequence: 1, index: 0, what: 'it throws' }])
  await sweep()
  expect(await readdir(folder)).toEqual([name])
  expect(log).toMatchObject([{ event: 'images-kept', damaged: 'notes' }])
})

test('looking for them ends when the server does, and goes on later', async () => {
  const name = await keep('one')
  await write('plan', name)
  await write('notes')
  await remove('plan')
  nowMs += GRACE_MS
  await unused.sweep(AbortSignal.abort())
  expect(await readdir(folder)).toEqual([name])
  await sweep()
  expect(await readdir(folder)).toEqual([])
})

test('addresses of pictures that never were are not noted', async () => {
  await write('plan', `${'0'.repeat(64)}.png`)
  await remove('plan')
  nowMs += GRACE_MS
  storage.list = () => Promise.reject(new Error('There is nothing to look for'))
  await expect(sweep()).resolves.toBeUndefined()
})
