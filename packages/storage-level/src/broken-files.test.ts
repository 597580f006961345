import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type DocumentStorage, StorageError, type StoredDocument } from '@weft/storage'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { type DamagedFileReport, openLevelStorage } from './index.ts'
import { bytesText, recordText } from './record-text.test-support.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

// Real processes and files: slow on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DOCUMENTS = ['a', 'b'] as const
const BATCHES = 40

let path: string
let files: ReadonlyMap<string, Buffer>
let log: string
/** What each document held when all was well. */
let whole: ReadonlyMap<string, StoredDocument>

// Noise: what LevelDB could compress would hide a flipped byte behind an error of its own.
function noise(length: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state >>> 24
  })
}

async function append(storage: DocumentStorage, batch: number): Promise<void> {
  const update = { update: noise(1000, batch), user: 'Ada', timeMs: batch }
  await storage.append(DOCUMENTS.map((document) => ({ document, updates: [update] })))
}

// Half of it is in a table, the other half in LevelDB's log, which has several blocks of 32 KiB.
beforeAll(async () => {
  path = await temporaryFolder()
  const first = await openLevelStorage({ path, minFreeBytes: 0 })
  for (const document of DOCUMENTS) await first.create(document, `epoch ${document}`, 1)
  for (let batch = 1; batch <= BATCHES / 2; batch++) await append(first, batch)
  await first.replacePrefix('a', { sequence: 5, pieces: [noise(3000, 1), noise(3000, 2)] })
  await first.close()
  const second = await openLevelStorage({ path, minFreeBytes: 0 })
  for (let batch = BATCHES / 2 + 1; batch <= BATCHES; batch++) await append(second, batch)
  const stored = await Promise.all(DOCUMENTS.map((document) => second.load(document)))
  whole = new Map(stored.flatMap((one, index) => (one ? [[DOCUMENTS[index] ?? '', one]] : [])))
  // As a process leaves them that is killed.
  const names = await readdir(join(path, 'db'))
  files = new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(path, 'db', name))] as const),
    ),
  )
  const [newest] = names
    .filter((name) => name.endsWith('.log'))
    .sort()
    .reverse()
  log = newest ?? ''
  await second.close()
})

afterAll(() => rm(path, { recursive: true }))

/** Puts the files back as they were, but for one. */
async function restore(changed: string, content: Buffer): Promise<void> {
  const database = join(path, 'db')
  for (const name of await readdir(database)) await rm(join(database, name))
  for (const [name, bytes] of files) {
    await writeFile(join(database, name), name === changed ? content : bytes)
  }
}

function offsets(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor((length * index) / count))
}

function flipped(bytes: Buffer, offset: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[offset] = (copy[offset] ?? 0) ^ 0x41
  return copy
}

function fileNamed(name: string): Buffer {
  const bytes = files.get(name)
  if (bytes === undefined) throw new Error(`expected a file ${name}`)
  return bytes
}

/** That everything read is as it was written, and that all of it is there up to the end, or damage is reported. */
function expectHonest(document: string, stored: StoredDocument | undefined, where: string): void {
  const original = whole.get(document)
  if (original === undefined || stored === undefined) throw new Error(`no ${document} at ${where}`)
  const written = original.records.map(recordText)
  const read = stored.records.map(recordText)
  expect(
    read.filter((record) => !written.includes(record)),
    where,
  ).toEqual([])
  const pieces = original.snapshot?.pieces.map(bytesText)
  const piecesRead = stored.snapshot?.pieces.map(bytesText)
  expect(piecesRead?.filter((piece) => pieces?.includes(piece) !== true) ?? [], where).toEqual([])
  expect(stored.epoch, where).toBe(original.epoch)
  if (stored.damage.length > 0) return
  expect(piecesRead, where).toEqual(pieces)
  expect(stored.snapshot?.sequence, where).toBe(original.snapshot?.sequence)
  const first = (original.snapshot?.sequence ?? 0) + 1
  expect(read, where).toEqual(written.slice(0, stored.sequence - first + 1))
}

