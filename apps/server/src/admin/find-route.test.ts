import { expect, test } from 'vitest'
import type { AdminMethod, AdminRoute } from './admin-route.ts'
import { findRoute } from './find-route.ts'

const route = (method: AdminMethod, path: string): AdminRoute => ({
  method,
  path,
  about: 'what it does',
  who: 'admin',
  answer: () => ({ json: path }),
})
const routes = [
  route('GET', '/api/documents'),
  route('GET', '/api/documents/:document'),
  route('DELETE', '/api/documents/:document'),
  route('POST', '/api/documents/:document/unload'),
]

test.each([
  ['GET', '/api/documents', '/api/documents', undefined],
  ['HEAD', '/api/documents', '/api/documents', undefined],
  ['GET', '/api/documents/notes', '/api/documents/:document', 'notes'],
  ['GET', '/api/documents/unload', '/api/documents/:document', 'unload'],
  ['DELETE', '/api/documents/a%2Fb', '/api/documents/:document', 'a/b'],
  ['POST', '/api/documents/%3A%20%25/unload', '/api/documents/:document/unload', ': %'],
])('%s %s is %s', (method, path, pattern, document) => {
  const found = findRoute(routes, method, path)
  expect(found).toMatchObject({ found: 'route', route: { path: pattern } })
  expect('document' in found ? found.document : undefined).toBe(document)
})

test('a method that there is not is told from a thing that there is not', () => {
  expect(findRoute(routes, 'POST', '/api/documents/a')).toEqual({
    found: 'method',
    methods: ['GET', 'DELETE'],
  })
  expect(findRoute(routes, 'GET', '/api/documents/a/b/c')).toEqual({ found: 'nothing' })
  expect(findRoute(routes, 'GET', '/api/documents/a/')).toEqual({ found: 'nothing' })
  expect(findRoute(routes, undefined, '')).toEqual({ found: 'nothing' })
})

test.each(['/api/documents/', '/api/documents/%', '/api/documents/..', '/api/documents/%00'])(
  '%s has no document’s name in it',
  (path) => {
    expect(findRoute(routes, 'GET', path).found).toBe('bad-name')
  },
)
