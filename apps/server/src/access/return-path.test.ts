import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test.each(['/', '/d/notes', '/d/a/b?x=1', '/d/caf%C3%A9', '/d/%2F%2Fx'])('%s is ours', (path) => {
  expect(returnPath(path)).toBe(path)
})

test.each([
  undefined,
  null,
  '',
  'd/notes',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/..//evil.example',
  '/./\\evil.example',
  '/a/..//evil.example',
])('%o leads to the start page', (path) => {
  expect(returnPath(path)).toBe('/')
})
