import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { StoredValue } from '../collaboration/stored-value.ts'
import { Theme, THEME_KEY } from './theme.ts'

function stored(): StoredValue {
  const values = new Map<string, string>()
  return new StoredValue(THEME_KEY, () => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  }))
}

test('a choice stands on the root and outlives the page, and the system needs no word', () => {
  const value = stored()
  const root = { dataset: {} as DOMStringMap }
  new Theme(value, root).choose('dark')
  expect(root.dataset).toEqual({ theme: 'dark' })
  const reopened = new Theme(value, { dataset: {} })
  expect(reopened.get()).toBe('dark')
  new Theme(value, root).choose('system')
  expect(root.dataset).toEqual({})
  reopened.reload()
  expect(reopened.get()).toBe('system')
})

test('what is no choice is the system', () => {
  const value = stored()
  value.write({ dark: true })
  expect(new Theme(value, { dataset: {} }).get()).toBe('system')
})

test('the script before the first paint reads the same key', () => {
  const script = readFileSync(new URL('../../public/theme.js', import.meta.url), 'utf8')
  expect(script).toContain(`'${THEME_KEY}'`)
})
