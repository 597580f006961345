import { expect, test } from 'vitest'
import { serverDocumentsFrom } from './server-documents.ts'

test('the document changed last comes first', () => {
  const documents = [
    { document: 'old', sizeBytes: 10, changedMs: 1 },
    { document: 'new', sizeBytes: 20, changedMs: 2 },
  ]
  expect(serverDocumentsFrom({ documents })).toEqual([
    { name: 'new', sizeBytes: 20, changedMs: 2 },
    { name: 'old', sizeBytes: 10, changedMs: 1 },
  ])
})

test('an answer that is no list means that there is none, unlike an empty one', () => {
  for (const answer of [null, 'no', {}, { documents: {} }]) {
    expect(serverDocumentsFrom(answer)).toBeUndefined()
  }
  expect(serverDocumentsFrom({ documents: [] })).toEqual([])
})

test('an entry without a name is left out', () => {
  expect(serverDocumentsFrom({ documents: [{ sizeBytes: 1 }, { document: 'a' }] })).toEqual([
    { name: 'a', sizeBytes: 0, changedMs: 0 },
  ])
})
