import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readUpdate } from './update-reader.ts'

/** How far each client's clocks reach, by this reader. */
function clocksIn(update: Uint8Array): Map<number, number> {
  const clocks = new Map<number, number>()
  // Within other bytes, as in a frame.
  const around = Buffer.concat([Uint8Array.of(1, 2, 3), update, Uint8Array.of(9)])
  readUpdate(around, 3, 3 + update.length, (client, clock, length) => {
    clocks.set(client, Math.max(clocks.get(client) ?? 0, clock + length))
  })
  return clocks
}

test('it reads as far as Yjs does, for whatever people type, format and delete', () => {
  const random = new SeededRandom(3)
  for (let round = 0; round < 60; round += 1) {
    const docs = Array.from({ length: 4 }, () => new Y.Doc())
    const updates: Uint8Array[] = []
    for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let step = 0; step < 40; step += 1) {
      const doc = random.pick(docs)
      const text = doc.getText('text')
      const at = random.below(text.length + 1)
      const what = random.below(5)
      if (what < 2) text.insert(at, random.pick(['a', 'bc', 'ä', '🙂', 'x'.repeat(200)]))
      else if (what === 2 && text.length > at) text.delete(at, 1)
      else if (what === 3 && text.length > at) text.format(at, 1, { bold: true })
      else if (random.chance(0.3)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(random.pick(docs)))
    }
    const merged = Y.mergeUpdates(updates)
    for (const update of [...updates, merged]) {
      const expected = Y.decodeUpdate(update).structs.filter(
        (struct) => !(struct instanceof Y.Skip),
      )
      const clocks = clocksIn(update)
      for (const { id, length } of expected) {
        expect(clocks.get(id.client)).toBeGreaterThanOrEqual(id.clock + length)
      }
      expect(clocks.size).toBe(new Set(expected.map(({ id }) => id.client)).size)
    }
  }
})

test('a merged update with a hole tells of both sides and not of the hole', () => {
  const doc = new Y.Doc()
  doc.clientID = 5
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of 'abc') doc.getText('text').insert(doc.getText('text').length, letter)
  const [first, , third] = updates
  if (first === undefined || third === undefined) throw new Error('There are three updates')
  const runs: number[][] = []
  const merged = Y.mergeUpdates([first, third])
  readUpdate(merged, 0, merged.length, (...run) => runs.push(run))
  expect(runs).toEqual([
    [5, 0, 1],
    [5, 2, 1],
  ])
})

test('maps, arrays, XML and what else nobody types are read as well', () => {
  const doc = new Y.Doc()
  doc.clientID = 77
  doc.getMap('map').set('key', { deep: [1, 2n, null, new Uint8Array(3)] })
  doc.getArray('array').insert(0, [1, 'two', new Y.Map()])
  doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p')])
  expect(clocksIn(Y.encodeStateAsUpdate(doc))).toEqual(
    Y.decodeStateVector(Y.encodeStateVector(doc)),
  )
})

test('an update that ends too early is an error', () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'words')
  const update = Y.encodeStateAsUpdate(doc)
  expect(() => clocksInPart(update)).toThrow(RangeError)
})

function clocksInPart(update: Uint8Array): void {
  readUpdate(update, 0, update.length - 5, () => {})
}
