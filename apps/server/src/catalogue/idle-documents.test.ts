import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import { allowEveryone, type Authorize, type LogEntry } from '@weft/server'
import { MemoryStorage } from '@weft/storage'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { Deletions } from './deletions.ts'
import { IdleDocuments } from './idle-documents.ts'
import { openCatalogue } from './open-catalogue.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const AFTER_DAYS = 90
const who = { token: undefined, headers: {}, address: '' }
const running = new AbortController().signal

let storage: MemoryStorage
let data: string
let catalogue: Catalogue
let deletions: Deletions
let idle: IdleDocuments
let open: Set<string>
let asked: string[]
let log: LogEntry[]
let day: number

const named = (name: string): DocumentName => {
  const parsed = documentNameFromPath(name)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.name
}

async function start(deleting: 'on' | 'off' = 'on'): Promise<void> {
  catalogue = await openCatalogue(data, 0, () => undefined)
  deletions = new Deletions(catalogue)
  const dependencies = {
    catalogue,
    deletions,
    storage,
    openDocuments: () => open,
    reauthorize: (document: string) => Promise.resolve(void asked.push(document)),
    now: () => day * DAY_MS,
    log: (entry: LogEntry) => log.push(entry),
  }
  idle = new IdleDocuments(dependencies, deleting === 'on' ? AFTER_DAYS * DAY_MS : undefined)
}

async function restart(deleting: 'on' | 'off' = 'on'): Promise<void> {
  await catalogue.close()
  await start(deleting)
}

/** What is deleted by looking on this day. */
async function lookOn(dayOfLook: number): Promise<string[]> {
  day = dayOfLook
  await idle.deleteDue(running)
  return [...deletions.entries()].map(([document]) => document).sort()
}

/** Somebody opens a document, or asks whether it may. */
async function read(document: string, authorize: Authorize = allowEveryone): Promise<void> {
  await idle.watch(authorize)(who, 'read', named(document))
}

beforeEach(async () => {
  storage = new MemoryStorage()
  data = await mkdtemp(join(tmpdir(), 'weft-idle-'))
  open = new Set()
  asked = []
  log = []
  day = 1000
  await start()
  onTestFinished(async () => {
    await catalogue.close()
    await rm(data, { recursive: true })
  })
  for (const name of ['a', 'b', 'c']) await storage.create(name, name, 10 * DAY_MS)
})

