import { expect, onTestFinished, test } from 'vitest'
import { CrashRounds } from '../src/crash-rounds.ts'
import { acknowledgesBeforeStorage, compactsUpToNow, mutantArgs } from '../src/mutant.ts'
import { reportLines, shortcomings } from '../src/rounds-report.ts'

const ROUNDS = 25
const TIMEOUT_MS = 420_000
/** A mutant is caught in one of the first rounds; this leaves room for luck, and for a busy machine. */
const MUTANT_ROUNDS = 40

test(
  'whatever was reported saved is there after kill -9 amid appends, compactions and start-ups',
  { timeout: TIMEOUT_MS },
  async () => {
    const rounds = new CrashRounds({ seed: Math.floor(Math.random() * 2 ** 32) })
    onTestFinished(() => rounds.end())
    // Printed first: it repeats the choices, and a test that hangs should be repeatable, too.
    console.log(`seed ${rounds.report.seed}`)
    for (let round = 0; round < ROUNDS; round += 1) await rounds.round()
    console.log(reportLines(rounds.report).join('\n'))
    expect(shortcomings(rounds.report)).toEqual([])
  },
)

test.each([
  ['acknowledges before storage has it', acknowledgesBeforeStorage],
  ['deletes in a compaction what came meanwhile', compactsUpToNow],
])('a server that %s is caught', { timeout: TIMEOUT_MS }, async (_, mutant) => {
  const rounds = new CrashRounds({ seed: 7, nodeArgs: mutantArgs(mutant) })
  onTestFinished(() => rounds.end())
  let count = 0
  while (count < MUTANT_ROUNDS && rounds.report.lost.length === 0) {
    await rounds.round()
    count += 1
  }
  console.log(`caught in round ${count}: ${rounds.report.lost.length} edits lost`)
  expect(rounds.report.lost).not.toEqual([])
})
