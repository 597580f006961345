import { expect, test } from 'vitest'
import { deletedFrom, deletedListFrom } from './deleted-documents.ts'
import { pageFrom } from './server-documents.ts'

test('a page of the server’s list', () => {
  const answer = {
    documents: [
      { document: 'a', title: 'Plan', sizeBytes: 12, changedMs: 5 },
      { document: 'b', sizeBytes: 3, changedMs: 4 },
    ],
    total: 7,
    next: '4.b',
  }
  expect(pageFrom(answer)).toEqual({
    documents: [
      { name: 'a', title: 'Plan', sizeBytes: 12, changedMs: 5 },
      { name: 'b', title: undefined, sizeBytes: 3, changedMs: 4 },
    ],
    total: 7,
    next: '4.b',
  })
})

test('what makes no sense is left out', () => {
  const documents = [
    1,
    null,
    {},
    { document: '' },
    { document: 'a', title: '\u202e', sizeBytes: 'x' },
  ]
  expect(pageFrom({ documents, total: 'many', next: 5 })).toEqual({
    documents: [{ name: 'a', title: undefined, sizeBytes: 0, changedMs: 0 }],
    total: 1,
    next: undefined,
  })
  for (const answer of [undefined, null, 'text', {}, { documents: {} }])
    expect([pageFrom(answer), deletedListFrom(answer)]).toEqual([undefined, undefined])
})

test('a deleted document, whose text may be gone', () => {
  expect(deletedFrom({ document: 'a', deletedMs: 5, untilMs: 9, mayRestore: false })).toEqual({
    name: 'a',
    title: undefined,
    deletedMs: 5,
    untilMs: 9,
    mayRestore: false,
  })
  expect(deletedFrom({ document: 'a', title: ' Plan ' })).toMatchObject({
    title: 'Plan',
    untilMs: undefined,
    mayRestore: true,
  })
  expect(deletedFrom({ document: 7 })).toBeUndefined()
})
