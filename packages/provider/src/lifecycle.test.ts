import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'

const WINDOW_EVENTS = ['online', 'offline', 'pagehide', 'pageshow'] as const
const DOCUMENT_EVENTS = ['visibilitychange', 'freeze', 'resume'] as const
const PROVIDER_EVENTS = [
  'status',
  'sync',
  'synced',
  'sync-progress',
  'connection-close',
  'connection-error',
  'closed',
  'save-state',
  'unsaved-changes',
  'unsaved-for-long',
  'rights',
  'destroy',
] as const

/** An event target that counts who listens. */
class CountingTarget extends EventTarget {
  listeners = 0
  visibilityState = 'visible'

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners += 1
    super.addEventListener(type, listener)
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.listeners -= 1
    super.removeEventListener(type, listener)
  }
}

/** What the application does. */
const wishes = {
  connect: (provider: WeftProvider) => provider.connect(),
  disconnect: (provider: WeftProvider) => provider.disconnect(),
  destroy: (provider: WeftProvider) => provider.destroy(),
  connectBc: (provider: WeftProvider) => provider.connectBc(),
  disconnectBc: (provider: WeftProvider) => provider.disconnectBc(),
  want: (provider: WeftProvider) => {
    provider.shouldConnect = true
  },
  'want not': (provider: WeftProvider) => {
    provider.shouldConnect = false
  },
  edit: (provider: WeftProvider) => provider.doc.getText('text').insert(0, 'a'),
  move: (provider: WeftProvider) => provider.awareness.setLocalStateField('cursor', {}),
  vanish: (provider: WeftProvider) => provider.awareness.setLocalState(null),
}
type Wish = keyof typeof wishes

type Network = ReturnType<typeof fakeWebSockets>
type Page = { readonly window: CountingTarget; readonly document: CountingTarget }

/** What happens to it: by the server, the network, the page and the clock. */
const happenings = {
  open: ({ socket }: Network) => socket.readyState === 0 && socket.open(),
  welcome: ({ socket }: Network) => socket.readyState === 0 && socket.welcome({ version: 3 }),
  'welcome a reader': ({ socket }: Network) =>
    socket.readyState === 0 && socket.welcome({ rights: { canWrite: false } }),
  'stock welcome': ({ socket }: Network) => socket.readyState === 0 && socket.welcomeAsStock(),
  'token ends': ({ socket }: Network) => socket.say({ type: 'tokenValid', validForMs: 4_000 }),
  'take rights': ({ socket }: Network) =>
    socket.say({ type: 'rights', rights: { canWrite: false } }),
  save: ({ socket }: Network) => socket.say({ type: 'saved', count: 1, sequence: 9 }),
  nonsense: ({ socket }: Network) => socket.sayText('nonsense'),
  drop: ({ socket }: Network) => socket.drop(1006),
  restart: ({ socket }: Network) => socket.drop(1012),
  unauthenticated: ({ socket }: Network) => socket.drop(4401),
  forbidden: ({ socket }: Network) => socket.drop(4403),
  fail: ({ socket }: Network) => socket.fail(),
  hide: (_: Network, { document }: Page) => {
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
  },
  show: (_: Network, { document }: Page) => {
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
  },
  ...Object.fromEntries(
    WINDOW_EVENTS.map((type) => [
      type,
      (_: Network, { window }: Page) => window.dispatchEvent(new Event(type)),
    ]),
  ),
  ...Object.fromEntries(
    DOCUMENT_EVENTS.map((type) => [
      type,
      (_: Network, { document }: Page) => document.dispatchEvent(new Event(type)),
    ]),
  ),
  'a moment': () => vi.advanceTimersByTime(20),
  'a while': () => vi.advanceTimersByTime(2_000),
  'a minute': () => vi.advanceTimersByTime(60_000),
} satisfies Record<string, (network: Network, page: Page) => unknown>
type Happening = keyof typeof happenings

const wish = fc.constantFrom(...(Object.keys(wishes) as Wish[]))
const happening = fc.constantFrom(...(Object.keys(happenings) as Happening[]))
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: wish.filter((name) => name !== 'destroy').map((name) => ({ wish: name })),
  },
  { weight: 12, arbitrary: happening.map((name) => ({ happens: name })) },
  // So that much of the rest happens to a provider that is connected.
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<Happening>('welcome', 'welcome a reader')
      .map((happens) => ({ happens })),
  },
  { weight: 1, arbitrary: fc.constant({ wish: 'destroy' } as const) },
  // A turn of the event loop ends.
  { weight: 2, arbitrary: fc.constant({ turn: true } as const) },
)
/** What a listener does in the midst of an event, once. */
const reaction = fc.record({ on: fc.constantFrom(...PROVIDER_EVENTS), wish })

