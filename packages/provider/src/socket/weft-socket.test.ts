import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets } from '../fake-web-socket.test-support.ts'
import { WeftProvider } from '../index.ts'
import { fakeSharedServer } from './fake-shared-server.test-support.ts'
import { WeftSocket } from './weft-socket.ts'

/** An event target that counts who listens. */
class CountingTarget extends EventTarget {
  listeners = 0
  visibilityState = 'visible'

  constructor() {
    super()
    // Fifty providers are no leak.
    setMaxListeners(0, this)
  }

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners += 1
    super.addEventListener(type, listener)
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.listeners -= 1
    super.removeEventListener(type, listener)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** A page with a socket and so many providers, and a server that the test plays. */
function page(count: number, options: { readonly connect?: boolean } = {}) {
  vi.clearAllTimers()
  const targets = { window: new CountingTarget(), document: new CountingTarget() }
  vi.stubGlobal('window', targets.window)
  vi.stubGlobal('document', targets.document)
  const { WebSocketClass, sockets } = fakeSharedServer()
  const socket = new WeftSocket('wss://host', { WebSocketPolyfill: WebSocketClass })
  const providers = Array.from({ length: count }, (_, index) => {
    const name = `document ${index}`
    return new WeftProvider(socket.url, name, new Y.Doc(), { socket, disableBc: true, ...options })
  })
  return {
    ...targets,
    socket,
    providers,
    sockets,
    /** The newest WebSocket. */
    get wire() {
      const wire = sockets.at(-1)
      if (!wire) throw new Error('none was opened yet')
      return wire
    },
    get open() {
      return sockets.filter(({ readyState }) => readyState < 2).length
    },
    get listeners() {
      return targets.window.listeners + targets.document.listeners
    },
    end() {
      for (const provider of providers) {
        provider.destroy()
        provider.doc.destroy()
      }
      socket.destroy()
    },
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('a socket that providers share', () => {
  it('opens one WebSocket at a URL without a document', async () => {
    const world = page(50)
    await turns()
    expect(world.sockets.map(({ url }) => url)).toEqual(['wss://host/?channels=1'])
    world.wire.accept()
    await turns()
    expect(world.providers.every(({ synced }) => synced)).toBe(true)
    expect([world.socket.status, world.socket.sharing, world.socket.channels]).toEqual([
      'connected',
      'shared',
      50,
    ])
    world.end()
  })

  it('asks for one sign of life for all its providers', async () => {
    const world = page(50)
    await turns()
    world.wire.accept()
    await turns()
    const before = world.wire.pings
    await vi.advanceTimersByTimeAsync(60_000)
    expect(world.wire.pings - before).toBe(4)
    expect(world.providers.every(({ wsconnected }) => wsconnected)).toBe(true)
    world.end()
  })

  it('brings all providers back as soon as it is back, though each of them waits for longer', async () => {
    const world = page(10)
    await turns()
    world.wire.accept()
    await turns()
    // So often that each would wait for up to 30 s.
    for (let failure = 0; failure < 8; failure += 1) {
      world.wire.drop()
      while (world.open === 0) await vi.advanceTimersByTimeAsync(100)
    }
    await vi.advanceTimersByTimeAsync(10_000)
    world.wire.accept()
    await turns()
    expect(world.providers.filter(({ synced }) => synced)).toHaveLength(10)
    world.end()
  })

  it('stops its providers with the reason when the server refuses the connection', async () => {
    const world = page(2)
    await turns()
    world.wire.drop(4403)
    await turns()
    expect(world.providers.map(({ refusal }) => refusal?.because)).toEqual([
      'forbidden',
      'forbidden',
    ])
    expect([world.listeners, vi.getTimerCount()]).toEqual([0, 0])
    world.end()
  })

  it('lends its parameters and protocols to the sockets of their own, where the server knows no channels', async () => {
    const { WebSocketClass, sockets } = fakeWebSockets()
    const socket = new WeftSocket('wss://host', {
      WebSocketPolyfill: WebSocketClass,
      params: { tenant: 'a b' },
      protocols: ['v1'],
    })
    const providers = [{}, { params: { x: '1' } }].map(
      (options) =>
        new WeftProvider(socket.url, 'doc', new Y.Doc(), { socket, disableBc: true, ...options }),
    )
    await turns()
    sockets[0]?.drop(4404)
    expect(socket.sharing).toBe('separate')
    expect(sockets.map(({ url }) => url)).toEqual([
      'wss://host/?tenant=a%20b&channels=1',
      'wss://host/doc?tenant=a%20b',
      'wss://host/doc?x=1&tenant=a%20b',
    ])
    expect(sockets.map(({ protocols }) => protocols)).toEqual([['v1'], ['v1'], ['v1']])
    for (const provider of providers) provider.destroy()
    socket.destroy()
  })

  it('ends its providers when it is destroyed, and takes no more', async () => {
    const world = page(2)
    await turns()
    world.wire.accept()
    await turns()
    world.socket.destroy()
    await turns()
    expect(world.providers.map(({ refusal }) => refusal)).toEqual(
      Array(2).fill({ because: 'other', code: 4499, reason: 'the shared socket was destroyed' }),
    )
    expect(
      () => new WeftProvider(world.socket.url, 'late', new Y.Doc(), { socket: world.socket }),
    ).toThrow('Cannot connect over a socket that is destroyed')
    world.end()
  })

  it('is refused at once without a URL of a server', () => {
    expect(() => new WeftSocket('nowhere')).toThrow(TypeError)
  })

  it('can be made where there is no WebSocket; whoever then connects is told at once', () => {
    vi.stubGlobal('WebSocket', undefined)
    const socket = new WeftSocket('wss://host')
    const options = { socket, connect: false, disableBc: true }
    const provider = new WeftProvider(socket.url, 'notes', new Y.Doc(), options)
    expect(() => provider.connect()).toThrow('there is no WebSocket here')
    provider.destroy()
    socket.destroy()
    expect(vi.getTimerCount()).toBe(0)
  })
})

const acts = {
  connect: (_: Page, provider: WeftProvider) => provider.connect(),
  disconnect: (_: Page, provider: WeftProvider) => provider.disconnect(),
  destroy: (_: Page, provider: WeftProvider) => provider.destroy(),
  edit: (_: Page, provider: WeftProvider) => provider.doc.getText('text').insert(0, 'a'),
  'try now': ({ socket }: Page) => socket.connect(),
  accept: ({ sockets }: Page) => sockets.at(-1)?.accept(),
  drop: ({ sockets }: Page) => sockets.at(-1)?.drop(),
  restart: ({ sockets }: Page) => sockets.at(-1)?.drop(1012),
  refuse: ({ sockets }: Page) => sockets.at(-1)?.drop(4403),
  fail: ({ sockets }: Page) => sockets.at(-1)?.fail(),
  'close a channel': ({ sockets }: Page) => {
    const [channel] = [...(sockets.at(-1)?.open.keys() ?? [])]
    if (channel !== undefined) sockets.at(-1)?.closeChannel(channel, 4500)
  },
  'refuse a channel': ({ sockets }: Page) => {
    const channel = [...(sockets.at(-1)?.open.keys() ?? [])].at(-1)
    if (channel !== undefined) sockets.at(-1)?.closeChannel(channel, 4403)
  },
  nonsense: ({ sockets }: Page) => sockets.at(-1)?.say(Uint8Array.of(80)),
  offline: ({ window }: Page) => window.dispatchEvent(new Event('offline')),
  online: ({ window }: Page) => window.dispatchEvent(new Event('online')),
  pagehide: ({ window }: Page) => window.dispatchEvent(new Event('pagehide')),
  pageshow: ({ window }: Page) => window.dispatchEvent(new Event('pageshow')),
  'a moment': () => vi.advanceTimersByTimeAsync(20),
  'a while': () => vi.advanceTimersByTimeAsync(2_000),
  'a minute': () => vi.advanceTimersByTimeAsync(60_000),
  'a turn': () => turns(),
} satisfies Record<string, (world: Page, provider: WeftProvider) => unknown>

type Page = ReturnType<typeof page>

const names = Object.keys(acts) as (keyof typeof acts)[]
const anyAct = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.constantFrom<keyof typeof acts>('accept', 'connect', 'a turn') },
  ),
  which: fc.nat({ max: 2 }),
})

