import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { RecentChanges, structsBeyond } from './recent-changes.ts'

const MARKS = [{ bold: true }, { bold: null }, { color: 'red' }, { color: null }]

/** Somebody types, takes back, formats and nests, as one client or another. */
function edit(doc: Y.Doc, random: SeededRandom, edits: number): void {
  const text = doc.getText('text')
  const map = doc.getMap('map')
  for (let index = 0; index < edits; index += 1) {
    doc.clientID = 1 + random.below(5)
    const at = random.below(text.length + 1)
    const length = Math.min(1 + random.below(6), text.length - at)
    switch (random.pick(['insert', 'delete', 'format', 'set', 'nest'])) {
      case 'insert':
        text.insert(at, 'abcdef'.slice(random.below(6)))
        break
      case 'delete':
        text.delete(at, length)
        break
      case 'format':
        text.format(at, length, random.pick(MARKS))
        break
      case 'set':
        map.set(random.pick(['a', 'b']), index)
        break
      default:
        map.set(random.pick(['a', 'b']), new Y.Map([['x', index]]))
    }
  }
}

/** All that can be told of a document, deletions included. */
const contentOf = (doc: Y.Doc) => {
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(doc))
  return {
    text: doc.getText('text').toDelta(),
    map: doc.getMap('map').toJSON(),
    clocks: new Map([...doc.store.clients.keys()].map((id) => [id, Y.getState(doc.store, id)])),
    lengths: structs.length,
    deletions: ds.clients,
  }
}

const copyOf = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  // Nothing is cleaned up on the way, as little as with somebody who was there.
  Y.transact(doc, (transaction) => {
    for (const update of updates) Y.applyUpdate(doc, update)
    transaction.local = true
  })
  return doc
}

test('who has what there was, and takes what came since, has all, whatever it was', () => {
  let deletions = 0
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = new SeededRandom(seed)
    const doc = new Y.Doc()
    edit(doc, random, random.below(90))
    const then = Y.encodeStateAsUpdate(doc)
    const recent = new RecentChanges(doc)
    edit(doc, random, random.below(60))
    if (recent.hasDeletions) deletions += 1
    const copy = copyOf(then, recent.update())
    expect(contentOf(copy)).toEqual(contentOf(copyOf(Y.encodeStateAsUpdate(doc))))
    expect(copy.store.pendingStructs).toBeNull()
    recent.stop()
  }
  expect(deletions).toBeGreaterThan(50)
})

test('what came since is as short as that, and empty when nothing did', () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(100_000))
  const recent = new RecentChanges(doc)
  expect(recent.update()).toEqual(new Uint8Array([0, 0]))
  doc.getText('text').insert(50_000, 'y')
  doc.getText('text').delete(10, 5)
  expect(recent.update().length).toBeLessThan(50)
})

test('structs beyond a state vector are those that Yjs finds', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = new SeededRandom(seed)
    const doc = new Y.Doc()
    edit(doc, random, 30)
    const known = new Map<number, number>()
    for (const client of doc.store.clients.keys()) {
      known.set(client, random.below(Y.getState(doc.store, client) + 1))
    }
    const deletions = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)).subarray(1)
    const update = structsBeyond(doc, (client) => known.get(client) ?? 0).finish(deletions)
    expect(update).toEqual(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known)))
  }
})
