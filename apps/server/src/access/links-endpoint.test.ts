import { randomBytes } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Authorize } from '@weft/server'
import { beforeEach, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { answerEndpoint } from '../endpoints/answer-endpoint.ts'
import { findEndpoint } from '../endpoints/endpoint.ts'
import { MemoryArea } from './area.test-support.ts'
import { authorizeLinks } from './authorize-links.ts'
import { linksEndpoints } from './links-endpoint.ts'
import { named } from './named.test-support.ts'
import { ViewLinks, type StoredLink } from './view-links.ts'

let links: ViewLinks | undefined
/** For which documents it was asked anew what people may, and whether a link led there at that moment. */
let reauthorized: [string, boolean][]

beforeEach(() => {
  links = new ViewLinks(new MemoryArea<StoredLink>(), () => randomBytes(20).toString('base64url'))
  reauthorized = []
})

const persons: Authorize = ({ token }) =>
  token === 'secret'
    ? { allowed: true }
    : { allowed: false, because: 'unauthenticated', reason: 'sign in first' }

function ask(method: string, path: string, token = 'secret'): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  request.method = method
  Object.assign(request.headers, { host: 'weft.example', authorization: `Bearer ${token}` })
  request.push(null)
  const table = linksEndpoints({
    links,
    authorize: authorizeLinks(persons, links),
    reauthorize: async (document) =>
      void reauthorized.push([document, links?.of(document) !== undefined]),
    wallTime: () => 5_000,
  })
  const endpoint = findEndpoint(table, path)
  if (!endpoint) throw new Error(`There is no endpoint "${path}"`)
  return answerEndpoint(endpoint, path, '', request)
}

const bodyOf = async (answer: Promise<Answer>): Promise<unknown> =>
  JSON.parse(String((await answer).body))

test('a link is made once, told, and ended; who reads by it is asked for after that', async () => {
  expect(await bodyOf(ask('GET', 'links/my%20plan'))).toEqual({ link: null })
  const made = await bodyOf(ask('POST', 'links/my%20plan'))
  expect(made).toEqual({
    link: {
      document: 'my plan',
      path: expect.stringMatching(/^\/_weft\/view\/[\w-]{27}$/),
      createdMs: 5_000,
    },
  })
  expect(await bodyOf(ask('POST', 'links/my%20plan'))).toEqual(made)
  expect(await bodyOf(ask('GET', 'links/my%20plan'))).toEqual(made)
  expect(await bodyOf(ask('DELETE', 'links/my%20plan'))).toEqual({ link: null })
  expect(reauthorized).toEqual([['my plan', false]])
  expect(await bodyOf(ask('GET', 'links/my%20plan'))).toEqual({ link: null })
})

test('all are listed', async () => {
  await ask('POST', 'links/a')
  await ask('POST', 'links/team/b')
  expect(await bodyOf(ask('GET', 'links'))).toMatchObject({
    links: [{ document: 'a' }, { document: 'team/b' }],
  })
})

test.each([
  ['GET', 'links'],
  ['GET', 'links/a'],
  ['POST', 'links/a'],
  ['DELETE', 'links/a'],
])('%s %s is for who is signed in', async (method, path) => {
  await ask('POST', 'links/a')
  expect(await ask(method, path, 'wrong')).toMatchObject({ status: 401 })
  expect(links?.all()).toHaveLength(1)
  expect(reauthorized).toEqual([])
})

test('a link cannot be made to a link, nor to what is no document', async () => {
  const { id } = (await links?.create(named('a'), 1)) ?? { id: '' }
  for (const name of [`_weft/view/${id}`, '_weft/documents', '%zz', 'a/../b'])
    expect(await ask('POST', `links/${name}`)).toMatchObject({ status: 404 })
  expect(links?.all()).toHaveLength(1)
})

test.each([
  ['GET', 'links'],
  ['GET', 'links/a'],
  ['POST', 'links/a'],
  ['DELETE', 'links/a'],
])('without a password %s %s is refused, with the reason', async (method, path) => {
  links = undefined
  expect(await ask(method, path)).toMatchObject({
    status: 403,
    body: expect.stringMatching(/not offered.*--password-file/),
  })
})
