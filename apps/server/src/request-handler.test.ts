import { once } from 'node:events'
import { createServer, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { createTrustedProxies, type LogEntry } from '@weft/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { textAnswer, type Answer } from './answer.ts'
import {
  answerRequest,
  createRequestHandler,
  type RequestHandlerOptions,
} from './request-handler.ts'

const page = { body: Buffer.from('<html>'), type: 'text/html', etag: '"p"', isImmutable: false }
const script = {
  body: Buffer.from('run()'),
  type: 'text/javascript',
  etag: '"s"',
  isImmutable: true,
}

const options: RequestHandlerOptions = {
  editor: {
    page,
    signInPage: '',
    assets: new Map([
      ['assets/a.js', script],
      ['service-worker.js', script],
    ]),
    first: ['assets/a.js', 'assets/a.css'],
  },
  pages: undefined,
  endpoints: [],
  refuse: () => undefined,
  signInFirst: async () => undefined,
  proxies: createTrustedProxies([]),
  isDraining: () => false,
  isSaving: () => true,
  unsaved: () => [],
  count: () => undefined,
  log: () => undefined,
}

function ask(
  url: string,
  changes: Partial<RequestHandlerOptions> = {},
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { url, method })
  Object.assign(request.headers, { host: 'localhost:1234', ...headers })
  return answerRequest(request, { ...options, ...changes })
}

describe('pages', () => {
  test.each(['/', '/d/welcome', '/split/welcome'])('%s is the editor', async (url) => {
    expect(await ask(url)).toMatchObject({ status: 200, type: 'text/html', body: page.body })
  })

  test('a page is asked for again each time, and not sent again while it is the same', async () => {
    expect((await ask('/')).headers).toMatchObject({ 'Cache-Control': 'no-cache', ETag: '"p"' })
    expect(await ask('/', {}, { 'if-none-match': '"p"' })).toMatchObject({ status: 304, body: '' })
  })

  test('only a document may stand in a frame, and only two people side by side have frames', async () => {
    const policyOf = async (url: string) =>
      (await ask(url)).headers?.['Content-Security-Policy'] ?? 'as everywhere'
    expect(await policyOf('/d/notes')).toContain("frame-ancestors 'self'")
    expect(await policyOf('/d/notes')).not.toContain('frame-src')
    expect(await policyOf('/split/notes')).toContain("frame-src 'self'; frame-ancestors 'none'")
    expect(await policyOf('/')).toBe('as everywhere')
  })

  test('the service worker may keep documents’ pages, and knows them by their mark', async () => {
    expect((await ask('/_weft/service-worker.js')).headers).toMatchObject({
      'Service-Worker-Allowed': '/d/',
    })
    expect((await ask('/_weft/assets/a.js')).headers).not.toHaveProperty('Service-Worker-Allowed')
    expect((await ask('/d/notes')).headers).toMatchObject({ 'Weft-Page': 'editor' })
  })

  test('a browser learns with a document’s page what that needs, and not with any other', async () => {
    const link =
      '</_weft/assets/a.js>; rel=modulepreload; crossorigin, ' +
      '</_weft/assets/a.css>; rel=preload; as=style; crossorigin'
    expect((await ask('/d/notes')).headers).toMatchObject({ Link: link })
    expect((await ask('/_weft/view/abc')).headers).toMatchObject({ Link: link })
    expect((await ask('/')).headers).not.toHaveProperty('Link')
    expect((await ask('/split/notes')).headers).not.toHaveProperty('Link')
  })

  test('a file named by its content is kept for good', async () => {
    const answer = await ask('/_weft/assets/a.js')
    expect(answer.headers?.['Cache-Control']).toBe('public, max-age=31536000, immutable')
  })

  test.each([
    '/_weft/assets/b.js',
    '/_weft/../package.json',
    '/_weft/..%2fpackage.json',
    '/_weft/index.html',
    '/_weft/__proto__',
  ])('%s is not there', async (url) => {
    expect(await ask(url)).toMatchObject({ status: 404 })
  })

  test('without the editor, / says what this is', async () => {
    const answer = await ask('/', { editor: undefined })
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('sync server') })
  })
})

describe('an application’s own pages', () => {
  const pages = new Map([
    ['index.html', page],
    ['notes/index.html', { ...page, body: Buffer.from('notes') }],
    ['notes/assets/a.js', script],
    ['my notes/ä.txt', { ...page, body: Buffer.from('ä') }],
    ['my notes/index.html', page],
  ])

  test.each([
    ['/', '<html>'],
    ['/?from=mail', '<html>'],
    ['/notes/', 'notes'],
    ['/notes/assets/a.js', 'run()'],
    ['/my%20notes/%C3%A4.txt', 'ä'],
  ])('%s is a file of theirs', async (url, body) => {
    const answer = await ask(url, { editor: undefined, pages })
    expect(answer).toMatchObject({ status: 200, body: Buffer.from(body) })
  })

  test('a folder named without its slash is shown the way', async () => {
    expect(await ask('/notes?a=b', { editor: undefined, pages })).toMatchObject({
      status: 302,
      headers: { Location: '/notes/?a=b' },
    })
    expect(await ask('/my%20notes', { editor: undefined, pages })).toMatchObject({
      headers: { Location: '/my%20notes/' },
    })
  })

  test('they may write styles from their scripts, and run only their own', async () => {
    const { headers } = await ask('/', { editor: undefined, pages })
    expect(headers?.['Content-Security-Policy']).toContain("script-src 'self'; style-src 'self' 'u")
  })

  test.each([
    ['/healthz', 200],
    ['/other', 426],
    ['/notes/../index.html', 404],
    ['//evil.example/notes', 426],
    ['/%2Fevil.example/notes', 426],
    ['/notes/%2e%2e/index.html', 404],
    ['/%zz', 404],
  ])('%s is none of theirs', async (url, status) => {
    expect(await ask(url, { editor: undefined, pages })).toMatchObject({ status })
  })
})

