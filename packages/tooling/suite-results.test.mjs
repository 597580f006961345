import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countResults } from './suite-results.mjs'

const folder = mkdtempSync(join(tmpdir(), 'weft-results-'))

function count(report, ok) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return countResults(file, ok)
}

const vitest = { numTotalTests: 9, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 }

test('a Vitest report is counted', () => {
  expect(count({ ...vitest, numPassedTests: 8 }, true)).toEqual({
    passed: 8,
    failed: 0,
    skipped: 1,
  })
})

test('a flaky browser test counts as failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 }
  expect(count({ stats }, false)).toEqual({ passed: 3, failed: 2, skipped: 0 })
})

test('a suite that broke although every test passed counts as one failure', () => {
  expect(count({ ...vitest, numPassedTests: 8 }, false)).toMatchObject({ passed: 8, failed: 1 })
})

test('a suite that ran nothing has failed', () => {
  expect(count({ ...vitest, numPassedTests: 0 }, true)).toMatchObject({ failed: 1 })
})

test('a suite that left no report has failed', () => {
  expect(countResults(join(folder, 'absent.json'), true)).toMatchObject({ passed: 0, failed: 1 })
})
