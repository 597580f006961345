import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inRepository } from './repository.mjs'
import { readResults } from './suite-results.mjs'

const folder = mkdtempSync(join(tmpdir(), 'weft-results-'))

function results(report, ok) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return readResults(file, ok)
}

const vitest = { numTotalTests: 9, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 }

test('a Vitest report is counted', () => {
  expect(results({ ...vitest, numPassedTests: 8 }, true)).toMatchObject({
    passed: 8,
    failed: 0,
    skipped: 1,
  })
})

test('a flaky browser test counts as failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 }
  expect(results({ stats }, false)).toMatchObject({ passed: 3, failed: 2, skipped: 0 })
})

test('a failed test is named by its file, with what it said in plain letters', () => {
  const testResults = [
    {
      name: inRepository('packages/a/a.test.ts'),
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'it stands', failureMessages: [] },
        {
          status: 'failed',
          fullName: 'it holds',
          failureMessages: ['\u001b[31mexpected 1\u001b[39m'],
        },
      ],
    },
    { name: inRepository('b.test.ts'), message: 'no such module', assertionResults: [] },
  ]
  const { failures } = results({ ...vitest, numPassedTests: 7, testResults }, false)
  expect(failures).toEqual([
    { test: 'packages/a/a.test.ts › it holds', message: 'expected 1' },
    { test: 'b.test.ts', message: 'no such module' },
  ])
})

test('a failed browser test is named, wherever it stands in its file', () => {
  const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 }
  const failed = { file: 'stories/a.spec.ts', title: 'it holds', ok: false }
  const tests = [{ results: [{ errors: [{ message: 'Timed out' }] }] }]
  const suites = [{ suites: [{ specs: [{ ok: true }, { ...failed, tests }] }] }]
  expect(results({ stats, suites }, false).failures).toEqual([
    { test: 'stories/a.spec.ts › it holds', message: 'Timed out' },
  ])
})

test('a suite that broke although every test passed counts as one failure', () => {
  expect(results({ ...vitest, numPassedTests: 8 }, false)).toMatchObject({ passed: 8, failed: 1 })
})

test('and the summary sends to what it printed', () => {
  const { failures } = results({ ...vitest, numPassedTests: 8 }, false)
  expect(failures).toMatchObject([{ test: 'no test' }])
})

test('a suite that ran nothing has failed', () => {
  expect(results({ ...vitest, numPassedTests: 0 }, true)).toMatchObject({ failed: 1 })
})

test('a suite that left no report has failed', () => {
  expect(readResults(join(folder, 'absent.json'), true)).toMatchObject({ passed: 0, failed: 1 })
})
