import { expect, test } from 'vitest'
import { findEndpoint, type Endpoint } from './endpoint.ts'

const endpoint = (path: string): Endpoint => ({ path, methods: {} })
const table = ['documents', 'documents/', 'documents/old/', 'images/'].map(endpoint)

test.each([
  ['documents', 'documents'],
  ['documents/a', 'documents/'],
  ['documents/old/a/b', 'documents/old/'],
  ['documents/old', 'documents/'],
  ['documents/', undefined],
  ['images/', undefined],
  ['images', undefined],
  ['documentsx', undefined],
  ['', undefined],
  ['__proto__', undefined],
])('%s is asked of %s', (path, found) => {
  expect(findEndpoint(table, path)?.path).toBe(found)
})
