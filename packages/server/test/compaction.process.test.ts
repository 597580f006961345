import { allowEveryone, createServer } from '@weft/server'
import { openLevelStorage } from '@weft/storage-level'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { WorkerCompactor } from '../dist/node/worker-compactor.js'
import { KeptLog } from '../src/node/running-server.test-support.ts'
import { StockClient } from '../src/node/stock-client.test-support.ts'
import { emptyFolder } from './server-process.ts'

/** The updates of somebody who types this many letters, one by one. */
function typed(letters: number): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('text')
  for (let at = 0; at < letters; at += 1) text.insert(at, String.fromCodePoint(97 + (at % 26)))
  return updates
}

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

/** A compactor whose thread may use little memory. */
function compactor(maxOldGenerationSizeMb = 256): WorkerCompactor {
  const worker = new WorkerCompactor({ maxHeapBytes: maxOldGenerationSizeMb * 1024 * 1024 })
  onTestFinished(() => worker.close())
  return worker
}

/** Letters far apart, each a struct of its own, so that they take much memory. */
function scattered(count: number): Uint8Array {
  const doc = new Y.Doc()
  const map = doc.getMap('map')
  doc.transact(() => {
    for (let at = 0; at < count; at += 1) map.set(`key ${at}`, { at })
  })
  return Y.encodeStateAsUpdate(doc)
}

test('a thread turns a log into a snapshot that reads as the log does, and is smaller', async () => {
  const updates = typed(2_000)
  const pieces = await compactor().compact(updates)
  expect(textOf(pieces)).toBe(textOf(updates))
  const bytes = (list: readonly Uint8Array[]) => list.reduce((sum, { length }) => sum + length, 0)
  expect(bytes(pieces)).toBeLessThan(bytes(updates) / 5)
})

test('several tasks at once are each answered with their own', async () => {
  const worker = compactor()
  const logs = [typed(10), typed(20), typed(30)]
  const snapshots = await Promise.all(logs.map((updates) => worker.compact(updates)))
  expect(snapshots.map(textOf)).toEqual(logs.map(textOf))
})

test('a log that cannot be merged without loss is refused, and the thread goes on', async () => {
  const worker = compactor()
  await expect(worker.compact([new Uint8Array([1, 2, 3])])).rejects.toThrow('cannot be applied')
  expect(textOf(await worker.compact(typed(5)))).toBe('abcde')
})

test('a thread that dies of its memory limit fails its task, not the process, and the next task gets a new one', async () => {
  const worker = compactor(32)
  const tooMuch = scattered(100_000)
  await expect(worker.compact([tooMuch])).rejects.toThrow(/memory/i)
  expect(textOf(await worker.compact(typed(5)))).toBe('abcde')
})

test('closed amid a task, it rejects that task; and a task that comes then is not hit by the old thread’s end', async () => {
  const worker = compactor()
  const busy = worker.compact([scattered(100_000)])
  const rejected = expect(busy).rejects.toThrow('closed')
  const closed = worker.close()
  const next = worker.compact(typed(5))
  await Promise.all([rejected, closed])
  expect(textOf(await next)).toBe('abcde')
})

test('a server on LevelDB compacts in its thread, and serves the same document after a restart', async () => {
  const path = await emptyFolder()
  const start = async () => {
    const storage = await openLevelStorage({ path })
    const log = new KeptLog()
    const limits = { compactAfterRecords: 5 }
    const server = createServer({ storage, authorize: allowEveryone, limits, log: log.log })
    const { port } = await server.listen({ port: 0, host: '127.0.0.1' })
    let isStopped = false
    const stop = async () => {
      if (isStopped) return
      isStopped = true
      await server.close()
      await storage.close()
    }
    onTestFinished(stop)
    return { url: `ws://127.0.0.1:${port}/document`, log, storage, stop }
  }

  const first = await start()
  const one = await StockClient.open(first.url)
  const other = await StockClient.open(first.url)
  for (let round = 1; round <= 12; round += 1) {
    one.type('.')
    await other.reads('.'.repeat(round))
  }
  await first.log.first('compacted')
  await first.stop()
  expect(first.log.all('compaction-failed')).toEqual([])

  const second = await start()
  const stored = await second.storage.load('document')
  expect(stored?.snapshot?.sequence).toBeGreaterThanOrEqual(5)
  const reader = await StockClient.open(second.url)
  expect(reader.text).toBe('.'.repeat(12))
})
