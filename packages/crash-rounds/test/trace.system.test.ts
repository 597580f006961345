import { expect, test } from 'vitest'
import {
  acknowledgesBeforeStorage,
  doesNotSync,
  ignoresFailedWrites,
  mutantArgs,
} from '../src/mutant.ts'
import { tracedRun } from '../src/traced-run.ts'

const seed = Math.floor(Math.random() * 2 ** 32)

test('no edit is reported saved before the sync that covers it has returned', async () => {
  const verdict = await tracedRun({ seed })
  console.log(`seed ${seed}`, verdict)
  expect(verdict.violations).toEqual([])
  // It has seen what it is about: many reports, each looked at, and nothing that failed.
  expect(verdict.edits).toBeGreaterThan(100)
  expect(verdict.reports).toBeGreaterThan(20)
  expect(verdict.syncs).toBeGreaterThan(20)
  expect(verdict.failedSyncs).toBe(0)
})

// Before the fifteenth or so the databases are being opened, and one of them is not that of the documents.
test.each([18, 25, 40])(
  'when sync %i fails nothing is reported saved until storage was opened again; then all of it is',
  async (failingSync) => {
    const verdict = await tracedRun({ seed, failingSync })
    console.log(`seed ${seed}`, verdict)
    expect(verdict.violations).toEqual([])
    expect(verdict.edits).toBeGreaterThan(100)
    expect(verdict.failedSyncs).toBe(1)
    // Everybody in both documents was told.
    expect(verdict.notSaved).toBeGreaterThanOrEqual(3)
  },
)

test.each([
  ['does not sync', doesNotSync, undefined, 'before message'],
  ['reports before storage has it', acknowledgesBeforeStorage, undefined, 'before message'],
  ['takes a failed write for a success', ignoresFailedWrites, 20, 'before message'],
])('a server that %s is caught', async (_, mutant, failingSync, words) => {
  const nodeArgs = mutantArgs(mutant)
  const failing = failingSync === undefined ? {} : { failingSync }
  const { violations } = await tracedRun({ seed, nodeArgs, ...failing })
  expect(violations).toContainEqual(expect.stringContaining(words))
})
