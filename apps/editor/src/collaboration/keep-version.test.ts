import { expect, it } from 'vitest'
import { nameOfVersion } from './keep-version.ts'

it('a kept version is named after its document and its history', () => {
  expect(nameOfVersion('notes', '1f0c93ab-77')).toBe('notes (kept 1f0c93ab)')
  expect(nameOfVersion('notes', '2222222222')).not.toBe(nameOfVersion('notes', '1111111111'))
})

it('a long name makes room for the ending, and no character is cut in half', () => {
  const name = nameOfVersion('\u{1F9F6}'.repeat(128), '1f0c93ab')
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(512)
  expect(name).toMatch(/^(\u{1F9F6})+ \(kept 1f0c93ab\)$/u)
})