describe('documents that nobody opens or changes', () => {
  test('are deleted so long after that was turned on, and not before', async () => {
    expect(await lookOn(1000)).toEqual([])
    expect(await lookOn(1000 + AFTER_DAYS - 1)).toEqual([])
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'b', 'c'])
    expect(asked).toEqual(['a', 'b', 'c'])
    expect(log).toContainEqual(
      expect.objectContaining({ event: 'idle-document-deleted', document: 'a', days: AFTER_DAYS }),
    )
    expect(log).toHaveLength(3)
    // Their content is there for whoever wants them back.
    expect(await storage.list()).toHaveLength(3)
    expect(deletions.of('a')).toEqual({ deletedMs: day * DAY_MS })
  })

  test('are those only that were not opened since', async () => {
    await lookOn(1000)
    day = 1050
    await read('b')
    await read('c', () => ({ allowed: false, because: 'forbidden', reason: 'no' }))
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'c'])
    expect(await lookOn(1050 + AFTER_DAYS)).toEqual(['a', 'b', 'c'])
  })

  test('are known after a restart', async () => {
    await lookOn(1000)
    day = 1050
    await read('b')
    await restart()
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'c'])
  })

  test('are not those that changed', async () => {
    await lookOn(1000)
    const updates = [{ update: Uint8Array.of(0, 0), user: undefined, timeMs: 1050 * DAY_MS }]
    await storage.append([{ document: 'b', updates }])
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'c'])
  })

  test('are not those that are open all the time', async () => {
    await lookOn(1000)
    open.add('b')
    for (let at = 1001; at <= 1000 + 3 * AFTER_DAYS; at += 10) await lookOn(at)
    expect(await lookOn(1000 + 3 * AFTER_DAYS)).toEqual(['a', 'c'])
    open.delete('b')
    expect(await lookOn(1000 + 3 * AFTER_DAYS + 1)).toEqual(['a', 'c'])
    expect(await lookOn(1000 + 4 * AFTER_DAYS)).toEqual(['a', 'b', 'c'])
  })

  test('are not those that are opened while they are being deleted', async () => {
    await lookOn(1000)
    const mark = deletions.mark.bind(deletions)
    deletions.mark = async (document, nowMs) => {
      await mark(document, nowMs)
      if (document === 'b') await read('b')
    }
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'c'])
    expect(asked).toEqual(['a', 'c'])
  })

  test('by a link are those that the link stands for', async () => {
    await lookOn(1000)
    day = 1050
    await read('link', () => ({ allowed: true, document: 'b' }))
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual(['a', 'c'])
  })

  test('that were deleted and restored have their time anew', async () => {
    await lookOn(1000)
    await lookOn(1000 + AFTER_DAYS)
    await deletions.undo('a')
    expect(await lookOn(1001 + AFTER_DAYS)).toEqual(['b', 'c'])
    expect(await lookOn(1000 + 2 * AFTER_DAYS)).toEqual(['a', 'b', 'c'])
  })

  test('leave nothing behind when they are gone for good', async () => {
    const opened = () => catalogue.area('opened', (value) => value).size
    await lookOn(1000)
    await lookOn(1000 + AFTER_DAYS)
    for (const name of ['a', 'b', 'c']) await storage.delete(name)
    await restart()
    expect(opened()).toBe(3)
    await lookOn(1000 + 3 * AFTER_DAYS)
    await restart()
    expect(opened()).toBe(0)
  })

  test('are only those that there are, whatever names somebody asks for', async () => {
    for (let count = 0; count < 50; count += 1) await read(`made up ${count}`)
    open.add('made up by somebody who waits in it')
    await lookOn(1000)
    await read('b')
    await expect.poll(() => idle.openedMs('b')).toBe(1000 * DAY_MS)
    await restart()
    expect([...catalogue.area('opened', (value) => value).entries()]).toHaveLength(1)
  })

  test('get their time anew when it is turned on again', async () => {
    await lookOn(1000)
    await restart('off')
    expect(await lookOn(1000 + 2 * AFTER_DAYS)).toEqual([])
    await restart()
    expect(await lookOn(1000 + AFTER_DAYS)).toEqual([])
    expect(await lookOn(1000 + 2 * AFTER_DAYS)).toEqual(['a', 'b', 'c'])
  })

  test('are known also while none is deleted', async () => {
    await restart('off')
    expect(idle.openedMs('b')).toBeUndefined()
    await read('b')
    await expect.poll(() => idle.openedMs('b')).toBe(1000 * DAY_MS)
    open.add('c')
    await lookOn(1001)
    expect(idle.openedMs('c')).toBe(1001 * DAY_MS)
    await restart('off')
    expect(idle.openedMs('b')).toBe(1000 * DAY_MS)
  })

  test('are left alone once the server stops, and when storage fails', async () => {
    await lookOn(1000)
    day = 1000 + AFTER_DAYS
    const ending = new AbortController()
    ending.abort()
    await idle.deleteDue(ending.signal)
    expect([...deletions.entries()]).toEqual([])
    await storage.close()
    await idle.deleteDue(running)
    expect(log).toMatchObject([{ level: 'error', event: 'idle-documents-not-deleted' }])
  })
})

test(
  '100,000 documents are looked through without holding others up',
  { timeout: 60_000 },
  async () => {
    for (let index = 0; index < 100_000; index += 1)
      await storage.create(`many/${index}`, 'e', 2000 * DAY_MS)
    await lookOn(1000)
    let longestMs = 0
    let lastMs = performance.now()
    const timer = setInterval(() => {
      const nowMs = performance.now()
      longestMs = Math.max(longestMs, nowMs - lastMs)
      lastMs = nowMs
    }, 1)
    await lookOn(1000 + AFTER_DAYS)
    clearInterval(timer)
    expect(longestMs).toBeLessThan(1000)
  },
)
