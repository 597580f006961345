import { expect, test } from 'vitest'
import { Doc, encodeStateAsUpdate, encodeStateAsUpdateV2, UpdateEncoderV2, XmlElement } from 'yjs'
import { readableUpdate } from './readable-update.ts'

/** Writes each key once, as the second encoding allows. */
class FrugalEncoder extends UpdateEncoderV2 {
  override writeKey(key: string): void {
    super.writeKey(key)
    if (!this.keyMap.has(key)) this.keyMap.set(key, this.keyClock - 1)
  }
}

/** So many elements of this name, which is written as a key. */
function keyed(key: string, times: number): Doc {
  const doc = new Doc()
  const elements = Array.from({ length: times }, () => new XmlElement(key))
  doc.getXmlFragment('page').push(elements)
  return doc
}

test('both encodings are read', () => {
  const doc = keyed('key', 3)
  const state = encodeStateAsUpdate(doc)
  expect(readableUpdate(state)).toEqual(state)
  expect(readableUpdate(encodeStateAsUpdateV2(doc))).toEqual(state)
  expect(readableUpdate(encodeStateAsUpdateV2(doc, undefined, new FrugalEncoder()))).toEqual(state)
})

test('a long key that is said to come again and again is not written out as often', () => {
  const doc = keyed('k'.repeat(2 ** 20), 300)
  const update = encodeStateAsUpdateV2(doc, undefined, new FrugalEncoder())
  expect(update.length).toBeLessThan(2 ** 21)
  expect(readableUpdate(update)).toEqual({
    unreadable: expect.stringMatching(/too many times: its keys/),
  })
})
