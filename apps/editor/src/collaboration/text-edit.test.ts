import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdit, editAfter, editBetween, mapIndex } from './text-edit.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', '👍', '👎', 'é'), maxLength: 12 })
const isWhole = (value: string): boolean => !/\p{Surrogate}/u.test(value)

describe('the edit between two texts', () => {
  test('makes the one of the other, wherever the caret is said to be', () => {
    fc.assert(
      fc.property(text, text, fc.option(fc.nat(12)), (before, after, caret) => {
        const edit = editBetween(before, after, caret ?? undefined)
        expect(edit ? applyEdit(before, edit) : before).toBe(after)
        expect(edit === undefined || isWhole(edit.inserted)).toBe(true)
      }),
    )
  })

  test.each([
    ['plan', 'plans', 5, { index: 4, removed: 0, inserted: 's' }],
    ['aaa', 'aaaa', 1, { index: 0, removed: 0, inserted: 'a' }],
    ['aaa', 'aaaa', 2, { index: 1, removed: 0, inserted: 'a' }],
    ['aaa', 'aa', 1, { index: 1, removed: 1, inserted: '' }],
    ['old plan', 'new plan', 3, { index: 0, removed: 3, inserted: 'new' }],
    ['👍', '👎', 2, { index: 0, removed: 2, inserted: '👎' }],
  ])('from %j to %j with the caret at %i', (before, after, caret, edit) => {
    expect(editBetween(before, after, caret)).toEqual(edit)
  })

  test('is none between a text and itself', () => {
    expect(editBetween('plan', 'plan')).toBeUndefined()
  })
})

test('a caret stays beside its neighbours while others edit', () => {
  const insertion = { index: 2, removed: 0, inserted: 'xy' }
  expect([1, 2, 3].map((place) => mapIndex(place, insertion))).toEqual([1, 4, 5])
  const removal = { index: 1, removed: 2, inserted: '' }
  expect([0, 1, 2, 3, 4].map((place) => mapIndex(place, removal))).toEqual([0, 1, 1, 1, 2])
})

test.each([
  [
    'the plan',
    { index: 8, removed: 0, inserted: '!' },
    { index: 0, removed: 3, inserted: 'My' },
    'My plan!',
  ],
  [
    'the plan',
    { index: 0, removed: 3, inserted: 'A' },
    { index: 8, removed: 0, inserted: 's' },
    'A plans',
  ],
  [
    'the plan',
    { index: 0, removed: 8, inserted: 'X' },
    { index: 4, removed: 0, inserted: 'big ' },
    'Xbig plan',
  ],
  [
    'the plan',
    { index: 4, removed: 4, inserted: '' },
    { index: 0, removed: 8, inserted: 'new' },
    'new',
  ],
])('in %j, mine after theirs', (before, mine, theirs, both) => {
  expect(applyEdit(applyEdit(before, theirs), editAfter(mine, theirs))).toBe(both)
})

test('an edit after another one stays within the text', () => {
  fc.assert(
    fc.property(text, text, text, (before, mine, theirs) => {
      const [one, other] = [editBetween(before, mine), editBetween(before, theirs)]
      if (!one || !other) return
      const after = editAfter(one, other)
      expect(after.index).toBeGreaterThanOrEqual(0)
      expect(after.removed).toBeGreaterThanOrEqual(0)
      expect(after.index + after.removed).toBeLessThanOrEqual(theirs.length)
    }),
  )
})
