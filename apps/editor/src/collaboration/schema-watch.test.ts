import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { neededSchema, SchemaWatch } from './schema-watch.ts'

const declare = (doc: Y.Doc, needed: unknown) => doc.getMap('meta').set('schema', needed)
const come = () => true

test.each([
  [undefined],
  [null],
  ['2'],
  [Number.NaN],
  [Infinity],
  [1.5],
  [0],
  [-3],
  [{ valueOf: 1 }],
])('a document that needs %j needs no more than the first version', (needed) => {
  const doc = new Y.Doc()
  declare(doc, needed)
  expect(neededSchema(doc)).toBe(1)
})

test('a document is known as long as it needs no more than this version', () => {
  const doc = new Y.Doc()
  const schema = new SchemaWatch(doc, come, 2)
  declare(doc, 2)
  expect(schema.get()).toBe('known')
  declare(doc, 3)
  expect(schema.get()).toBe('newer')
})

test('it is told before anybody who observes the document', () => {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  const schema = new SchemaWatch(doc, come, 1)
  const seen: string[] = []
  text.observe(() => seen.push(schema.get()))
  doc.transact(() => {
    text.insert(0, 'newer')
    declare(doc, 2)
  })
  expect(seen).toEqual(['newer'])
})

test('one that was newer when it came is told apart: loading the page again may not help', () => {
  const doc = new Y.Doc()
  const schema = new SchemaWatch(doc, () => false, 1)
  declare(doc, 2)
  expect(schema.get()).toBe('newer-from-start')
  expect(new SchemaWatch(doc, come, 1).get()).toBe('newer-from-start')
})

test('what was let go is not taken up again by what somebody else declares, only by choice', () => {
  const doc = new Y.Doc()
  const schema = new SchemaWatch(doc, come, 1)
  declare(doc, 2)
  declare(doc, 1)
  declare(doc, 3)
  expect(schema.get()).toBe('newer')
  schema.editAnyway()
  expect(schema.get()).toBe('known')
  expect(neededSchema(doc)).toBe(1)
  declare(doc, 2)
  expect(schema.get()).toBe('newer')
})

test('once destroyed it looks no more', () => {
  const doc = new Y.Doc()
  const schema = new SchemaWatch(doc, come, 1)
  schema.destroy()
  declare(doc, 2)
  expect(schema.get()).toBe('known')
})
