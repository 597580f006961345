import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeMessage } from '@weft/protocol'
import { MemoryStorage, StorageError } from '@weft/storage'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { allowEveryone } from '../core/ports.ts'
import type { ServerOptions } from './options.ts'
import { frame, frameHeader, hex, RawClient, upgradeRequest } from './raw-client.test-support.ts'
import { KeptLog, startServer, testOptions } from './running-server.test-support.ts'
import { createServer } from './server.ts'
import { StockClient } from './stock-client.test-support.ts'

const STEP_1 = frame(hex('00 00 01 00'))

/** Storage that takes an append and never says that it is done. */
class HangingStorage extends MemoryStorage {
  override append(): Promise<readonly number[]> {
    return new Promise(() => {})
  }
}

class FailingStorage extends MemoryStorage {
  override async append(): Promise<readonly number[]> {
    throw new StorageError('FAILED', 'the disk is full')
  }
}

/** An HTTP server of somebody else, on a free port. */
async function foreignServer(): Promise<{ readonly http: Server; readonly port: number }> {
  const http = createHttpServer((_request, response) => response.end('the application'))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return { http, port: (http.address() as AddressInfo).port }
}

describe('createServer', () => {
  const valid = { storage: new MemoryStorage(), authorize: allowEveryone }
  const withOption = (option: object) => ({ ...valid, ...option }) as ServerOptions

  test('says what is missing', () => {
    expect(() => createServer(withOption({ authorize: undefined }))).toThrow(TypeError)
    expect(() => createServer(withOption({ authorize: undefined }))).toThrow('allowEveryone')
    expect(() => createServer(withOption({ storage: undefined }))).toThrow(TypeError)
  })

  test.each([['/docs'], ['docs/'], ['']])('refuses the path prefix "%s"', (pathPrefix) => {
    expect(() => createServer(withOption({ pathPrefix }))).toThrow(TypeError)
  })

  test.each([
    [{ maxTickMs: -1 }, RangeError],
    [{ maxTickMs: Number.NaN }, RangeError],
    [{ maxTickMs: '16' }, RangeError],
    [{ maxMessageBytes: 0 }, RangeError],
    [{ pingIntervalMs: 0 }, RangeError],
    [{ maxTicks: 16 }, TypeError],
    [{ toString: 16 }, TypeError],
  ])('refuses the limits %j', (limits, error) => {
    expect(() => createServer(withOption({ limits }))).toThrow(error)
  })

  test('takes limits of 0 and without end where they mean something', async () => {
    const { url, port, log } = await startServer({
      limits: {
        maxTickMs: 0,
        unloadDelayMs: 0,
        greetingTimeoutMs: Infinity,
        maxMessageBytes: 2 ** 40,
      },
    })
    const silent = await RawClient.open(port)
    const client = await StockClient.open(`${url}/room`)
    const other = await StockClient.open(`${url}/room`)
    client.type('x')
    await other.reads('x')
    // Nobody has hurried the first one; and there still is a largest message, the largest that there can be.
    expect(log.all('peer-closed')).toEqual([])
    silent.send(STEP_1)
    await silent.heard()
    silent.send(frameHeader(2 ** 31))
    expect(await silent.closed()).toBe(4413)
  })
})

