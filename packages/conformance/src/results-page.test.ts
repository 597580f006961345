import { expect, test } from 'vitest'
import { resultsPage } from './results-page.ts'
import type { CaseResult } from './run-suite.ts'
import type { Verdict } from './verdict.ts'

const occasion = { date: '2026-01-02', machine: 'a machine', command: 'do it' }

const resultOf = (id: string, verdict: Verdict): CaseResult => ({
  case: { id, says: `says ${id}`, source: '', run: () => Promise.resolve() },
  verdict,
  durationMs: 0,
})

test('the page has a row for each case, a column for each server, and what was seen', () => {
  const page = resultsPage(
    [
      {
        title: 'One 1.0',
        results: [resultOf('a.x', { type: 'pass' }), resultOf('b.y', { type: 'pass' })],
      },
      {
        title: 'Two 2.0 (files)',
        results: [
          resultOf('a.x', { type: 'fail', seen: 'two\nlines of conformance-0123456789abcdef' }),
        ],
      },
    ],
    occasion,
  )
  expect(page).toContain('Run on 2026-01-02, a machine. To repeat it: `do it`.')
  expect(page).toContain('| case | what passes | One | Two |')
  expect(page).toContain('| `a.x` | says a.x | ✓ | **✗** |')
  expect(page).toContain('| `b.y` | says b.y | ✓ | – |')
  expect(page).toContain('| passed | 2 | 0 |')
  expect(page).toContain('- **✗** `a.x`: two lines of a document')
  expect(page).toContain('Nothing but passes.')
})
