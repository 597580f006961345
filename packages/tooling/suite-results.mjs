import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * Counts a report's tests. A suite that failed without a failed test, or ran no test at all, counts as one failure: a
 * summary must never be greener than the run.
 *
 * @param {string} file The JSON report of Vitest, Playwright or `check.mjs`.
 * @param {boolean} ok Whether the suite's command succeeded.
 * @returns {Count}
 */
export function countResults(file, ok) {
  const count = existsSync(file)
    ? readReport(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 }
  const isHidden = count.failed === 0 && (!ok || count.passed === 0)
  return isHidden ? { ...count, failed: 1 } : count
}

/** @returns {Count} */
function readReport(report) {
  if ('numTotalTests' in report)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  if ('stats' in report) {
    const { expected, unexpected, flaky, skipped } = report.stats
    return { passed: expected, failed: unexpected + flaky, skipped }
  }
  return { skipped: 0, ...report }
}
