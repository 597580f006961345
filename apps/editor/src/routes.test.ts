import { expect, test } from 'vitest'
import { documentAt, documentPath, serverUrl } from './routes.ts'

const names = [
  'welcome',
  'my notes',
  'team/2026/plan',
  'a?b#c',
  '100%',
  '%41',
  'ünïcödé ✓',
  '/x',
  'a//b',
]

test.each(names)('the page of %j leads back to it', (name) => {
  const url = new URL(documentPath(name), 'http://localhost')
  expect(documentAt(url.pathname)).toBe(name)
})

test('a page that is no document has no name', () => {
  for (const path of ['/', '/d', '/d/', '/x', '/_weft/documents']) {
    expect(documentAt(path)).toBeUndefined()
  }
})

test('half an escape is taken as it stands', () => {
  expect(documentAt('/d/100%')).toBe('100%')
})

test('a page that came encrypted syncs encrypted', () => {
  expect(serverUrl({ protocol: 'https:', host: 'example.org' })).toBe('wss://example.org')
  expect(serverUrl({ protocol: 'http:', host: 'localhost:1234' })).toBe('ws://localhost:1234')
})
