import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { difference, movedBy, type Delta } from './text-change.ts'

// Few letters, so that the same one stands beside itself, and emoji of which the first or the second half is the same.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '🨀'), maxLength: 8 })

const isWhole = (value: string): boolean => !/\p{Surrogate}/u.test(value)

describe('difference', () => {
  test('makes the one text of the other, wherever the caret is, and cuts no emoji in two', () => {
    const pairs = fc
      .tuple(text, text)
      .chain(([before, after]) =>
        fc.tuple(fc.constant(before), fc.constant(after), fc.nat(after.length)),
      )
    fc.assert(
      fc.property(pairs, ([before, after, caret]) => {
        const { from, to, inserted } = difference(before, after, caret)
        expect(before.slice(0, from) + inserted + before.slice(to)).toBe(after)
        expect([before.slice(0, from), inserted, before.slice(to)].every(isWhole)).toBe(true)
      }),
    )
  })

  test('of letters that are the same, the one at the caret was typed', () => {
    expect(difference('aa', 'aaa', 1)).toEqual({ from: 0, to: 0, inserted: 'a' })
    expect(difference('aa', 'aaa', 3)).toEqual({ from: 2, to: 2, inserted: 'a' })
  })

  test('of letters that are the same, the one at the caret was deleted', () => {
    expect(difference('aaa', 'aa', 1)).toEqual({ from: 1, to: 2, inserted: '' })
  })
})

describe('movedBy', () => {
  test('moves an index as Yjs moves a position that stays at the character on its left', () => {
    const worlds = fc.string({ maxLength: 8, minLength: 1 }).chain((before) =>
      fc.record({
        before: fc.constant(before),
        index: fc.nat(before.length),
        edits: fc.array(fc.tuple(fc.nat(20), fc.nat(3), fc.string({ maxLength: 3 })), {
          maxLength: 4,
        }),
      }),
    )
    fc.assert(
      fc.property(worlds, ({ before, index, edits }) => {
        const doc = new Y.Doc()
        const shared = doc.getText()
        shared.insert(0, before)
        const position = Y.createRelativePositionFromTypeIndex(shared, index, -1)
        const deltas: Delta[] = []
        shared.observe(({ delta }) => deltas.push(delta))
        doc.transact(() => {
          for (const [at, removed, inserted] of edits) {
            const from = at % (shared.length + 1)
            shared.delete(from, Math.min(removed, shared.length - from))
            shared.insert(from, inserted)
          }
        })
        const expected = Y.createAbsolutePositionFromRelativePosition(position, doc)?.index
        expect(deltas.reduce(movedBy, index)).toBe(expected)
      }),
    )
  })
})