let opened = new Set<BroadcastChannel>()

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  opened = new Set()
  // They are seen by what they say: a provider says something in a channel as soon as it has it.
  vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(function (
    this: BroadcastChannel,
  ) {
    opened.add(this)
  })
  const close = BroadcastChannel.prototype.close
  vi.spyOn(BroadcastChannel.prototype, 'close').mockImplementation(function (
    this: BroadcastChannel,
  ) {
    opened.delete(this)
    close.call(this)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('leaves nothing behind, whatever is called and happens in whatever order, also within listeners', async () => {
  const seen = new Set<string>()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 40, size: 'max' }),
      fc.array(reaction, { maxLength: 3 }),
      async (acts, reactions) => {
        vi.clearAllTimers()
        opened.clear()
        const page = { window: new CountingTarget(), document: new CountingTarget() }
        vi.stubGlobal('window', page.window)
        vi.stubGlobal('document', page.document)
        const network = fakeWebSockets()
        const doc = new Y.Doc()
        const awareness = new Awareness(doc)
        const before = {
          doc: observers(doc),
          awareness: observers(awareness),
          timers: vi.getTimerCount(),
        }
        runs += 1
        const provider = new WeftProvider('ws://host', `doc ${runs}`, doc, {
          WebSocketPolyfill: network.WebSocketClass,
          awareness,
          unsavedWarningMs: 1_000,
          token: () => 'token',
        })
        for (const { on, wish: name } of reactions) {
          provider.once(on, () => {
            seen.add(on)
            wishes[name](provider)
          })
        }
        for (const each of acts) {
          if ('wish' in each) wishes[each.wish](provider)
          else if ('happens' in each) happenings[each.happens](network, page)
          else await Promise.resolve()
          expect(openSockets(network)).toBeLessThanOrEqual(1)
          if (provider.shouldConnect) {
            expect(page.window.listeners).toBe(WINDOW_EVENTS.length)
            expect(page.document.listeners).toBe(DOCUMENT_EVENTS.length)
          } else {
            expect([page.window.listeners, page.document.listeners]).toEqual([0, 0])
            expect(openSockets(network)).toBe(0)
          }
        }

        // Each listener may undo it once.
        for (let count = 0; count <= reactions.length; count += 1) provider.disconnect()
        expect(provider.shouldConnect).toBe(false)
        expect([page.window.listeners, page.document.listeners]).toEqual([0, 0])
        expect(opened.size).toBe(0)
        // What waits for the end of a frame or a turn.
        vi.advanceTimersByTime(16)
        await Promise.resolve()
        const leaving = vi.getTimerCount() - before.timers
        expect(leaving).toBeLessThanOrEqual(1)

        provider.destroy()
        await Promise.resolve()
        expect(vi.getTimerCount()).toBe(before.timers)
        expect(observers(doc)).toBe(before.doc)
        expect(observers(awareness)).toBe(before.awareness)
        expect(observers(provider)).toBe(0)
        expect([page.window.listeners, page.document.listeners]).toEqual([0, 0])
        expect(opened.size).toBe(0)
        expect(openSockets(network)).toBe(0)
        const sockets = network.sockets.length
        const whatIsDone = [provider.connect, provider.disconnect, provider.destroy]
        for (const again of whatIsDone) again.call(provider)
        vi.advanceTimersByTime(60_000)
        expect(network.sockets).toHaveLength(sockets)
        awareness.destroy()
      },
    ),
    { numRuns: 200 },
  )
  // Something really happened in the midst of things.
  expect(seen.size).toBeGreaterThan(PROVIDER_EVENTS.length - 4)
  // Fast enough by itself; other things may be going on.
}, 30_000)

it('ends as the last of connect, disconnect and destroy says, if nothing happens meanwhile', () => {
  const calls = fc.constantFrom('connect', 'disconnect', 'destroy') satisfies fc.Arbitrary<Wish>
  fc.assert(
    fc.property(fc.array(calls, { minLength: 1, maxLength: 12 }), (names) => {
      const network = fakeWebSockets()
      const provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
        WebSocketPolyfill: network.WebSocketClass,
        disableBc: true,
        connect: false,
      })
      for (const name of names) wishes[name](provider)
      const isWanted = names.at(-1) === 'connect' && !names.includes('destroy')
      expect(provider.shouldConnect).toBe(isWanted)
      expect(openSockets(network)).toBe(isWanted ? 1 : 0)
      if (isWanted) network.socket.welcome()
      expect(provider.synced).toBe(isWanted)
      provider.destroy()
    }),
  )
})

function observers({ _observers }: { readonly _observers: Map<string, Set<unknown>> }): number {
  return [..._observers.values()].reduce((count, { size }) => count + size, 0)
}

/** Sockets that are not closed, or are and would still be heard. */
function openSockets({ sockets }: Network): number {
  return sockets.filter(({ closedWith, readyState }) => !closedWith && readyState < 2).length
}

it('who comes back with the same document is news to those who saw it leave', () => {
  const { WebSocketClass } = fakeWebSockets()
  const doc = new Y.Doc()
  const options = { WebSocketPolyfill: WebSocketClass, disableBc: true, connect: false }
  const first = new WeftProvider('ws://host', 'doc', doc, options)
  for (let x = 0; x < 40; x += 1) first.awareness.setLocalStateField('x', x)
  const clock = () => first.awareness.meta.get(doc.clientID)?.clock ?? 0
  const other = new Awareness(new Y.Doc())
  const tell = ({ awareness }: WeftProvider, states = awareness.getStates()) =>
    applyAwarenessUpdate(other, encodeAwarenessUpdate(awareness, [doc.clientID], states), 'test')
  tell(first)
  tell(first, new Map())
  expect([clock(), other.getStates().has(doc.clientID)]).toEqual([40, false])
  first.destroy()
  const second = new WeftProvider('ws://host', 'doc', doc, options)
  tell(second)
  expect(other.getStates().get(doc.clientID)).toEqual({})
  second.destroy()
  other.destroy()
})
