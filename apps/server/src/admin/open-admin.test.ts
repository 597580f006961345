import { stat, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { createTrustedProxies } from '@weft/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findServer, requireServer } from './admin-client.ts'
import { documentPath } from './admin-route.ts'
import { AdminTokens } from './admin-tokens.ts'
import { openAdmin } from './open-admin.ts'
import {
  bearer,
  metricsToken,
  open,
  someRoutes,
  temporaryFolder,
  token,
} from './opened-admin.test-support.ts'

/** Asks with headers that `fetch` does not let one choose. */
function statusWith(
  address: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${address}${path}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

describe('the port', () => {
  test('answers who has the token, and tells nobody else anything', async () => {
    const { address, logged } = await open()
    const inside = await fetch(`${address}/api/documents/a%2Fb`, bearer(token))
    expect([inside.status, await inside.json()]).toEqual([200, { document: 'a/b' }])
    expect(inside.headers.get('cache-control')).toBe('no-store')
    expect(inside.headers.get('access-control-allow-origin')).toBeNull()
    const outside = await fetch(`${address}/api/documents/a`)
    expect(outside.status).toBe(401)
    expect(outside.headers.get('www-authenticate')).toBe('Bearer')
    expect(outside.headers.get('weft-version')).toBeNull()
    expect((await fetch(`${address}/nothing`)).status).toBe(401)
    expect((await fetch(`${address}/api/documents/a`, bearer('not-the-token'))).status).toBe(401)
    expect(JSON.stringify(logged)).not.toContain('not-the-token')
  })

  test('gives who has the token for metrics nothing but these', async () => {
    const { address } = await open()
    const metrics = await fetch(`${address}/metrics`, bearer(metricsToken))
    expect([metrics.status, await metrics.text()]).toEqual([200, 'up 1\n'])
    expect((await fetch(`${address}/metrics`, bearer(token))).status).toBe(200)
    expect((await fetch(`${address}/metrics`)).status).toBe(401)
    expect((await fetch(`${address}/api/stream`, bearer(metricsToken))).status).toBe(403)
  })

  test.each([
    ['a proxy that is trusted', ['loopback'], 200],
    ['anybody else', [], 429],
  ] as const)('behind %s, somebody who guesses shuts out', async (_who, trusted, status) => {
    const { address, logged } = await open({ trusted })
    const ask = async (text: string, from: string): Promise<number> => {
      const headers = { ...bearer(text).headers, 'x-forwarded-for': from }
      const answer = await fetch(`${address}/metrics`, { headers })
      await answer.arrayBuffer()
      return answer.status
    }
    for (let tries = 0; tries < 60; tries += 1) await ask('wrong-wrong-wrong', '203.0.113.9')
    expect(await ask(token, '203.0.113.9')).toBe(429)
    expect(await ask(token, '203.0.113.10')).toBe(status)
    const from = trusted.length > 0 ? '203.0.113.9' : '127.0.0.1'
    expect(logged).toContainEqual(expect.objectContaining({ event: 'admin-refused', from }))
  })

  test('shows its page to everybody who may come to it', async () => {
    const { address } = await open()
    const page = await fetch(address)
    expect([page.status, await page.text()]).toEqual([200, 'the page'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('is not reached by a name that a web page gave this machine', async () => {
    const { address } = await open()
    const headers = bearer(token).headers
    expect(await statusWith(address, '/', { host: 'evil.example' })).toBe(403)
    expect(await statusWith(address, '/metrics', { ...headers, host: 'evil.example' })).toBe(403)
    expect(await statusWith(address, '/metrics', { ...headers, host: 'localhost:9' })).toBe(200)
  })

  test('changes nothing for another site’s page', async () => {
    const { address, logged } = await open()
    const ask = (headers: Record<string, string>) =>
      fetch(`${address}/api/upload`, {
        method: 'POST',
        headers: { ...bearer(token).headers, ...headers },
      })
    expect((await ask({ Origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await ask({ Origin: address })).status).toBe(200)
    expect(logged.filter(({ event }) => event === 'admin-request')).toHaveLength(1)
  })

  test('says what is wrong', async () => {
    const { address, logged } = await open()
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(`${address}${path}`, { ...bearer(token), method })
      return [answer.status, JSON.stringify(await answer.json())]
    }
    expect(await ask('/api/nowhere')).toEqual([404, expect.stringContaining('no such thing')])
    expect(await ask('/api/upload')).toEqual([405, expect.stringContaining('Only POST')])
    expect(await ask('/api/documents/%00')).toEqual([400, expect.stringContaining('name must')])
    expect(await ask('/api/nothing', 'DELETE')).toEqual([409, expect.stringContaining('Try again')])
    expect(logged.map(({ event }) => event)).not.toContain('admin-request-failed')
    expect(await ask('/api/unwritten', 'PUT')).toEqual([500, expect.stringContaining('written')])
    expect(logged).toContainEqual(expect.objectContaining({ event: 'admin-request-failed' }))
    expect(await ask('/api/fault')).toEqual([500, expect.not.stringContaining('innermost')])
    expect(logged.filter(({ event }) => event === 'admin-request-failed')).toHaveLength(2)
  })
})

describe('the socket in the data folder', () => {
  test('is for its owner alone, who needs no token', async () => {
    const { data } = await open()
    expect((await stat(join(data, 'admin.sock'))).mode & 0o777).toBe(0o600)
    const client = await requireServer(data, '1.0.0')
    expect(await client.json('GET', documentPath('a/b'))).toEqual({ document: 'a/b' })
  })

  test('takes a body at its own pace, and gives the server’s words for a refusal', async () => {
    const { data } = await open()
    const client = await requireServer(data, '1.0.0')
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 100; part += 1) yield await Promise.resolve(new Uint8Array(50_000))
    }
    expect(
      await client.json('POST', '/api/upload', { body: body(), query: { to: 'a b' } }),
    ).toEqual({ bytes: 5_000_000, to: 'a b' })
    await expect(client.json('DELETE', '/api/nothing')).rejects.toThrow('Try again later')
  })

  test('gives no more than is read, and ends what nobody reads any more', async () => {
    const seen: string[] = []
    const { data } = await open({ routes: someRoutes(seen) })
    const client = await requireServer(data, '1.0.0')
    const read = client.stream('GET', '/api/stream')
    await read.next()
    let before = -1
    await expect
      .poll(
        () => {
          const isStill = before === seen.length
          before = seen.length
          return isStill
        },
        { interval: 200, timeout: 10_000 },
      )
      .toBe(true)
    // What fits into the buffers between the two, and not what would come in that time.
    expect(before).toBeLessThan(500)
    await read.return()
    await expect.poll(() => seen.at(-1), { timeout: 10_000 }).toBe('ended')
  })

  test('tells an answer that breaks off from a whole one', async () => {
    const { data } = await open()
    const client = await requireServer(data, '1.0.0')
    const read = async () => {
      for await (const chunk of client.stream('GET', '/api/half')) expect(chunk).toBeDefined()
    }
    await expect(read()).rejects.toThrow('went away before it was done')
  })

  test('is gone when the server ends, and what is under way ends with it', async () => {
    const seen: string[] = []
    const { data, admin } = await open({ routes: someRoutes(seen) })
    const client = await requireServer(data, '1.0.0')
    const read = client.stream('GET', '/api/stream')
    await read.next()
    await admin.close()
    expect(seen.at(-1)).toBe('ended')
    await expect(
      (async () => {
        for await (const chunk of read) expect(chunk).toBeDefined()
      })(),
    ).rejects.toThrow('went away')
    expect(await findServer(data, '1.0.0')).toBeUndefined()
  })

  test('that a killed server left is no server, and stands in nobody’s way', async () => {
    const data = await temporaryFolder()
    await writeFile(join(data, 'admin.sock'), '')
    expect(await findServer(data, '1.0.0')).toBeUndefined()
    await open({ data })
    expect(await findServer(data, '1.0.0')).toBeDefined()
  })

  test('is not used by a command of another version', async () => {
    const { data } = await open({ version: '2.0.0' })
    await expect(findServer(data, '1.0.0')).rejects.toThrow(/version 2\.0\.0.*1\.0\.0.*restart/s)
  })

  test('is missing, and that is said, where its path would be too long', async () => {
    const data = join(await temporaryFolder(), 'x'.repeat(100))
    const { logged, address } = await open({ data })
    expect(logged).toContainEqual(
      expect.objectContaining({
        event: 'admin-socket-missing',
        reason: expect.stringContaining('longer'),
      }),
    )
    expect((await fetch(`${address}/metrics`, bearer(token))).status).toBe(200)
    await expect(requireServer(data, '1.0.0')).rejects.toThrow(/shorter path/)
  })

  test('where somebody else listens is named', async () => {
    const data = await temporaryFolder()
    const other = createSocketServer((socket) => socket.end('What?\r\n\r\n'))
    onTestFinished(() => void other.close())
    other.listen(join(data, 'admin.sock'))
    await once(other, 'listening')
    await expect(findServer(data, '1.0.0')).rejects.toThrow(/Is it Weft that listens/)
  })

  test('without a server asks for one to be started', async () => {
    await expect(requireServer(await temporaryFolder(), '1.0.0')).rejects.toThrow(/weft serve/)
  })
})

test('a port that is taken is said in words', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const opening = openAdmin({
    data: await temporaryFolder(),
    listener: { port, host: '127.0.0.1', tokenFile: undefined, metricsTokenFile: undefined },
    tokens: new AdminTokens({ admin: token, metrics: undefined }, () => 0),
    proxies: createTrustedProxies([]),
    routes: [],
    page: () => undefined,
    version: '1.0.0',
    log: () => undefined,
  })
  await expect(opening).rejects.toThrow(/another program uses that port.*--admin-port/)
})