describe('listen', () => {
  test('rejects with the system error when the port is taken, and may be tried again', async () => {
    const { port } = await startServer()
    const log = new KeptLog()
    const server = createServer(testOptions(log))
    onTestFinished(() => server.close())
    await expect(server.listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    const address = await server.listen({ port: 0, host: '127.0.0.1' })
    expect(address.host).toBe('127.0.0.1')
    await StockClient.open(`ws://127.0.0.1:${address.port}/room`)
  })

  test('is refused while it listens, once it is closed, and for an attached server', async () => {
    const { server } = await startServer()
    await expect(server.listen({ port: 0, host: '127.0.0.1' })).rejects.toThrow(TypeError)
    await server.close()
    await expect(server.listen({ port: 0, host: '127.0.0.1' })).rejects.toThrow('closed')
    const { http } = await foreignServer()
    const attached = createServer(testOptions(new KeptLog(), { server: http }))
    onTestFinished(() => attached.close())
    await expect(attached.listen({ port: 0, host: '127.0.0.1' })).rejects.toThrow('attached')
  })
})

describe('attached to an HTTP server that exists', () => {
  test('it takes the upgrades under its prefix, and leaves all else to the others', async () => {
    const { http, port } = await foreignServer()
    const others = new WebSocketServer({ noServer: true })
    http.on('upgrade', (request, socket, head) => {
      if (!request.url?.startsWith('/other')) return
      others.handleUpgrade(request, socket, head, (webSocket) => webSocket.send('from the other'))
    })
    const server = createServer(testOptions(new KeptLog(), { server: http, pathPrefix: '/docs/' }))
    const url = `ws://127.0.0.1:${port}`

    const client = await StockClient.open(`${url}/docs/room`)
    expect(client.isSynced).toBe(true)
    const theirs = async () => {
      const webSocket = new WebSocket(`${url}/other`)
      const [data] = (await once(webSocket, 'message')) as [Buffer]
      webSocket.terminate()
      return data.toString()
    }
    expect(await theirs()).toBe('from the other')
    const answer = await fetch(`http://127.0.0.1:${port}/docs/room`)
    expect(await answer.text()).toBe('the application')

    await server.close()
    expect(await client.closed()).toBe(1012)
    expect(http.listening).toBe(true)
    expect(http.listenerCount('upgrade')).toBe(1)
    expect(await theirs()).toBe('from the other')
  })
})

describe('close', () => {
  test('tells everybody, and gives the same promise again', async () => {
    const { server, url, port } = await startServer()
    const clients = [await StockClient.open(`${url}/a`), await StockClient.open(`${url}/b`)]
    const first = server.close()
    expect(server.close()).toBe(first)
    await first
    for (const client of clients) expect(await client.closed()).toBe(1012)
    expect([server.peers, server.rooms]).toEqual([0, 0])
    const late = new RawClient(port)
    await late.ended()
  })

  test.each([
    [{}, 30],
    [{ spreadMs: 5_000 }, 5_000],
  ])(
    'tells three who said hello, with %o, to come back within %i ms',
    async (options, withinMs) => {
      const { server, url } = await startServer()
      const hello = hex('40 01 01 61 00 00 00')
      const sockets = await Promise.all(
        ['a', 'a', 'b'].map(async (document) => {
          const socket = new WebSocket(`${url}/${document}`)
          onTestFinished(() => socket.terminate())
          await once(socket, 'open')
          socket.send(hello)
          await once(socket, 'message')
          return socket
        }),
      )
      const told = sockets.map(async (socket) => {
        let last: Buffer | undefined
        socket.on('message', (data: Buffer) => (last = data))
        await once(socket, 'close')
        return last && decodeMessage(last)
      })
      await server.close(options)
      const goingAway = { type: 'goingAway', maxDelayMs: withinMs }
      expect(await Promise.all(told)).toEqual([goingAway, goingAway, goingAway])
    },
  )

  test('waits until what was taken is in storage', async () => {
    const storage = new MemoryStorage()
    const { server, url } = await startServer({ storage })
    const client = await StockClient.open(`${url}/room`)
    const other = await StockClient.open(`${url}/room`)
    client.type('kept')
    await other.reads('kept')
    await server.close()
    const stored = await storage.load('room')
    expect(stored?.records.length).toBeGreaterThan(0)
  })

  test('cuts off who does not answer the close frame, after a second', async () => {
    const { server, port } = await startServer()
    const client = await RawClient.open(port)
    client.send(STEP_1)
    await client.heard()
    const startMs = performance.now()
    await server.close()
    expect(performance.now() - startMs).toBeGreaterThan(900)
    await client.ended()
  })

  test('is not held up by a connection that was refused and stays half open', async () => {
    const { server, port, log } = await startServer({ pathPrefix: '/docs/' })
    const client = new RawClient(port)
    client.socket.write(upgradeRequest('/elsewhere'))
    expect(await client.answered()).toBe(404)
    const idle = new RawClient(port)
    await once(idle.socket, 'connect')
    await server.close()
    expect(log.all('request-refused')).toMatchObject([{ status: 404 }])
  })

  test('gives up a disk that hangs, says so, and lets everybody go', async () => {
    const { server, url } = await startServer({ storage: new HangingStorage() })
    const client = await StockClient.open(`${url}/room`)
    const other = await StockClient.open(`${url}/room`)
    client.type('not kept')
    await other.reads('not kept')
    const error: unknown = await server.close({ timeoutMs: 50 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AggregateError)
    expect((error as AggregateError).errors).toMatchObject([
      { message: 'not everything was on disk in time' },
    ])
    expect(await client.closed()).toBe(1012)
    expect(server.unsaved).toEqual([{ document: 'room', edits: 1, bytes: expect.any(Number) }])
  })

  test('takes no upgrade on a connection that was there before', async () => {
    const { server, port, url } = await startServer({ storage: new HangingStorage() })
    const client = await StockClient.open(`${url}/room`)
    const other = await StockClient.open(`${url}/room`)
    client.type('not kept')
    await other.reads('not kept')
    const early = new RawClient(port)
    await once(early.socket, 'connect')
    // Half a request, so that it is not idle when the server closes.
    early.socket.write('GET /room HTTP/1.1\r\n')
    const third = await StockClient.open(`${url}/another`)
    const closed = server.close({ timeoutMs: 200 }).catch(() => {})
    await third.closed()
    early.socket.write(upgradeRequest('/room').split('\r\n').slice(1).join('\r\n'))
    expect(await early.answered()).toBe(503)
    await closed
  })
})

test('readyz is 200, and 503 while storage fails; healthz is 200 all the same', async () => {
  const { server, port, url, log } = await startServer({ storage: new FailingStorage() })
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}/${path}`)).status
  expect(await status('readyz?probe')).toBe(200)
  const client = await StockClient.open(`${url}/room`)
  client.type('not kept')
  await log.first('storage-failed')
  expect(server.isSaving).toBe(false)
  expect(await status('readyz')).toBe(503)
  expect(await status('healthz')).toBe(200)
  expect(server.unsaved).toMatchObject([{ document: 'room', edits: 1 }])
})
