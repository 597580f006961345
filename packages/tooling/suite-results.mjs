import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { repositoryRoot } from './repository.mjs'

/** @typedef {{ test: string, message: string }} Failure The file and the name of a test that failed, and why. */

/** @typedef {{ passed: number, failed: number, skipped: number, failures: readonly Failure[] }} Results */

/** @type {Failure} Vitest's report says nothing of an error outside of tests, nor does any that was never written. */
const HIDDEN = {
  test: 'no test',
  message: 'It failed without a failed test, or ran none: what it printed above says why.',
}

/**
 * Reads what a report says. A suite that failed without a failed test, or ran no test at all, counts as one failure: a
 * summary must never be greener than the run.
 *
 * @param {string} file The JSON report of Vitest, Playwright or `check.mjs`.
 * @param {boolean} ok Whether the suite's command succeeded.
 * @returns {Results}
 */
export function readResults(file, ok) {
  const none = { passed: 0, failed: 0, skipped: 0, failures: [] }
  const results = existsSync(file)
    ? { ...none, ...readReport(JSON.parse(readFileSync(file, 'utf8'))) }
    : none
  const isHidden = results.failed === 0 && (!ok || results.passed === 0)
  if (!isHidden) return results
  const failures = results.failures.length > 0 ? results.failures : [HIDDEN]
  return { ...results, failed: 1, failures }
}

/** @returns {Partial<Results>} */
function readReport(report) {
  if ('numTotalTests' in report)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: (report.testResults ?? []).flatMap(failuresOfVitest),
    }
  if ('stats' in report) {
    const { expected, unexpected, flaky, skipped } = report.stats
    return {
      passed: expected,
      failed: unexpected + flaky,
      skipped,
      failures: (report.suites ?? []).flatMap(failuresOfPlaywright),
    }
  }
  return report
}

/** Of one file's report. One that could not be loaded has a message and no test. */
function failuresOfVitest({ name, message, assertionResults }) {
  const file = relative(repositoryRoot, name)
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (message && assertionResults.length === 0) return [failure([file], message)]
  return failed.map(({ fullName, failureMessages }) =>
    failure([file, fullName], failureMessages.join('\n')),
  )
}

function failuresOfPlaywright({ specs = [], suites = [] }) {
  const failed = specs.filter(({ ok }) => !ok)
  return [
    ...failed.map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
      return failure([file, title], errors.map(({ message }) => message).join('\n'))
    }),
    ...suites.flatMap(failuresOfPlaywright),
  ]
}

/** @returns {Failure} */
function failure(path, message) {
  return { test: path.join(' › '), message: stripVTControlCharacters(message) }
}