test("[S3] cut off anywhere, LevelDB's log gives whole batches up to some point", async () => {
  const bytes = fileNamed(log)
  const found = new Set<number>()
  for (const offset of offsets(bytes.length, 30)) {
    await restore(log, bytes.subarray(0, offset))
    const storage = await openLevelStorage({ path, minFreeBytes: 0 })
    const [a, b] = await Promise.all(DOCUMENTS.map((document) => storage.load(document)))
    for (const [document, stored] of [['a', a] as const, ['b', b] as const]) {
      expectHonest(document, stored, `offset ${offset}`)
      expect(stored?.damage).toEqual([])
    }
    expect(b?.sequence).toBe(a?.sequence)
    found.add(a?.sequence ?? 0)
    await expect(append(storage, 99)).resolves.toBeUndefined()
    await storage.close()
  }
  expect(found.size).toBeGreaterThan(BATCHES / 4)
})

/** That what is there is all there is, or damage is reported. */
function expectNothingHidden(document: string, stored: StoredDocument | undefined, where: string) {
  expectHonest(document, stored, where)
  const isWhole = stored?.damage.length === 0
  if (isWhole) expect(stored?.sequence, where).toBe(BATCHES)
  return isWhole
}

test("[S11] a flipped byte in LevelDB's log is reported, and takes nothing else with it", async () => {
  const bytes = fileNamed(log)
  let damaged = 0
  for (const offset of offsets(bytes.length, 60)) {
    await restore(log, flipped(bytes, offset))
    const reports: DamagedFileReport[] = []
    const storage = await openLevelStorage({
      path,
      minFreeBytes: 0,
      onDamagedFile: (report) => reports.push(report),
    })
    const where = `offset ${offset}`
    const states = await Promise.all(
      DOCUMENTS.map(async (document) =>
        expectNothingHidden(document, await storage.load(document), where),
      ),
    )
    // One byte is one row, or one header, which is one batch of both.
    if (states.includes(false)) damaged += 1
    expect(reports, where).toEqual([
      { file: log, what: expect.any(String), keptAs: expect.stringContaining(log) },
    ])
    const [report] = reports
    const kept = await readFile(join(path, report?.keptAs ?? ''))
    expect(kept.equals(flipped(bytes, offset)), where).toBe(true)
    await expect(append(storage, 99)).resolves.toBeUndefined()
    await storage.close()
  }
  expect(damaged).toBeGreaterThan(30)
})

test("[S11] a hole in LevelDB's log is reported, and documents with newer records show it", async () => {
  const bytes = Buffer.from(fileNamed(log))
  bytes.fill(0, 8192, 12_288)
  await restore(log, bytes)
  const reports: DamagedFileReport[] = []
  const onDamagedFile = (report: DamagedFileReport) => reports.push(report)
  const storage = await openLevelStorage({ path, minFreeBytes: 0, onDamagedFile })
  for (const document of DOCUMENTS) {
    const stored = await storage.load(document)
    expectHonest(document, stored, 'the hole')
    expect(stored?.sequence).toBe(BATCHES)
    expect(stored?.damage).toHaveLength(1)
  }
  expect(reports).toHaveLength(1)
  await storage.close()
})

test('[S11] a flipped byte in a table is reported or refused, never read as if it were true', async () => {
  const table = [...files.keys()].find((name) => name.endsWith('.ldb')) ?? ''
  const bytes = fileNamed(table)
  const outcomes = { whole: 0, damaged: 0, refused: 0 }
  for (const offset of [...offsets(bytes.length, 40), bytes.length - 20, bytes.length - 1]) {
    await restore(table, flipped(bytes, offset))
    let storage: DocumentStorage | undefined
    try {
      storage = await openLevelStorage({ path, minFreeBytes: 0 })
      for (const document of DOCUMENTS) {
        const stored = await storage.load(document)
        expectHonest(document, stored, `offset ${offset}`)
        outcomes[stored?.damage.length === 0 ? 'whole' : 'damaged'] += 1
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      outcomes.refused += 1
    } finally {
      await storage?.close()
    }
  }
  expect(outcomes.damaged).toBeGreaterThan(20)
})
