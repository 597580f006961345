import { expect, test } from 'vitest'
import { labelOf, placeLabel } from './caret-label.ts'

const box = { left: 100, right: 500, top: 50 }
const label = { width: 120, height: 18 }

test('a name beside a caret has twenty characters at most, however they are written', () => {
  expect(labelOf('Ada Lovelace')).toBe('Ada Lovelace')
  expect(labelOf('x'.repeat(20))).toBe('x'.repeat(20))
  expect(labelOf('Ada Augusta King, Countess of Lovelace')).toBe('Ada Augusta King, C…')
  const families = '👨‍👩‍👧'.repeat(21)
  expect(labelOf(families)).toBe(`${'👨‍👩‍👧'.repeat(19)}…`)
})

test('where there is room a name stands at its caret, above its line', () => {
  expect(placeLabel({ left: 200, top: 300 }, label, box)).toEqual({ shift: 0, isBelow: false })
})

test('at the right edge it moves to the left as far as it must, and never out of the box', () => {
  expect(placeLabel({ left: 450, top: 300 }, label, box).shift).toBe(-70)
  const narrow = { left: 100, right: 180, top: 50 }
  expect(placeLabel({ left: 170, top: 300 }, label, narrow).shift).toBe(-70)
  expect(placeLabel({ left: 100, top: 300 }, label, narrow).shift).toBe(0)
})

test('on the first line it hangs below', () => {
  expect(placeLabel({ left: 200, top: 60 }, label, box).isBelow).toBe(true)
  expect(placeLabel({ left: 200, top: 68 }, label, box).isBelow).toBe(false)
})
