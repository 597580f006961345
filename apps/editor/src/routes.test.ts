import { expect, test } from 'vitest'
import { documentAt, documentPath, serverUrl, splitAt, splitPath } from './routes.ts'

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
  const split = new URL(splitPath(name), 'http://localhost')
  expect(splitAt(split.pathname)).toBe(name)
  expect(documentAt(split.pathname)).toBeUndefined()
})

test('the page of a read-only link has the name that its clients ask for', () => {
  expect(documentAt('/_weft/view/Xk3-_')).toBe('_weft/view/Xk3-_')
  expect(documentPath('_weft/view/Xk3-_')).toBe('/_weft/view/Xk3-_')
  expect(documentAt('/_weft/views')).toBeUndefined()
})

test('a page that is no document has no name', () => {
  for (const path of ['/', '/d', '/d/', '/x', '/_weft/documents']) {
    expect(documentAt(path)).toBeUndefined()
    expect(splitAt(path)).toBeUndefined()
  }
})

test('half an escape is taken as it stands', () => {
  expect(documentAt('/d/100%')).toBe('100%')
})

test('a page that came encrypted syncs encrypted', () => {
  expect(serverUrl({ protocol: 'https:', host: 'example.org' })).toBe('wss://example.org')
  expect(serverUrl({ protocol: 'http:', host: 'localhost:1234' })).toBe('ws://localhost:1234')
})
