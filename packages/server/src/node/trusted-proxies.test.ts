import { createServer, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createTrustedProxies, type ProxyHeader, type TrustedProxies } from './trusted-proxies.ts'

type Headers = Readonly<Record<string, string | string[]>>

/** A request that came over a real socket of this machine, with these headers. */
async function cameWith(headers: Headers): Promise<IncomingMessage> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const arrived = once(server, 'request') as Promise<[IncomingMessage]>
  const { port } = server.address() as AddressInfo
  const asking = request({ host: '127.0.0.1', port, headers }).on('error', () => undefined)
  asking.end()
  onTestFinished(() => {
    asking.destroy()
    server.close()
  })
  return (await arrived)[0]
}

async function addressOf(
  trusted: readonly string[],
  headers: Headers,
  header?: ProxyHeader,
): Promise<string> {
  return createTrustedProxies(trusted, header).addressOf(await cameWith(headers))
}

describe('who asks', () => {
  test('is the socket’s address when nobody is trusted, whatever headers say', async () => {
    expect(await addressOf([], { 'X-Forwarded-For': '203.0.113.7' })).toBe('127.0.0.1')
    expect(await addressOf(['192.0.2.1'], { 'X-Forwarded-For': '203.0.113.7' })).toBe('127.0.0.1')
  })

  test('is whom a trusted proxy names', async () => {
    expect(await addressOf(['loopback'], { 'X-Forwarded-For': '203.0.113.7' })).toBe('203.0.113.7')
    expect(await addressOf(['127.0.0.1'], { 'X-Forwarded-For': '2001:db8::7' })).toBe('2001:db8::7')
  })

  test('is the last that is no proxy: what stands before, a stranger may have written', async () => {
    const trusted = ['loopback', '10.1.0.0/16']
    const headers = { 'X-Forwarded-For': '198.51.100.66, 203.0.113.7, 10.1.2.3' }
    expect(await addressOf(trusted, headers)).toBe('203.0.113.7')
  })

  test('is the last also of a header that was sent twice', async () => {
    const headers = { 'X-Forwarded-For': ['198.51.100.66', '203.0.113.7'] }
    expect(await addressOf(['loopback'], headers)).toBe('203.0.113.7')
  })

  test('is the first where all are proxies', async () => {
    const headers = { 'X-Forwarded-For': '127.0.0.9, 127.0.0.2' }
    expect(await addressOf(['loopback'], headers)).toBe('127.0.0.9')
  })

  test.for([
    ['203.0.113.7:5678', '203.0.113.7'],
    ['[2001:db8::7]:5678', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
  ])('is read with its port or brackets: %s', async ([given = '', address]) => {
    expect(await addressOf(['loopback'], { 'X-Forwarded-For': given })).toBe(address)
  })

  test.for(['unknown', 'a.example', '', ',,', '203.0.113.7.9', '<script>'])(
    'is the proxy’s own where it names nobody: %j',
    async (given) => {
      expect(await addressOf(['loopback'], { 'X-Forwarded-For': `198.51.100.66, ${given}` })).toBe(
        given === '' || given === ',,' ? '198.51.100.66' : '127.0.0.1',
      )
    },
  )

  test('is read from Forwarded where proxies set that, and only from that', async () => {
    const headers = {
      Forwarded: 'for=198.51.100.66;by="a, b", For="[2001:db8::7]:80";proto=https, for=127.0.0.2',
      'X-Forwarded-For': '198.51.100.99',
    }
    expect(await addressOf(['loopback'], headers, 'forwarded')).toBe('2001:db8::7')
    expect(await addressOf(['loopback'], headers)).toBe('198.51.100.99')
  })

  test.for(['for=_hidden', 'for=unknown', 'by=203.0.113.7', 'for="203.0.113.7', 'nonsense'])(
    'is the proxy’s own where Forwarded names nobody: %s',
    async (given) => {
      expect(await addressOf(['loopback'], { Forwarded: given }, 'forwarded')).toBe('127.0.0.1')
    },
  )

  test('a comma in quotes does not make an element', async () => {
    const headers = { Forwarded: 'for=203.0.113.7;secret="x, for=198.51.100.66"' }
    expect(await addressOf(['loopback'], headers, 'forwarded')).toBe('203.0.113.7')
  })

  test.each(['for=198.51.100.66;x="', 'for="198.51.100.66', '"', 'for=198.51.100.66;x="\\'])(
    'is what the proxy wrote behind a quote that a stranger left open: %s',
    async (given) => {
      const headers = { Forwarded: `${given}, for="[2001:db8::7]:80"` }
      expect(await addressOf(['loopback'], headers, 'forwarded')).toBe('2001:db8::7')
    },
  )

  test.each([
    ['quotes', '\\"'.repeat(4_000)],
    ['a long word', 'a'.repeat(8_000)],
    ['backslashes and quotes', '"a\\'.repeat(2_600)],
  ])('is read of a stranger’s %s in no time', async (_what, given) => {
    const proxies = createTrustedProxies(['loopback'], 'forwarded')
    const { socket } = await cameWith({})
    const request = { headers: { forwarded: given.repeat(16) }, socket }
    const startMs = performance.now()
    proxies.addressOf(request)
    // It took ten seconds and more when the time went with the square of the length.
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })
})

describe('whether it is https', () => {
  const asks = async (proxies: TrustedProxies, headers: Headers): Promise<boolean> =>
    proxies.isHttps(await cameWith(headers))
  const from = { 'X-Forwarded-For': '203.0.113.7' }

  test('is a trusted proxy’s word, and nobody else’s', async () => {
    const headers = { ...from, 'X-Forwarded-Proto': 'https' }
    expect(await asks(createTrustedProxies(['loopback']), headers)).toBe(true)
    expect(await asks(createTrustedProxies([]), headers)).toBe(false)
    expect(await asks(createTrustedProxies(['loopback']), from)).toBe(false)
  })

  test('is what the proxy added last', async () => {
    const headers = { ...from, 'X-Forwarded-Proto': 'https, http' }
    expect(await asks(createTrustedProxies(['loopback']), headers)).toBe(false)
  })

  test('stands in Forwarded beside the address', async () => {
    const proxies = createTrustedProxies(['loopback'], 'forwarded')
    expect(await asks(proxies, { Forwarded: 'for=203.0.113.7;proto=HTTPS' })).toBe(true)
    expect(await asks(proxies, { Forwarded: 'for=1.2.3.4;proto=https, for=203.0.113.7' })).toBe(
      false,
    )
  })
})

describe('the list', () => {
  test('takes addresses, networks and two words', () => {
    const proxies = createTrustedProxies(['192.0.2.1', '2001:db8::/32', 'Loopback', 'private'])
    for (const inside of ['192.0.2.1', '2001:db8:1::9', '127.9.9.9', '::1', '10.0.0.1', 'fd00::1'])
      expect(proxies.has(inside), inside).toBe(true)
    expect(proxies.has('::ffff:10.0.0.1')).toBe(true)
    for (const outside of ['192.0.2.2', '2001:db9::1', '172.32.0.1', '', undefined])
      expect(proxies.has(outside), outside).toBe(false)
  })

  test.for(['proxy.example.org', '*', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', ''])(
    'refuses %j',
    (entry) => {
      expect(() => createTrustedProxies([entry])).toThrow(`Cannot trust the proxy "${entry}"`)
    },
  )

  test.for(['0.0.0.0/0', '::/0'])('refuses to believe everybody: %s', (entry) => {
    expect(() => createTrustedProxies([entry])).toThrow('anybody could then say to be anybody')
  })
})
