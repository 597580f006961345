import { expect, test } from 'vitest'
import { StoredValue } from '../collaboration/stored-value.ts'
import { Panels } from './panels.ts'

function stored(): StoredValue {
  const values = new Map<string, string>()
  return new StoredValue('panels', () => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  }))
}

test('one panel is open on each side, and a panel that opens takes the place of another', () => {
  const panels = new Panels(stored(), true)
  panels.open('outline')
  panels.open('comments')
  panels.open('developer')
  expect(panels.get()).toEqual({ left: 'outline', right: 'developer' })
  panels.close('comments')
  expect(panels.isOpen('developer')).toBe(true)
  panels.toggle('developer')
  expect(panels.get()).toEqual({ left: 'outline' })
})

test('the panels open as they were left, but for what is no panel', () => {
  const value = stored()
  new Panels(value, true).open('comments')
  expect(new Panels(value, true).isOpen('comments')).toBe(true)
  expect(new Panels(value, false).get()).toEqual({})
  value.write({ left: 'comments', right: 'toString', other: 1 })
  expect(new Panels(value, true).get()).toEqual({})
})

test('where panels cover the text, one is open at a time', () => {
  const panels = new Panels(stored(), false)
  panels.open('outline')
  panels.open('developer')
  expect(panels.get()).toEqual({ right: 'developer' })
})
