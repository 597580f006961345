import { expect, test } from 'vitest'
import { reportUnsaved } from './unsaved-report.ts'

test('nothing is said when everything is saved', () => {
  expect(reportUnsaved([])).toBeUndefined()
})

test('documents are named with their edits, those with the most first', () => {
  const report = reportUnsaved([
    { document: 'plan', edits: 1, bytes: 20 },
    { document: 'notes "old"', edits: 12, bytes: 300 },
  ])
  expect(report?.text).toMatch(
    /^Not saved: 13 edits \(320 bytes\) in 2 documents: "notes \\"old\\"" \(12 edits\), "plan" \(1 edit\)\./,
  )
  expect(report?.entry).toMatchObject({
    level: 'error',
    event: 'not-saved',
    documents: 2,
    edits: 13,
    bytes: 320,
    unsaved: [{ document: 'notes "old"' }, { document: 'plan' }],
  })
})

test('of many documents people are named five, and told how many more there are', () => {
  const unsaved = Array.from({ length: 9 }, (_, at) => ({ document: `d${at}`, edits: 1, bytes: 1 }))
  expect(reportUnsaved(unsaved)?.text).toContain('"d4" (1 edit), 4 more.')
})
