import { ManualClock, SeededRandom } from '@weft/testkit'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ApplyBudget } from './apply-budget.ts'
import { checkUpdate } from './checked-update.ts'
import { defaultLimits } from './limits.ts'
import { LiveDocument, type Guard } from './live-document.ts'
import { buildUpdate } from './update-builder.test-support.ts'

const guard = (): Guard => {
  const budget = new ApplyBudget(new ManualClock(), defaultLimits)
  return { leavesOut: () => false, budget: () => budget }
}

/** Some clients that edit, and now and then hear of each other. */
function edited(random: SeededRandom): Y.Doc[] {
  const docs = [1, 2, 3, 4].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client * 10
    return doc
  })
  const pick = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random.next() * items.length)]
  for (let round = 0; round < 60; round += 1) {
    const doc = pick(docs)
    const other = pick(docs)
    if (!doc || !other) continue
    if (random.next() < 0.3) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    edit(doc, random)
  }
  return docs
}

// Without formatting: Yjs cleans that up after each transaction, by what it finds then.
function edit(doc: Y.Doc, random: SeededRandom): void {
  const [text, list, map] = [doc.getText('text'), doc.getArray('list'), doc.getMap('map')]
  const at = (length: number) => Math.floor(random.next() * (length + 1))
  const kind = random.next()
  if (kind < 0.4) text.insert(at(text.length), 'abc')
  else if (kind < 0.6 && text.length > 1) text.delete(at(text.length - 2), 1)
  else if (kind < 0.75) list.insert(at(list.length), [new Y.Text('x'), { a: [1] }])
  else if (kind < 0.85 && list.length > 0) list.delete(at(list.length - 1), 1)
  else map.set(`key ${at(2)}`, new Y.Map([['inner', random.next()]]))
}

describe('An update that is applied in steps', () => {
  test('[B13] does what it does at once, and the same of it waits', () => {
    let waited = 0
    for (let seed = 1; seed <= 15; seed += 1) {
      const random = new SeededRandom(seed)
      const docs = edited(random)
      const updates = docs.map((doc, index) => {
        const known = docs[(index + 1) % docs.length]
        const part = random.next() < 0.5 && known ? Y.encodeStateVector(known) : undefined
        return Y.encodeStateAsUpdate(doc, part)
      })
      const [atOnce, inSteps] = [new LiveDocument(), new LiveDocument()]
      for (const update of updates) {
        const first = atOnce.apply([checkUpdate(update)])
        const second = inSteps.apply([checkUpdate(update)], guard())
        expect(second.outcomes).toEqual(first.outcomes)
        if (atOnce.pending.bytes > 0) waited += 1
        // Yjs at once leaves more behind than must wait: all that stood on its stack.
        for (const [client, clock] of Y.decodeStateVector(atOnce.stateVector())) {
          expect(Y.getState(inSteps.doc.store, client)).toBeGreaterThanOrEqual(clock)
        }
        if (atOnce.pending.bytes > 0) continue
        expect(inSteps.pending.bytes).toBe(0)
        expect(Y.equalSnapshots(Y.snapshot(inSteps.doc), Y.snapshot(atOnce.doc))).toBe(true)
        expect(inSteps.doc.toJSON()).toEqual(atOnce.doc.toJSON())
      }
      // Whatever waited comes in with the rest.
      for (const doc of docs) {
        for (const live of [inSteps, atOnce]) {
          live.apply([checkUpdate(Y.encodeStateAsUpdate(doc))], guard())
        }
      }
      expect(inSteps.pending.bytes).toBe(0)
      expect(inSteps.doc.toJSON()).toEqual(atOnce.doc.toJSON())
      const snapshots = [inSteps, atOnce].map(({ doc }) => Y.snapshot(doc)) as [
        Y.Snapshot,
        Y.Snapshot,
      ]
      expect(Y.equalSnapshots(...snapshots)).toBe(true)
    }
    expect(waited).toBeGreaterThan(2)
  })

  test('[B13] that builds in long chains on itself is put in order without recursion', () => {
    const update = buildUpdate(
      Array.from({ length: 5_000 }, (_, index) => {
        const origin = index > 0 ? ([index, 0] as const) : undefined
        return [index + 1, 0, [{ ...(origin && { origin }), content: { text: 'x' } }]]
      }),
    )
    const live = new LiveDocument()
    const { outcomes } = live.apply([checkUpdate(update)], guard())
    expect(outcomes).toEqual(['changed'])
    expect(live.doc.getText('text').length).toBe(5_000)
    expect(live.pending.bytes).toBe(0)
  })
})
