import { expect, test } from 'vitest'
import { applyUpdate, decodeUpdate, Doc, encodeStateAsUpdate, mergeUpdates, Text } from 'yjs'
import { StateBuilder } from './state-builder.ts'

const deletionsOf = (doc: Doc): number => decodeUpdate(encodeStateAsUpdate(doc)).ds.clients.size

/** Two people make the same words bold at the same time: Yjs has marks of both, and whoever is told removes those of one. */
function boldTwice(): readonly [before: Uint8Array, after: Uint8Array] {
  const base = new Doc()
  base.getMap<Text>('map').set('text', new Text('some words'))
  // More than is applied together.
  base.getMap<unknown>('files').set('large', new Uint8Array(5 * 1024 * 1024))
  const before = encodeStateAsUpdate(base)
  const after = [1, 2].map((clientID) => {
    const doc = new Doc()
    applyUpdate(doc, before)
    doc.clientID = clientID
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    doc.getMap<Text>('map').get('text')?.format(0, 4, { bold: true })
    return mergeUpdates(updates)
  })
  return [before, mergeUpdates(after)]
}

test('what a source has not deleted is not deleted in the copy either, needless formatting included', () => {
  const updates = boldTwice()
  const cleaned = new Doc()
  for (const update of updates) applyUpdate(cleaned, update)
  expect(deletionsOf(cleaned)).toBeGreaterThan(0)
  const builder = new StateBuilder()
  for (const update of updates) builder.add(update)
  expect(deletionsOf(builder.finish().doc)).toBe(0)
})