describe('whoever must sign in first', () => {
  const files = new Map([['index.html', page]])
  const signInFirst: RequestHandlerOptions['signInFirst'] = async (who, url) =>
    who.token === 'secret' ? undefined : textAnswer(303, 'first', { Location: `/in?to=${url}` })

  test.each(['/', '/?a=b', '/d/welcome'])('gets no page at %s', async (url) => {
    expect(await ask(url, { signInFirst })).toMatchObject({
      status: 303,
      headers: { Location: `/in?to=${url}` },
    })
    const headers = { authorization: 'Bearer secret' }
    expect(await ask(url, { signInFirst }, headers)).toMatchObject({ status: 200 })
  })

  test('gets no file of an application', async () => {
    const answer = await ask('/', { signInFirst, editor: undefined, pages: files })
    expect(answer).toMatchObject({ status: 303 })
  })

  test.each(['/healthz', '/readyz', '/_weft/assets/a.js', '/_weft/view/x'])(
    'gets %s all the same',
    async (url) => {
      expect(await ask(url, { signInFirst })).toMatchObject({ status: 200 })
    },
  )
})

test('a page by a read-only link is the editor’s, and no search engine is to keep it', async () => {
  const answer = await ask('/_weft/view/x')
  expect(answer).toMatchObject({ body: page.body, headers: { 'X-Robots-Tag': 'noindex' } })
  expect(await ask('/_weft/view/x', { editor: undefined })).toMatchObject({ status: 404 })
})

describe('the rest of the port', () => {
  test('it is ready while edits reach the disk, and only then; else it says how much does not', async () => {
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: '{"status":"ok"}\n' })
    const unsaved = () => [{ document: 'secret plan', edits: 2, bytes: 40 }]
    expect(await ask('/readyz', { isSaving: () => false, unsaved })).toMatchObject({
      status: 503,
      body: '{"status":"not-saving","unsaved":{"documents":1,"edits":2,"bytes":40}}\n',
    })
  })

  test('it is healthy as long as it answers, so that nobody restarts it while its disk fails', async () => {
    expect(await ask('/healthz', { isSaving: () => false })).toMatchObject({
      status: 200,
      body: '{"status":"ok"}\n',
    })
  })

  test('a document asked for as a page says what it wants', async () => {
    expect(await ask('/notes')).toMatchObject({ status: 426, headers: { Upgrade: 'websocket' } })
  })

  test('only GET and HEAD are answered', async () => {
    expect(await ask('/', {}, {}, 'POST')).toMatchObject({ status: 405 })
    expect(await ask('/', {}, {}, 'HEAD')).toMatchObject({ status: 200 })
  })

  test('an endpoint is asked with its own methods, and files of the editor are found beside it', async () => {
    const handler = { answer: () => textAnswer(200, 'done') }
    const endpoints = [{ path: 'things', methods: { POST: handler } }]
    expect(await ask('/_weft/things', { endpoints }, {}, 'POST')).toMatchObject({ status: 200 })
    expect(await ask('/_weft/things', { endpoints })).toMatchObject({ status: 405 })
    expect(await ask('/_weft/assets/a.js', { endpoints })).toMatchObject({ status: 200 })
    const withoutEditor = { endpoints, editor: undefined }
    expect(await ask('/_weft/assets/a.js', withoutEditor)).toMatchObject({ status: 404 })
    expect(await ask('/_weft/things', withoutEditor, {}, 'POST')).toMatchObject({ status: 200 })
  })

  test('whoever is refused gets the words and nothing else', async () => {
    const answer = await ask('/healthz', { refuse: () => 'not for you' })
    expect(answer).toMatchObject({ status: 403, body: 'Refused: not for you.\n' })
  })
})

describe('who may not have what they ask for', () => {
  /** What a server logs and counts while it is asked for these paths, one after the other. */
  async function told(...paths: readonly string[]) {
    const log: LogEntry[] = []
    const counted: string[] = []
    const secret = { GET: { answer: () => textAnswer(401, 'sign in first') } }
    const server = createServer(
      createRequestHandler({
        ...options,
        editor: undefined,
        endpoints: [{ path: 'secret/', methods: secret }],
        count: (event) => void counted.push(event),
        log: (entry) => void log.push(entry),
      }),
    ).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    for (const path of paths) await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
    return { log, counted }
  }

  test('is in the log, with address and reason and without the path, which may be a link', async () => {
    const { log, counted } = await told('/_weft/secret/link-tt1JLA', '/notes')
    const entry = { event: 'request-refused', from: '127.0.0.1' }
    expect(log).toEqual([
      { ...entry, level: 'info', status: 401, reason: 'sign in first' },
      { ...entry, level: 'debug', status: 426, reason: expect.stringContaining('WebSocket') },
    ])
    expect(counted).toEqual(['refused.401', 'refused.426'])
  })

  test('is not who gets what they asked for, or asked for what is not there', async () => {
    expect(await told('/healthz', '/', '/_weft/nothing')).toEqual({ log: [], counted: [] })
  })
})
