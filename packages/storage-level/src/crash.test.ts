import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { StoredDocument } from '@weft/storage'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { ChildProgram, type RunningChild } from './child-process.test-support.ts'
import type { ChildTask } from './crash-child.test-support.ts'
import { CHILD_DOCUMENTS, childPieces, childUpdate } from './crash-content.test-support.ts'
import { openLevelStorage } from './index.ts'
import { bytesText, recordText } from './record-text.test-support.ts'

// Real processes and files: slow on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let program: ChildProgram
let path: string

beforeAll(async () => {
  program = await ChildProgram.bundle('crash-child.test-support.ts')
})

afterAll(() => program.remove())

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'weft-crash-'))
})

afterEach(() => rm(path, { recursive: true }))

const start = (task: ChildTask): RunningChild => program.start(task, path)

/** What is in the folder after the process that had it open was killed. */
async function loadAll(documents: readonly string[]): Promise<(StoredDocument | undefined)[]> {
  const storage = await openLevelStorage({ path })
  const stored = await Promise.all(documents.map((document) => storage.load(document)))
  await storage.close()
  return stored
}

/** The highest number in what the child said of this kind. */
function highest(child: RunningChild, beginning: string): number {
  const numbers = child.linesThat(beginning).map((line) => Number(line.split(' ').at(-1)))
  return Math.max(0, ...numbers)
}

function expectWhole(stored: StoredDocument | undefined): void {
  if (stored === undefined) throw new Error('expected the document')
  const from = stored.snapshot?.sequence ?? 0
  expect(stored.damage).toEqual([])
  const written = Array.from({ length: stored.sequence - from }, (_, index) =>
    recordText({ sequence: from + index + 1, updates: [childUpdate(from + index + 1)] }),
  )
  expect(stored.records.map(recordText)).toEqual(written)
}

// How many acknowledgements the child lives to see, one number a round; each round goes on where the last was killed.
const ROUNDS = [1, 40, 7, 133, 2]

test('[S2] [S3] what was acknowledged outlives kill -9, and batches are whole', async () => {
  let acknowledged = 0
  for (const count of ROUNDS) {
    const child = start('append')
    await child.heard('appended', count)
    await child.kill()
    acknowledged = Math.max(acknowledged, highest(child, 'appended'))
    const [a, b] = await loadAll(CHILD_DOCUMENTS)
    expectWhole(a)
    expectWhole(b)
    expect(a?.sequence).toBeGreaterThanOrEqual(acknowledged)
    // Every batch went to both.
    expect(b?.sequence).toBe(a?.sequence)
  }
  expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS.reduce((sum, count) => sum + count))
})

test('[S6] kill -9 amid compaction leaves the old rows or the new snapshot', async () => {
  for (const count of [1, 5, 2, 9]) {
    const child = start('compact')
    await child.heard('compacted', count)
    await child.kill()
    for (const [index, stored] of (await loadAll(CHILD_DOCUMENTS)).entries()) {
      expectWhole(stored)
      const bound = stored?.snapshot?.sequence ?? 0
      const pieces = bound === 0 ? [] : childPieces(bound)
      expect(stored?.snapshot?.pieces.map(bytesText) ?? []).toEqual(pieces.map(bytesText))
      expect(stored?.sequence).toBeGreaterThanOrEqual(highest(child, 'appended'))
      const compacted = highest(child, `compacted ${CHILD_DOCUMENTS[index]}`)
      expect(bound).toBeGreaterThanOrEqual(compacted)
    }
  }
})

test('[S9] kill -9 amid deletions leaves one history or none', async () => {
  for (const [said, count] of [
    ['deleted', 1],
    ['created', 2],
    ['deleted', 3],
  ] as const) {
    const child = start('delete')
    await child.heard(said, count)
    await child.kill()
    const [stored] = await loadAll(['c'])
    const life = Number(stored?.epoch.split(' ').at(-1) ?? -1)
    expect([0, 1500]).toContain(stored?.records.length ?? 0)
    expect(new Set(stored?.records.map((record) => record.updates[0]?.timeMs))).toEqual(
      new Set(stored === undefined || stored.records.length === 0 ? [] : [life]),
    )
    const deleted = child.linesThat('deleted').length - 1
    if (stored !== undefined) expect(life).toBeGreaterThan(deleted)
    // The next round begins with an empty folder of documents.
    const storage = await openLevelStorage({ path })
    await storage.delete('c')
    await storage.close()
  }
})

test('[S18] kill -9 amid replacements leaves one history, whole', async () => {
  for (const count of [1, 4, 9]) {
    const child = start('replace')
    await child.heard('replaced', count)
    await child.kill()
    const [stored] = await loadAll(['c'])
    const life = Number(stored?.epoch.split(' ').at(-1) ?? -1)
    expect(life).toBeGreaterThanOrEqual(highest(child, 'replaced'))
    expect(stored?.damage).toEqual([])
    expect(stored?.snapshot?.pieces.map(bytesText)).toEqual(childPieces(life).map(bytesText))
    expect(stored?.records).toHaveLength(1 + (life % 3) * 500)
    expect(new Set(stored?.records.map(({ updates }) => updates[0]?.timeMs))).toEqual(
      new Set([life]),
    )
  }
})

test('a folder that another process has open is refused, and free once that was killed', async () => {
  const child = start('hold')
  await child.heard('opened')
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(openLevelStorage({ path })).rejects.toMatchObject({
      code: 'LOCKED',
      message: `Cannot open storage at "${path}": another process holds its lock`,
    })
  }
  await child.kill()
  const storage = await openLevelStorage({ path })
  await storage.close()
})

test('a second opening in this process does not let another process in', async () => {
  const storage = await openLevelStorage({ path })
  await expect(openLevelStorage({ path })).rejects.toMatchObject({ code: 'LOCKED' })
  const child = start('try')
  await child.ended()
  expect(child.lines).toEqual([
    `failed LOCKED Cannot open storage at "${path}": another process holds its lock`,
  ])
  await storage.close()
})
