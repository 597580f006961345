import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test, vi } from 'vitest'

import type { DocumentText, Reading } from './broken-table-child.test-support.ts'
import { ChildProgram } from './child-process.test-support.ts'
import { openLevelStorage } from './index.ts'
import { parseJson } from './parse-json.ts'
import { bytesText, recordText } from './record-text.test-support.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

vi.setConfig({ testTimeout: 60_000 })

const OFFSETS = 60

/** Two documents, all of it in one table; what is in it compresses well, so that a flipped byte spoils whole blocks. */
async function make(path: string): Promise<readonly DocumentText[]> {
  const storage = await openLevelStorage({ path, minFreeBytes: 0 })
  const documents = ['a', 'b']
  for (const document of documents) await storage.create(document, `epoch ${document}`, 1)
  for (let timeMs = 1; timeMs <= 60; timeMs++) {
    const updates = [{ update: new Uint8Array(500).fill(timeMs), user: 'Ada', timeMs }]
    await storage.append(documents.map((document) => ({ document, updates })))
  }
  await storage.replacePrefix('a', { sequence: 20, pieces: [new Uint8Array(3000)] })
  const stored = await Promise.all(documents.map((document) => storage.load(document)))
  await storage.close()
  // Opened again, LevelDB's log has become a table.
  await openLevelStorage({ path, minFreeBytes: 0 }).then((again) => again.close())
  return stored.map((document) => ({
    epoch: document?.epoch ?? '',
    sequence: document?.sequence ?? 0,
    damaged: false,
    pieces: document?.snapshot?.pieces.map(bytesText) ?? [],
    records: document?.records.map(recordText) ?? [],
  }))
}

/**
 * Reads the storage with each of these bytes flipped, one at a time, in another process: on some, LevelDB finds that
 * its own assumptions do not hold and ends the process.
 */
async function readAll(
  path: string,
  table: string,
  offsets: readonly number[],
): Promise<{ readonly readings: readonly Reading[]; readonly ended: number }> {
  const program = await ChildProgram.bundle('broken-table-child.test-support.ts')
  const readings: Reading[] = []
  let ended = 0
  while (readings.length + ended < offsets.length) {
    const rest = offsets.slice(readings.length + ended)
    const child = program.start(path, table, ...rest.map(String))
    await child.ended()
    const lines = child.linesThat('{')
    readings.push(...lines.map((line) => parseJson(line) as Reading))
    if (lines.length === rest.length) break
    expect(child.lines.join('\n')).toContain('deps/leveldb')
    ended += 1
  }
  await program.remove()
  return { readings, ended }
}

test('[S11] a spoilt block of a table is reported or refused, never read as if it were true', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'data')
  const whole = await make(path)
  const [table = ''] = (await readdir(join(path, 'db'))).filter((name) => name.endsWith('.ldb'))
  const { size } = await stat(join(path, 'db', table))
  const offsets = Array.from({ length: OFFSETS }, (_, index) =>
    Math.floor((size * (index + 0.5)) / OFFSETS),
  )
  const { readings, ended } = await readAll(path, table, offsets)
  let damaged = 0
  for (const reading of readings) {
    if ('refused' in reading) continue
    for (const [index, read] of reading.documents.entries()) {
      const written = whole[index]
      const where = `byte ${reading.offset}`
      if (!read.damaged) {
        expect(read, where).toEqual(written)
        continue
      }
      damaged += 1
      expect(read.epoch, where).toBe(written?.epoch)
      expect(read.sequence, where).toBe(written?.sequence)
      expect(written?.records, where).toEqual(expect.arrayContaining([...read.records]))
      expect(written?.pieces, where).toEqual(expect.arrayContaining([...read.pieces]))
    }
  }
  expect(damaged).toBeGreaterThan(OFFSETS / 4)
  expect(ended).toBe(0)
  await rm(folder, { recursive: true })
})
