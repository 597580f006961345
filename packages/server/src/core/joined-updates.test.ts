import { SeededRandom } from '@weft/testkit'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { buildSnapshot } from './snapshot.ts'
import { JoinedUpdates, type Joined } from './joined-updates.ts'

function join(updates: readonly Uint8Array[]): Joined | undefined {
  const joined = new JoinedUpdates()
  return updates.every((update) => joined.add(update)) ? joined.whole() : undefined
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** What a few people do who see each other's edits now and then, each edit as an update, in the order of a log. */
function written(seed: number): Uint8Array[] {
  const random = new SeededRandom(seed)
  const log: Uint8Array[] = []
  const people = [1, 2, 4_000_000_000].map((clientId) => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'log') log.push(update)
    })
    return { doc, read: 0 }
  })
  for (let step = 0; step < 60; step += 1) {
    const person = people[random.below(people.length)]
    if (!person) continue
    if (random.chance(0.4)) {
      for (; person.read < log.length; person.read += 1) {
        Y.applyUpdate(person.doc, log[person.read] ?? new Uint8Array(), 'log')
      }
    }
    edit(person.doc, random)
  }
  return log
}

function edit(doc: Y.Doc, random: SeededRandom): void {
  const text = doc.getText('text')
  const at = random.below(text.length + 1)
  const list = doc.getArray('ein längerer Name')
  switch (random.below(9)) {
    case 0:
      return text.insert(at, 'plain ')
    case 1:
      return text.insert(at, 'ü€😀')
    case 2:
      return text.delete(at, Math.min(3, text.length - at))
    case 3:
      return text.format(at, Math.min(4, text.length - at), { bold: true })
    case 4:
      return text.insertEmbed(at, { image: 'x' })
    case 5:
      return list.push([1, 'two', null, { three: [true, 4.5] }, new Uint8Array([5])])
    case 6:
      return list.insert(0, [new Y.Map([['key', new Y.XmlElement('p')]])])
    case 7:
      doc.getMap('map').set('Schlüssel', random.below(9))
      return
    default:
      return list.delete(0, Math.min(1, list.length))
  }
}

describe('Updates put together without a document', () => {
  test('give what they give when they are applied one by one, whatever people wrote', () => {
    let whole = 0
    for (let seed = 1; seed <= 60; seed += 1) {
      const log = written(seed)
      const joined = join(log)
      if (!joined) continue
      whole += 1
      const one = docOf([joined.update])
      const other = docOf(log)
      expect(Y.encodeStateAsUpdate(one)).toEqual(Y.encodeStateAsUpdate(other))
      expect(Y.decodeStateVector(joined.stateVector)).toEqual(
        Y.decodeStateVector(Y.encodeStateVector(other)),
      )
      expect(one.store.pendingStructs).toBeNull()
      expect(one.store.pendingDs).toBeNull()
    }
    expect(whole).toBe(60)
  })

  test('may be the pieces of a snapshot and what came after it', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const log = written(seed)
      const stored = [...buildSnapshot(log.slice(0, 40), 200), ...log.slice(40)]
      const joined = join(stored)
      expect(joined).toBeDefined()
      if (!joined) continue
      expect(Y.encodeStateAsUpdate(docOf([joined.update]))).toEqual(
        Y.encodeStateAsUpdate(docOf(log)),
      )
    }
  })

  test('may come twice, as after a write that was tried again', () => {
    const log = written(3)
    const joined = join(log.flatMap((update) => [update, update]))
    expect(joined && Y.encodeStateAsUpdate(docOf([joined.update]))).toEqual(
      Y.encodeStateAsUpdate(docOf(log)),
    )
  })

  test('are not whole while one of them is missing', () => {
    const log = written(5)
    const all = Y.encodeStateAsUpdate(docOf(log))
    let refused = 0
    for (let missing = 0; missing < log.length; missing += 1) {
      const rest = log.filter((_, index) => index !== missing)
      const joined = join(rest)
      if (!joined) {
        refused += 1
        continue
      }
      const one = docOf([joined.update])
      expect(one.store.pendingStructs).toBeNull()
      expect(one.store.pendingDs).toBeNull()
      expect(Y.encodeStateAsUpdate(one)).not.toEqual(all)
    }
    expect(refused).toBeGreaterThan(log.length / 2)
  })

  test('with what waits for others are not whole, structs or deletions', () => {
    const doc = new Y.Doc()
    const log: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => log.push(update))
    doc.getText('text').insert(0, 'abc')
    doc.getText('text').insert(3, 'def')
    doc.getText('text').delete(3, 2)
    const [first = new Uint8Array(), second, third] = log
    expect(join(log)).toBeDefined()
    expect(second && join([first, second])).toBeDefined()
    expect(third && join([first, third])).toBeUndefined()
    expect(second && join([second, first])).toBeUndefined()
    expect(second && join([Y.mergeUpdates([second, third ?? first])])).toBeUndefined()
  })

  test('are read to the last byte: no part of one passes, and what passes can be decoded', () => {
    const random = new SeededRandom(9)
    const log = written(7)
    const update = Y.encodeStateAsUpdate(docOf(log))
    expect(join([update])).toBeDefined()
    for (let end = 0; end < update.length; end += 1) {
      expect(new JoinedUpdates().add(update.subarray(0, end))).toBe(false)
    }
    expect(new JoinedUpdates().add(new Uint8Array([...update, 0]))).toBe(false)
    let passed = 0
    for (let round = 0; round < 20_000; round += 1) {
      const mutant = new Uint8Array(update)
      mutant[random.below(mutant.length)] = random.below(256)
      const joined = join([mutant])
      if (!joined) continue
      passed += 1
      Y.decodeUpdate(mutant)
      Y.decodeUpdate(joined.update)
      expect(Y.encodeStateVectorFromUpdate(joined.update).length).toBe(joined.stateVector.length)
    }
    expect(passed).toBeGreaterThan(1_000)
  })

  test('that announce more than they hold take no memory for it', () => {
    const bomb = new Uint8Array([0x01, 0x80, 0x80, 0x80, 0x10, 0x2a, 0x00])
    expect(new JoinedUpdates().add(bomb)).toBe(false)
  })
})
