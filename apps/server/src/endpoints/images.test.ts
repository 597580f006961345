import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { allowEveryone, type Authorize } from '@weft/server'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import type { ImageStore, Kept } from '../images/image-store.ts'
import { answerEndpoint } from './answer-endpoint.ts'
import { findEndpoint } from './endpoint.ts'
import { imageEndpoints, type ImageEndpointOptions } from './images.ts'

const NAME = `${'ab'.repeat(32)}.png`
const received: Buffer[] = []
async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('picture')
}
const picture = { sizeBytes: 7, pieces: pieces() }

const store = (kept: Kept): Pick<ImageStore, 'keep' | 'open'> => ({
  keep: (bytes) => {
    received.push(bytes)
    return Promise.resolve(kept)
  },
  open: (name) =>
    Promise.resolve(
      name === NAME
        ? { ...picture, type: { extension: 'png', contentType: 'image/png' } }
        : undefined,
    ),
})

const options: ImageEndpointOptions = {
  store: store({ kept: true, name: NAME }),
  authorize: allowEveryone,
  maxBytes: 10,
  log: () => undefined,
}

function ask(
  method: string,
  url: string,
  sent: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  changes: Partial<ImageEndpointOptions> = {},
): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { method })
  const length = sent.body === undefined ? {} : { 'content-length': String(sent.body.length) }
  Object.assign(request.headers, { host: 'weft.example', ...length, ...sent.headers })
  if (sent.body !== undefined) request.push(sent.body)
  request.push(null)
  const [path = '', search = ''] = url.split('?')
  const endpoint = findEndpoint(imageEndpoints({ ...options, ...changes }), path)
  if (!endpoint) throw new Error(`nothing answers ${path}`)
  return answerEndpoint(endpoint, path, search, request)
}

const png = { headers: { 'content-type': 'image/png' }, body: 'picture' }

describe('a picture that is sent', () => {
  test('is kept, and its address told', async () => {
    const answer = await ask('POST', 'images?document=notes', png)
    expect(answer).toMatchObject({ status: 201, headers: { Location: `/_weft/images/${NAME}` } })
    expect(JSON.parse(String(answer.body))).toEqual({ src: `/_weft/images/${NAME}` })
    expect(received.at(-1)?.toString()).toBe('picture')
  })

  test.each(['image/svg+xml', 'text/html', 'multipart/form-data'])(
    'as %s is refused unread',
    async (type) => {
      const before = received.length
      const sent = { ...png, headers: { 'content-type': type } }
      expect(await ask('POST', 'images?document=notes', sent)).toMatchObject({ status: 415 })
      expect(received).toHaveLength(before)
    },
  )

  test('is measured', async () => {
    const sent = { ...png, body: 'a picture too large' }
    expect(await ask('POST', 'images?document=notes', sent)).toMatchObject({ status: 413 })
  })

  test.each([
    ['no-image', 415],
    ['full', 507],
    ['disk-full', 507],
  ] as const)('and is %s is answered with %i', async (because, status) => {
    const changes = { store: store({ kept: false, because }) }
    expect(await ask('POST', 'images?document=notes', png, changes)).toMatchObject({ status })
  })

  test('belongs to a document', async () => {
    expect(await ask('POST', 'images', png)).toMatchObject({ status: 400 })
  })

  test('from somebody who may not is not even read', async () => {
    const before = received.length
    const authorize: Authorize = (_, action, document) => {
      expect([action, document]).toEqual(['upload', 'notes'])
      return { allowed: false, because: 'forbidden', reason: 'ask Ada' }
    }
    expect(await ask('POST', 'images?document=notes', png, { authorize })).toMatchObject({
      status: 403,
      body: 'ask Ada\n',
    })
    expect(received).toHaveLength(before)
  })

  test('from a page elsewhere is refused', async () => {
    const headers = { ...png.headers, origin: 'https://elsewhere.example' }
    const sent = { ...png, headers }
    expect(await ask('POST', 'images?document=notes', sent)).toMatchObject({ status: 403 })
  })
})

describe('a picture that is asked for', () => {
  test('comes as what it is and nothing else, and is kept for good', async () => {
    expect(await ask('GET', `images/${NAME}`)).toEqual({
      status: 200,
      type: 'image/png',
      body: { bytes: 7, pieces: picture.pieces },
      headers: {
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'private, max-age=31536000, immutable',
        ETag: `"${NAME}"`,
      },
    })
  })

  test('is not sent to who has it', async () => {
    const headers = { 'if-none-match': `"${NAME}"` }
    expect(await ask('GET', `images/${NAME}`, { headers })).toMatchObject({ status: 304, body: '' })
  })

  test.each(['images/nothing', `images/../${NAME}`, `images/a/${NAME}`])(
    '%s is not there',
    async (path) => {
      expect(await ask('GET', path)).toMatchObject({ status: 404 })
    },
  )

  test('can be neither changed nor deleted', async () => {
    expect(await ask('PUT', `images/${NAME}`, png)).toMatchObject({ status: 405 })
    expect(await ask('DELETE', `images/${NAME}`)).toMatchObject({ status: 405 })
  })
})
