import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Requester } from '../core/ports.ts'
import type { ServerOptions } from './options.ts'
import { frame, hex, RawClient, upgradeRequest } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { StockClient } from './stock-client.test-support.ts'

/** What JavaScript lets through. */
type Refuse = (request: IncomingMessage) => unknown

const STEP_1 = frame(hex('00 00 01 00'))

describe('a request', () => {
  test('may have a token in its query, whatever else is there', async () => {
    const seen: (string | undefined)[] = []
    const { url } = await startServer({
      authorize: ({ token }: Requester) => {
        seen.push(token)
        return { allowed: true }
      },
    })
    await StockClient.open(`${url}/room?x=1&token=a?b%20c&y`)
    expect(new Set(seen)).toEqual(new Set(['a?b c']))
  })

  test('may be in absolute form', async () => {
    const { port, log } = await startServer()
    const client = new RawClient(port)
    client.socket.write(upgradeRequest('http://example.org/room?token=x'))
    expect(await client.answered()).toBe(101)
    client.send(STEP_1)
    expect((await log.first('peer-joined')).document).toBe('room')
  })

  test('[A10] may bring the first frame along', async () => {
    const { port, log } = await startServer()
    const client = new RawClient(port)
    client.socket.write(Buffer.concat([Buffer.from(upgradeRequest('/room')), STEP_1]))
    await client.heard()
    expect(log.all('peer-joined')).toHaveLength(1)
  })

  test('[A7] is never answered with an extension', async () => {
    const { port, url } = await startServer()
    const client = new RawClient(port)
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'
    client.socket.write(upgradeRequest('/room', offer))
    expect(await client.answered()).toBe(101)
    expect(client.head).not.toContain('extensions')
    const webSocket = new WebSocket(`${url}/room`, { perMessageDeflate: true })
    await once(webSocket, 'open')
    expect(webSocket.extensions).toBe('')
    webSocket.terminate()
  })

  test.each([
    [
      '2,001 headers before its own',
      upgradeRequest('/room').replace('Host', `${'a:\r\n'.repeat(2_001)}Host`),
      400,
    ],
    ['a header of 9 KB', upgradeRequest('/room', `x: ${'y'.repeat(9_000)}`), 431],
    [
      'a subprotocol of spaces',
      upgradeRequest('/room', `Sec-WebSocket-Protocol: b${' '.repeat(7_000)}x`),
      400,
    ],
    [
      'extensions named like a prototype',
      upgradeRequest('/room', 'Sec-WebSocket-Extensions: constructor'),
      101,
    ],
    ['a key that is none', upgradeRequest('/room').replace(/Key: \S+/, 'Key: short'), 400],
    ['a version that is none', upgradeRequest('/room').replace('Version: 13', 'Version: 7'), 400],
    [
      'another protocol',
      upgradeRequest('/room').replace('Upgrade: websocket', 'Upgrade: h2c'),
      400,
    ],
    ['another method', upgradeRequest('/room').replace('GET', 'PUT'), 400],
    ['no WebSocket', 'GET /room HTTP/1.1\r\nHost: x\r\n\r\n', 426],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['TLS', hex('16 03 01 02 00 01 00 01 fc 03 03 00'), 400],
  ])('[A8] with %s is answered, counted and logged', async (_title, request, status) => {
    const { port, server, log, url } = await startServer()
    const client = new RawClient(port)
    client.socket.write(request)
    expect(await client.answered()).toBe(status)
    expect(server.counters.get(`refused.${status}`)).toBe(status === 101 ? undefined : 1)
    expect(log.all('request-refused')).toHaveLength(status === 101 ? 0 : 1)
    expect((await StockClient.open(`${url}/room`)).isSynced).toBe(true)
  })

  test('that is reset before it is answered harms nobody', async () => {
    const { port, url, log } = await startServer({ pathPrefix: '/docs/' })
    for (let round = 0; round < 20; round += 1) {
      const client = new RawClient(port)
      client.socket.write(upgradeRequest('/elsewhere'), () => client.socket.resetAndDestroy())
    }
    await log.until('all are refused', () => log.all('request-refused').length === 20)
    expect((await StockClient.open(`${url}/docs/room`)).isSynced).toBe(true)
  })
})

