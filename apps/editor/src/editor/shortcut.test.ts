import { expect, test, vi } from 'vitest'
import { matchesKeys } from './shortcut.ts'

vi.hoisted(() => vi.stubGlobal('navigator', { userAgent: 'X11; Linux x86_64' }))

const pressed = (key: string, code: string, held: string[] = []) => ({
  key,
  code,
  ctrlKey: held.includes('Control'),
  metaKey: held.includes('Meta'),
  shiftKey: held.includes('Shift'),
  altKey: held.includes('Alt'),
})

test('a shortcut is its keys and no others', () => {
  expect(matchesKeys(pressed('k', 'KeyK', ['Control']), 'Mod+K')).toBe(true)
  expect(matchesKeys(pressed('K', 'KeyK', ['Control', 'Shift']), 'Mod+K')).toBe(false)
  expect(matchesKeys(pressed('k', 'KeyK', ['Control', 'Alt']), 'Mod+K')).toBe(false)
  expect(matchesKeys(pressed('k', 'KeyK', ['Control', 'Meta']), 'Mod+K')).toBe(false)
  expect(matchesKeys(pressed('k', 'KeyK'), 'Mod+K')).toBe(false)
  expect(matchesKeys(pressed('F10', 'F10', ['Alt']), 'Alt+F10')).toBe(true)
})

test('letters and digits count where they stand, whatever Alt and Shift make of them', () => {
  expect(matchesKeys(pressed('µ', 'KeyM', ['Control', 'Alt']), 'Mod+Alt+M')).toBe(true)
  expect(matchesKeys(pressed('*', 'Digit8', ['Control', 'Shift']), 'Mod+Shift+8')).toBe(true)
})

test('a sign is the same wherever the keyboard has it', () => {
  expect(matchesKeys(pressed('?', 'Minus', ['Shift']), '?')).toBe(true)
  expect(matchesKeys(pressed('/', 'Digit7', ['Control', 'Shift']), 'Mod+/')).toBe(true)
})
