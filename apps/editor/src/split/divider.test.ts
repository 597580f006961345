import { expect, test } from 'vitest'
import { shareAfterKey, shareAt } from './divider.ts'

test('the arrows move the divider in steps, and no half gets too small', () => {
  expect(shareAfterKey('ArrowRight', 50)).toBe(55)
  expect(shareAfterKey('ArrowUp', 50)).toBe(45)
  expect(shareAfterKey('ArrowLeft', 22)).toBe(20)
  expect(shareAfterKey('Home', 50)).toBe(20)
  expect(shareAfterKey('End', 50)).toBe(80)
  expect(shareAfterKey('Enter', 72)).toBe(50)
  expect(shareAfterKey('Tab', 50)).toBeUndefined()
})

test('it goes where it is dragged', () => {
  expect(shareAt(400, 0, 1_000)).toBe(40)
  expect(shareAt(150, 100, 100)).toBe(50)
  expect(shareAt(-50, 0, 1_000)).toBe(20)
  expect(shareAt(5_000, 0, 1_000)).toBe(80)
  expect(shareAt(10, 0, 0)).toBe(50)
})
