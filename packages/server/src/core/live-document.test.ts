import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkUpdate } from './checked-update.ts'
import { damagingUpdates } from './damaging-update.test-support.ts'
import { LiveDocument } from './live-document.ts'

describe('LiveDocument', () => {
  test('[R8] of what it holds after an update that failed, nothing is missing from the log', () => {
    let found = 0
    for (const { base, bad } of damagingUpdates(7, 1_500)) {
      found += 1
      const live = new LiveDocument()
      live.load([base])
      const { extra } = live.apply([checkUpdate(bad)])
      const replayed = new LiveDocument()
      replayed.load([base, ...extra])
      expect(sameDocument(replayed.doc, live.doc)).toBe(true)
      expect(replayed.doc.toJSON()).toEqual(live.doc.toJSON())
    }
    expect(found).toBeGreaterThan(10)
  })

  test('[R8] what one update broke, the others of the batch do not notice', () => {
    for (const { base, bad } of damagingUpdates(3, 400)) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, base)
      const before = Y.encodeStateVector(doc)
      doc.getText('text').insert(0, 'good ')
      const good = checkUpdate(Y.encodeStateAsUpdate(doc, before))
      const live = new LiveDocument()
      live.load([base])
      const { outcomes } = live.apply([good, checkUpdate(bad)])
      expect(outcomes).toEqual(['changed', 'failed'])
      expect(live.contents.hasAll(good)).toBe(true)
    }
  })

  test('[R12] tells what changed something from what did not', () => {
    const [first, second] = [new Y.Doc(), new Y.Doc()]
    first.getText('text').insert(0, 'abc')
    const insert = checkUpdate(Y.encodeStateAsUpdate(first))
    Y.applyUpdate(second, insert.update)
    const before = Y.encodeStateVector(second)
    second.getText('text').delete(0, 1)
    const removal = checkUpdate(Y.encodeStateAsUpdate(second, before))
    const live = new LiveDocument()
    const outcomeOf = (update: typeof insert) => live.apply([update]).outcomes[0]
    // It waits for the insertion: that changes what is pending.
    expect(outcomeOf(removal)).toBe('changed')
    expect(outcomeOf(removal)).toBe('unchanged')
    expect(outcomeOf(insert)).toBe('changed')
    expect(outcomeOf(insert)).toBe('unchanged')
    expect(outcomeOf(removal)).toBe('unchanged')
    expect(live.pending.bytes).toBe(0)
  })

  test('[R12] what waits for the same update as what waits already changes something', () => {
    const doc = new Y.Doc()
    const [, second, third] = ['one', 'two', 'three'].map((word) => {
      const before = Y.encodeStateVector(doc)
      doc.getText('text').insert(doc.getText('text').length, word)
      return checkUpdate(Y.encodeStateAsUpdate(doc, before))
    })
    if (!second || !third) throw new Error('there are three')
    const live = new LiveDocument()
    const outcomesOf = (update: typeof third) => live.apply([update]).outcomes
    expect([outcomesOf(second), outcomesOf(third)]).toEqual([['changed'], ['changed']])
    expect([outcomesOf(second), outcomesOf(third)]).toEqual([['unchanged'], ['unchanged']])
  })

  test('[R12] knows whether it has all of an update, its deletions too', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'abcdef')
    const insert = checkUpdate(Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(doc)
    doc.getText('text').delete(1, 2)
    const removal = checkUpdate(Y.encodeStateAsUpdate(doc, before))
    const live = new LiveDocument()
    expect([live.contents.hasAll(insert), live.contents.hasIntegrated(removal)]).toEqual([
      false,
      false,
    ])
    live.apply([insert])
    expect([
      live.contents.hasAll(insert),
      live.contents.hasIntegrated(removal),
      live.contents.hasAll(removal),
    ]).toEqual([true, true, false])
    live.apply([removal])
    expect(live.contents.hasAll(removal)).toBe(true)
  })

  test('[R7] gives what waits for other updates to nobody, and keeps it', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'one')
    const first = Y.encodeStateAsUpdate(doc)
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(3, 'two')
    const second = Y.encodeStateAsUpdate(doc, before)
    const live = new LiveDocument()
    live.apply([checkUpdate(second)])
    for (const stateVector of [new Uint8Array([0]), live.stateVector(), before]) {
      expect(live.diff(stateVector)).toEqual(new Uint8Array([0, 0]))
    }
    live.apply([checkUpdate(first)])
    const joiner = new Y.Doc()
    Y.applyUpdate(joiner, live.diff(new Uint8Array([0])))
    expect(joiner.getText('text').toString()).toBe('onetwo')
  })

  test('[K4] keeps what was edited before a load apart from what is loaded', () => {
    const live = new LiveDocument()
    live.doc.getMap('own').set('a', 1)
    live.load([updateOf('stored')])
    const edits = live.takeServerEdits()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, edits ?? new Uint8Array([0, 0]))
    expect(doc.getMap('own').toJSON()).toEqual({ a: 1 })
    expect(doc.getText('text').toString()).toBe('')
  })
})

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

function sameDocument(a: Y.Doc, b: Y.Doc): boolean {
  return Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))
}