// Unit tests share their process: a server that another file has just closed may set a timer within the faked time of this
// one, and is gone the next time.
it(
  'leaves nothing behind, whatever is called and happens in whatever order',
  { retry: 2 },
  async () => {
    let connections = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { maxLength: 60, size: 'max' }), async (list) => {
        const world = page(3)
        for (const { name, which } of list) {
          const provider = world.providers[which]
          if (provider) await acts[name](world, provider)
          expect(world.open).toBeLessThanOrEqual(1)
        }
        connections += world.sockets.length
        for (const provider of world.providers) provider.disconnect()
        await vi.advanceTimersByTimeAsync(1_000)
        expect([world.open, world.socket.channels, world.socket.status]).toEqual([
          0,
          0,
          'disconnected',
        ])
        expect(world.listeners).toBe(0)
        for (const provider of world.providers) {
          provider.destroy()
          provider.doc.destroy()
        }
        await turns()
        world.socket.destroy()
        expect([vi.getTimerCount(), world.listeners]).toEqual([0, 0])
        const opened = world.sockets.length
        world.socket.connect()
        world.socket.destroy()
        await vi.advanceTimersByTimeAsync(60_000)
        expect(world.sockets).toHaveLength(opened)
      }),
      { numRuns: 150 },
    )
    expect(connections).toBeGreaterThan(150)
  },
)
