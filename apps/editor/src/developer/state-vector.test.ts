import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { vectorSummary } from './state-vector.ts'

function docWith(edits: Readonly<Record<number, number>>): Y.Doc {
  const doc = new Y.Doc()
  for (const [clientId, count] of Object.entries(edits)) {
    const other = new Y.Doc()
    other.clientID = Number(clientId)
    other.getText('text').insert(0, 'x'.repeat(count))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  }
  return doc
}

test('oneself comes first, then who is here, then who wrote most', () => {
  const doc = docWith({ 1: 5, 2: 100, 3: 7, 4: 50 })
  doc.clientID = 3
  const { clients, shown } = vectorSummary(doc, new Map([[1, 'Ada']]))
  expect(clients).toBe(4)
  expect(shown).toEqual([
    { clientId: 3, clock: 7, name: undefined, isSelf: true },
    { clientId: 1, clock: 5, name: 'Ada', isSelf: false },
    { clientId: 2, clock: 100, name: undefined, isSelf: false },
    { clientId: 4, clock: 50, name: undefined, isSelf: false },
  ])
})

test('of thousands of clients only some are shown', () => {
  const edits = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 1, 1]))
  const { clients, shown } = vectorSummary(docWith(edits), new Map())
  expect(clients).toBe(500)
  expect(shown).toHaveLength(30)
})
