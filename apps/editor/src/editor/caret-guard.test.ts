import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { hasSoundCaret } from './caret-guard.ts'

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

function documentWithText() {
  const doc = new Y.Doc()
  const fragment = doc.getXmlFragment('default')
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText('Hello')
  paragraph.insert(0, [text])
  fragment.insert(0, [paragraph])
  return { doc, fragment, paragraph, text }
}

test('every position that an editor publishes is sound', () => {
  const { fragment, paragraph, text } = documentWithText()
  const positions = [
    Y.createRelativePositionFromTypeIndex(text, 2),
    Y.createRelativePositionFromTypeIndex(text, 5),
    Y.createRelativePositionFromTypeIndex(paragraph, 1),
    Y.createRelativePositionFromTypeIndex(fragment, 1),
    Y.createRelativePositionFromTypeIndex(fragment, 0),
  ]
  for (const anchor of positions) {
    for (const head of positions) {
      expect(hasSoundCaret(json({ cursor: { anchor, head } }), 'default')).toBe(true)
    }
  }
})

test('no caret, half a caret and a caret of the wrong shape are refused', () => {
  const good = { tname: 'default' }
  const wrong = [
    null,
    {},
    { cursor: null },
    { cursor: 5 },
    { cursor: { anchor: good } },
    { cursor: { anchor: good, head: {} } },
    { cursor: { anchor: good, head: { item: { client: 1 } } } },
    { cursor: { anchor: good, head: { item: { client: 1, clock: -1 } } } },
    { cursor: { anchor: good, head: { type: { client: 1.5, clock: 0 } } } },
    { cursor: { anchor: good, head: { tname: 'somewhere-else' } } },
    { cursor: { anchor: good, head: good }, user: 'Ada' },
  ]
  for (const state of wrong) expect(hasSoundCaret(state, 'default')).toBe(false)
})

test('what is called sound never makes Yjs throw, whatever a peer made up', () => {
  const { doc } = documentWithText()
  const known = doc.clientID
  const number = fc.oneof(fc.constantFrom(0, 1, 2, 6, 7, known), fc.integer(), fc.double())
  const id = fc.oneof(
    fc.record({ client: number, clock: number }, { requiredKeys: [] }),
    fc.constantFrom(null, 0, 'x'),
  )
  const position = fc.record(
    { type: id, item: id, tname: fc.constantFrom('default', null, 'x', 5), assoc: number },
    { requiredKeys: [] },
  )
  let sound = 0
  fc.assert(
    fc.property(position, (head) => {
      const state = json({ cursor: { anchor: head, head } })
      if (!hasSoundCaret(state, 'default')) return
      sound++
      const relative = Y.createRelativePositionFromJSON(json(head))
      Y.createAbsolutePositionFromRelativePosition(relative, doc)
    }),
    { numRuns: 3000, seed: 7 },
  )
  expect(sound).toBeGreaterThan(100)
  expect([...doc.share.keys()]).toEqual(['default'])
})
