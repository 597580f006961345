import { expect, test } from 'vitest'
import { isKeptDocument, keptDocumentName } from './kept-documents.ts'

test.for([
  ['weft:ws://host/team/plan', '/', 'team/plan'],
  ['weft-left:ws://host:1/plan%20b', '/', 'plan b'],
  ['weft/team/:wss://host/team/plan', '/team/', 'plan'],
  ['weft-right/team/:wss://host/team/a/b', '/team/', 'a/b'],
])('%s is of the server at %s and keeps %s', ([name = '', base = '', document]) => {
  expect(isKeptDocument(name, base)).toBe(true)
  expect(keptDocumentName(name, base)).toBe(document)
})

test.for([
  ['weft/team/:ws://host/team/plan', '/'],
  ['weft:ws://host/team/plan', '/team/'],
  ['weft/team/:ws://host/team/plan', '/other/'],
  ['weft-middle:ws://host/plan', '/'],
  ['another application', '/'],
])('%s is not of the server at %s', ([name = '', base = '']) => {
  expect(isKeptDocument(name, base)).toBe(false)
  expect(keptDocumentName(name, base)).toBeUndefined()
})

test('a copy is one also when its address tells no document', () => {
  expect(isKeptDocument('weft:elsewhere', '/')).toBe(true)
  expect(keptDocumentName('weft:elsewhere', '/')).toBeUndefined()
})
