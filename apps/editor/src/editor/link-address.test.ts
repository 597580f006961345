import { expect, test } from 'vitest'
import { linkAddress } from './link-address.ts'

test.each([
  ['example.org', 'https://example.org'],
  [' example.org/a?b#c ', 'https://example.org/a?b#c'],
  ['http://localhost:1234/x', 'http://localhost:1234/x'],
  ['ada@example.org', 'mailto:ada@example.org'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['/d/welcome', '/d/welcome'],
  ['#part', '#part'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['', ''],
])('%j is meant as %j', (typed, address) => {
  expect(linkAddress(typed)).toBe(address)
})