describe('refuse', () => {
  test('turns a peer away with 4403 and its words', async () => {
    const { port, url, log } = await startServer({
      refuse: ({ headers }) => (headers.origin === undefined ? undefined : 'not from a browser'),
    })
    const webSocket = new WebSocket(`${url}/room`, { origin: 'https://example.org' })
    const [code, reason] = (await once(webSocket, 'close')) as [number, Buffer]
    expect([code, reason.toString()]).toEqual([4403, 'not from a browser'])
    expect(log.all('peer-refused')).toMatchObject([{ code: 4403, reason: 'not from a browser' }])
    expect((await StockClient.open(`ws://127.0.0.1:${port}/room`)).isSynced).toBe(true)
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('a fault of the application')
      },
    ],
    ['is an async function', () => Promise.resolve(undefined)],
  ])('that %s lets nobody in for now, and is logged', async (_title, refuse: Refuse) => {
    const { port, log } = await startServer({ refuse } as Partial<ServerOptions>)
    const client = await RawClient.open(port)
    expect(await client.closed()).toBe(1013)
    expect(log.all('hook-failed')).toMatchObject([{ hook: 'refuse' }])
  })
})

describe('[A30] a page', () => {
  const closeOf = async (url: string, origin: string): Promise<number> => {
    const client = new StockClient(`${url}/room`, { origin })
    await client.until(
      'it is let in or not',
      () => client.isSynced || client.closeCode !== undefined,
    )
    client.end()
    return client.closeCode ?? 0
  }

  test.each([
    ['http://127.0.0.1:5173', 0],
    ['http://localhost', 0],
    ['https://evil.example', 4403],
    ['null', 4403],
    ['http://127.0.0.1.evil.example', 4403],
  ])('from %s ends with %d', async (origin, code) => {
    const { url, server, log } = await startServer()
    expect(await closeOf(url, origin)).toBe(code)
    expect(server.counters.get('origin-refused')).toBe(code === 0 ? undefined : 1)
    expect(log.all('peer-refused')).toHaveLength(code === 0 ? 0 : 1)
  })

  test('from an allowed origin is let in, and its look-alike is not', async () => {
    const { url } = await startServer({ allowedOrigins: ['https://app.example.org'] })
    expect(await closeOf(url, 'https://app.example.org')).toBe(0)
    expect(await closeOf(url, 'https://app.example.org.evil.example')).toBe(4403)
  })

  test('from anywhere is let in if that was asked for', async () => {
    const { url } = await startServer({ allowedOrigins: '*' })
    for (const origin of ['https://evil.example', 'null'])
      expect(await closeOf(url, origin)).toBe(0)
  })
})

describe('onRequest', () => {
  test('answers what is no WebSocket', async () => {
    const { port, url } = await startServer({
      onRequest: (request, response) => void response.end(`page ${request.url ?? ''}`),
    })
    expect(await (await fetch(`http://127.0.0.1:${port}/x`)).text()).toBe('page /x')
    expect((await StockClient.open(`${url}/x`)).isSynced).toBe(true)
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('a fault of the application')
      },
    ],
    ['rejects', () => Promise.reject(new Error('a fault of the application'))],
  ])('that %s is answered with 500 and logged', async (_title, onRequest) => {
    const { port, log } = await startServer({ onRequest })
    expect((await fetch(`http://127.0.0.1:${port}/x`)).status).toBe(500)
    expect(log.all('hook-failed')).toMatchObject([{ hook: 'onRequest' }])
  })
})

test('a log that throws harms nobody', async () => {
  const { url, server } = await startServer({
    log: () => {
      throw new Error('a fault of the application')
    },
  })
  const client = await StockClient.open(`${url}/room`)
  expect(client.isSynced).toBe(true)
  client.socket.send('text')
  expect(await client.closed()).toBe(4400)
  expect(server.counters.get('log-failed')).toBeGreaterThan(0)
})
