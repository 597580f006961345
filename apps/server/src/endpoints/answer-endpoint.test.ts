import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { textAnswer, type Answer } from '../answer.ts'
import { answerEndpoint } from './answer-endpoint.ts'
import type { Asked, Endpoint } from './endpoint.ts'

interface Sent {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: readonly string[]
  readonly breaksOff?: boolean
}

function ask(endpoint: Endpoint, { method, headers, body = [], breaksOff }: Sent): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  request.method = method
  Object.assign(request.headers, { host: 'weft.example', ...headers })
  for (const part of body) request.push(Buffer.from(part))
  if (breaksOff) request.destroy()
  else request.push(null)
  return answerEndpoint(endpoint, `${endpoint.path}a%20b`, 'x=1', request)
}

const seen: Asked[] = []
const note = (asked: Asked): Answer => {
  seen.push(asked)
  return textAnswer(200, asked.body.toString())
}
const things: Endpoint = {
  path: 'things/',
  methods: {
    GET: { answer: note },
    POST: { accepts: { types: ['text/plain', 'image/png'], maxBytes: 8 }, answer: note },
    DELETE: { answer: note },
  },
}
const text = { 'content-type': 'Text/Plain; charset=utf-8', 'content-length': '5' }

test('a handler gets who asks, the rest of the path, the query and the body', async () => {
  const answer = await ask(things, {
    method: 'POST',
    headers: { ...text, authorization: 'Bearer secret' },
    body: ['he', 'llo'],
  })
  expect(answer).toMatchObject({ status: 200, body: 'hello\n' })
  const asked = seen.at(-1)
  expect(asked).toMatchObject({
    rest: 'a%20b',
    contentType: 'text/plain',
    who: { token: 'secret' },
  })
  expect(asked?.query.get('x')).toBe('1')
})

test('HEAD is asked of GET', async () => {
  expect(await ask(things, { method: 'HEAD' })).toMatchObject({ status: 200 })
})

test.each(['PUT', 'PATCH', 'OPTIONS', 'BREW'])('%s is not known here', async (method) => {
  expect(await ask(things, { method })).toMatchObject({
    status: 405,
    headers: { Allow: 'GET, HEAD, POST, DELETE' },
  })
})

describe('a body', () => {
  test('of another type is refused', async () => {
    const headers = { ...text, 'content-type': 'text/html' }
    expect(await ask(things, { method: 'POST', headers })).toMatchObject({ status: 415 })
  })

  test('without a type is refused', async () => {
    const headers = { 'content-length': '5' }
    expect(await ask(things, { method: 'POST', headers })).toMatchObject({ status: 415 })
  })

  test('that says it is too long is refused unread', async () => {
    const headers = { ...text, 'content-length': '9' }
    expect(await ask(things, { method: 'POST', headers })).toMatchObject({ status: 413 })
  })

  test('that turns out to be too long is refused', async () => {
    const headers = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }
    const body = ['12345', '67890', '1']
    expect(await ask(things, { method: 'POST', headers, body })).toMatchObject({ status: 413 })
  })

  test('where none is taken is refused', async () => {
    expect(await ask(things, { method: 'DELETE', headers: text })).toMatchObject({ status: 413 })
  })

  test('that breaks off is no request', async () => {
    const sent = { method: 'POST', headers: text, body: ['he'], breaksOff: true }
    await expect(ask(things, sent)).rejects.toThrow()
  })

  test('is not read for somebody who may not send it', async () => {
    const endpoint: Endpoint = {
      path: 'things/',
      methods: {
        POST: {
          accepts: { types: ['text/plain'], maxBytes: 8 },
          refuse: () => Promise.resolve(textAnswer(403, 'ask Ada')),
          answer: () => expect.unreachable(),
        },
      },
    }
    const sent = { method: 'POST', headers: text, body: ['hello'] }
    expect(await ask(endpoint, sent)).toMatchObject({ status: 403 })
  })
})

describe('something is changed', () => {
  test.each<[string, Record<string, string>]>([
    ['by no browser', {}],
    ['by our page', { origin: 'https://weft.example', 'sec-fetch-site': 'same-origin' }],
    [
      'by our page, says the browser, though a proxy has changed the host',
      {
        origin: 'https://public.example',
        'sec-fetch-site': 'same-origin',
      },
    ],
    ['by our page in a browser that says less', { origin: 'http://WEFT.example' }],
  ])('%s', async (_, headers) => {
    expect(await ask(things, { method: 'DELETE', headers })).toMatchObject({ status: 200 })
  })

  test.each<[string, Record<string, string>]>([
    ['by another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['by another name of our site', { 'sec-fetch-site': 'same-site' }],
    ['by a typed address', { 'sec-fetch-site': 'none' }],
    ['by another port', { origin: 'http://weft.example:81' }],
    ['by a name that begins like ours', { origin: 'http://weft.example.evil.example' }],
    ['with our name as a user', { origin: 'http://weft.example@evil.example' }],
    ['by a page in a sandbox', { origin: 'null' }],
    ['by a page of a file', { origin: 'file://weft.example' }],
  ])('never %s', async (_, headers) => {
    expect(await ask(things, { method: 'DELETE', headers })).toMatchObject({ status: 403 })
    expect(await ask(things, { method: 'GET', headers })).toMatchObject({ status: 200 })
  })
})
