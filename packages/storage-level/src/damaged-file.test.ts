import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test, vi } from 'vitest'

import { type DamagedFileReport, type LevelStorage, openLevelStorage } from './index.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

vi.setConfig({ testTimeout: 60_000 })

const DOCUMENTS = ['a', 'b', 'c', 'd']

/** Documents of some 200 KB each, one after the other in one table. */
async function make(): Promise<string> {
  const path = join(await temporaryFolder(), 'data')
  onTestFinished(() => rm(join(path, '..'), { recursive: true }))
  const storage = await openLevelStorage({ path, minFreeBytes: 0 })
  for (const document of DOCUMENTS) await storage.create(document, `epoch ${document}`, 1)
  for (let timeMs = 1; timeMs <= 100; timeMs++) {
    const update = new Uint8Array(2000).map((_, at) => (at * timeMs * 7919) >> 5)
    const updates = [{ update, user: undefined, timeMs }]
    await storage.append(DOCUMENTS.map((document) => ({ document, updates })))
  }
  await storage.close()
  return path
}

/** Flips a byte at this share of the length of the only table. */
async function spoil(path: string, share: number): Promise<string> {
  const [name = ''] = (await readdir(join(path, 'db'))).filter((file) => file.endsWith('.ldb'))
  const handle = await open(join(path, 'db', name), 'r+')
  const at = Math.floor((await handle.stat()).size * share)
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, at)
  await handle.write(Buffer.of((byte[0] ?? 0) ^ 0x41), 0, 1, at)
  await handle.close()
  return name
}

async function damageOf(storage: LevelStorage): Promise<readonly number[]> {
  const stored = await Promise.all(DOCUMENTS.map((document) => storage.load(document)))
  return stored.map((one) => one?.damage.length ?? -1)
}

function opened(path: string, maxCheckBytes?: number) {
  const reports: DamagedFileReport[] = []
  const onDamagedFile = (report: DamagedFileReport) => void reports.push(report)
  const options = { path, minFreeBytes: 0, onDamagedFile }
  const storage = openLevelStorage(
    maxCheckBytes === undefined ? options : { ...options, maxCheckBytes },
  )
  onTestFinished(async () => (await storage).close())
  return { storage, reports }
}

test('[S11] a spoilt table is kept, reported, and harms the documents whose rows were there, and no other', async () => {
  const path = await make()
  const name = await spoil(path, 0.4)
  const spoilt = await readFile(join(path, 'db', name))
  const { storage, reports } = opened(path)
  expect(await damageOf(await storage)).toEqual([0, 1, 0, 0])
  expect(reports).toEqual([
    {
      file: name,
      what: expect.stringContaining('the checksum does not match'),
      keptAs: expect.stringContaining(name),
    },
  ])
  expect(await readFile(join(path, reports[0]?.keptAs ?? ''))).toEqual(spoilt)
  expect((await (await storage).list()).map(({ document }) => document)).toEqual(DOCUMENTS)
})

test('[S8] [S11] documents whose heads were in a spoilt block are listed all the same', async () => {
  const path = await make()
  await spoil(path, 0.0001)
  const { storage } = opened(path)
  const listed = await (await storage).list()
  expect(listed.map(({ document, epoch, sequence }) => [document, epoch, sequence])).toEqual(
    DOCUMENTS.map((document) => [document, `epoch ${document}`, 100]),
  )
})

test('[S16] a table that is checked later is replaced while the storage is open', async () => {
  const path = await make()
  await spoil(path, 0.4)
  const { storage, reports } = opened(path, 1)
  const running = await storage
  await vi.waitFor(() => expect(reports).toHaveLength(1))
  expect(await damageOf(running)).toEqual([0, 1, 0, 0])
  await expect(running.append([{ document: 'b', updates: [] }])).resolves.toEqual([101])
})

test('[S16] and who had the document in memory is told', async () => {
  const path = await make()
  await spoil(path, 0.4)
  const reports: DamagedFileReport[] = []
  const running = await openLevelStorage({
    path,
    minFreeBytes: 0,
    maxCheckBytes: 1,
    onDamagedFile: (report) => void reports.push(report),
  })
  onTestFinished(() => running.close())
  // Before the check comes to the table: it is begun after this.
  const appended = running.append([{ document: 'b', updates: [] }])
  await vi.waitFor(() => expect(reports).toHaveLength(1))
  await appended
  const batch = [{ document: 'c', updates: [] }]
  await expect(running.append(batch)).rejects.toMatchObject({ code: 'FAILED', documents: ['b'] })
  await expect(running.append(batch)).resolves.toEqual([101])
})

test('[F25] while another process has the database open, nothing is replaced', async () => {
  const path = await make()
  const name = await spoil(path, 0.4)
  const spoilt = await readFile(join(path, 'db', name))
  const script =
    "new (require('level').Level)(process.argv[1]).open().then(() => console.log('open')); setInterval(() => {}, 1000)"
  const other = spawn(process.execPath, ['-e', script, join(path, 'db')], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(other.stdout, 'data')
  const opening = openLevelStorage({ path, minFreeBytes: 0 })
  await expect(opening).rejects.toMatchObject({ code: 'LOCKED' })
  expect(await readFile(join(path, 'db', name))).toEqual(spoilt)
  expect(await readdir(path)).not.toContain('damaged')
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(await damageOf(await opened(path).storage)).toEqual([0, 1, 0, 0])
  expect((await readdir(path)).sort()).toEqual(['damaged', 'db', 'weft.json'])
})

test('[F30] after closing, nothing is left in a log', async () => {
  const path = await make()
  const logs = (await readdir(join(path, 'db'))).filter((file) => file.endsWith('.log'))
  expect(logs).not.toEqual([])
  for (const log of logs) expect((await readFile(join(path, 'db', log))).length).toBe(0)
})

test('[S12] closing ends the check of the files', async () => {
  const path = await make()
  const storage = await openLevelStorage({ path, minFreeBytes: 0, maxCheckBytes: 1 })
  await expect(storage.close()).resolves.toBeUndefined()
})
