import { decodeAwareness, encodeAwareness, type AwarenessEntry, type Message } from '@weft/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'

/** An event target that knows how many listen to it. */
class CountingTarget extends EventTarget {
  readonly listeners: string[] = []
  visibilityState = 'visible'
  /** The one that is being told. */
  event: Event | undefined

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners.push(type)
    super.addEventListener(type, listener)
  }

  override removeEventListener(type: string, listener: EventListener): void {
    const index = this.listeners.indexOf(type)
    if (index >= 0) this.listeners.splice(index, 1)
    super.removeEventListener(type, listener)
  }
}

let page = { window: new CountingTarget(), document: new CountingTarget() }
let network = fakeWebSockets()
let provider: WeftProvider

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  page = { window: new CountingTarget(), document: new CountingTarget() }
  vi.stubGlobal('window', page.window)
  vi.stubGlobal('document', page.document)
  network = fakeWebSockets()
  provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
  })
})

afterEach(() => {
  provider.destroy()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a provider that waits for its next attempt', () => {
  const signs: [string, () => void][] = [
    ['online', () => tell('online')],
    ['pageshow', () => tell('pageshow')],
    ['becoming visible', () => show('visible')],
  ]

  it.each(signs)('connects at once on %s', (_, sign) => {
    network.socket.drop(1006)
    expect(network.sockets).toHaveLength(1)
    sign()

    expect(network.sockets).toHaveLength(2)
  })

  it('waits ten times as long while nobody sees the page, and connects at once when it is seen', () => {
    page.document.visibilityState = 'hidden'
    for (let failures = 1; failures <= 9; failures += 1) {
      network.socket.drop(1006)
      vi.advanceTimersByTime(500 * 2 ** (failures - 1))
    }
    network.socket.drop(1006)
    vi.advanceTimersByTime(149_999)
    expect(network.sockets).toHaveLength(10)
    show('visible')
    expect(network.sockets).toHaveLength(11)
    network.socket.drop(1006)
    vi.advanceTimersByTime(15_000)
    expect(network.sockets).toHaveLength(12)
  })

  it('does not on becoming hidden, nor on going offline', () => {
    network.socket.drop(1006)
    show('hidden')
    tell('offline')

    expect(network.sockets).toHaveLength(1)
  })
})

describe('a connected provider', () => {
  it('probes rather than trusts when the network comes back, and gives a dead one up after 5 s', () => {
    network.socket.welcome()
    const { socket } = network
    tell('online')
    expect(socket.takeTypes()).toEqual(['ping'])
    vi.advanceTimersByTime(5_000)

    expect(socket.closedWith?.code).toBe(4500)
  })

  it('keeps a connection that answers', () => {
    network.socket.welcome()
    const { socket } = network
    show('visible')
    const [ping] = socket.take()
    vi.advanceTimersByTime(30)
    socket.say({ ...ping, type: 'pong', id: 2 })
    vi.advanceTimersByTime(10_000)

    expect(socket.closedWith).toBeUndefined()
    expect(provider.latencyMs).toBe(30)
  })

  it('is offline at once when the browser says so, if anything is unsaved', () => {
    network.socket.welcome()
    tell('offline')
    expect(provider.saveState).toBe('saved')
    provider.doc.getText('text').insert(0, 'a')
    expect(provider.saveState).toBe('offline')
    tell('online')
    expect(provider.saveState).toBe('saving')
  })

  it('leaves the others and the connection when the page goes, and comes back with it at once', async () => {
    provider.awareness.setLocalStateField('user', { name: 'Ada' })
    network.socket.welcome()
    vi.advanceTimersByTime(20)
    provider.doc.getText('text').insert(0, 'just typed')
    const { socket } = network
    socket.take()
    tell('pagehide')

    expect(provider.awareness.getLocalState()).toBeNull()
    // All of it has left before the end of the turn, and before the socket is closed.
    const left = socket.take()
    expect(left.map(({ type }) => type)).toEqual(['update', 'awareness'])
    expect(statesIn(left)).toMatchObject([{ state: 'null' }])
    expect(socket.closedWith).toEqual({ code: 1000, reason: '' })
    vi.advanceTimersByTime(29_999)
    expect(network.sockets).toHaveLength(1)

    tell('pageshow')
    expect(network.sockets).toHaveLength(2)
    expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
    network.socket.open()
    expect(statesIn(network.socket.take())).toMatchObject([{ state: '{"user":{"name":"Ada"}}' }])
  })

  it('does not come back with a page that nobody wanted a connection for', () => {
    network.socket.welcome()
    provider.disconnect()
    tell('pagehide')
    tell('pageshow')
    expect(network.sockets).toHaveLength(1)
  })

  it('stays away when the page is not shown again, whatever comes then', () => {
    tell('pagehide')
    page.document.visibilityState = 'hidden'
    tell('pageshow')
    page.document.dispatchEvent(new Event('resume'))
    expect(network.sockets).toHaveLength(1)
    show('visible')
    expect(network.sockets).toHaveLength(2)
  })

  it('sends what waits before the page is frozen, and keeps the connection', () => {
    network.socket.welcome()
    const { socket } = network
    provider.doc.getText('text').insert(0, 'just typed')
    page.document.dispatchEvent(new Event('freeze'))

    expect(socket.takeTypes()).toEqual(['update'])
    expect(socket.closedWith).toBeUndefined()
    page.document.dispatchEvent(new Event('resume'))
    expect(socket.takeTypes()).toEqual(['ping'])
  })

  it('does not lose the others from sight because nothing ran here for a while', () => {
    network.socket.welcome()
    const state = { clientId: 7, clock: 1, state: '{"user":{"name":"Bob"}}' }
    network.socket.say({ type: 'awareness', awareness: encodeAwareness([state]) })
    page.document.dispatchEvent(new Event('freeze'))
    const meta = provider.awareness.meta.get(7)
    if (meta) meta.lastUpdated -= 600_000
    page.document.dispatchEvent(new Event('resume'))
    // y-protocols looks every 3 s for who has said nothing in 30 s.
    vi.advanceTimersByTime(4_000)
    expect([...provider.awareness.getStates().keys()]).toContain(7)
  })

  it('probes at once what it finds after a sleep in which the browser counted no time', () => {
    network.socket.welcome()
    const { socket } = network
    socket.say({ type: 'pong', id: 1 })
    vi.advanceTimersByTime(14_999)
    // The lid is shut for an hour: only the wall clock goes on.
    vi.setSystemTime(Date.now() + 3_600_000)
    socket.take()
    vi.advanceTimersByTime(1)
    expect(socket.takeTypes()).toEqual(['ping', 'awareness'])
    vi.advanceTimersByTime(4_999)
    expect(socket.closedWith).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect(socket.closedWith?.code).toBe(4500)
  })

  it('probes as soon as somebody types after such a sleep', () => {
    network.socket.welcome()
    const { socket } = network
    socket.say({ type: 'pong', id: 1 })
    vi.advanceTimersByTime(1_000)
    provider.doc.getText('text').insert(0, 'a')
    expect(socket.takeTypes()).toEqual([])
    vi.setSystemTime(Date.now() + 3_600_000)
    provider.doc.getText('text').insert(0, 'b')
    expect(socket.takeTypes()).toContain('ping')
    vi.advanceTimersByTime(5_000)
    expect(socket.closedWith?.code).toBe(4500)
  })

  it('takes a wall clock that is set back, or drifts, for nothing', () => {
    network.socket.welcome()
    const { socket } = network
    for (let round = 0; round < 20; round += 1) {
      vi.setSystemTime(Date.now() + (round === 10 ? -3_600_000 : 200))
      vi.advanceTimersByTime(1_000)
      const [ping] = socket.take().filter(({ type }) => type === 'ping')
      if (ping) socket.say({ ...ping, type: 'pong', id: round })
    }
    vi.advanceTimersByTime(9_000)
    // The ping after 15 s is the only one so far; the first came with the welcome.
    expect(socket.closedWith).toBeUndefined()
  })

  describe('whose editor takes its presence away when the page is about to go, as Lexical does', () => {
    beforeEach(() => {
      for (const type of ['beforeunload', 'pagehide']) {
        page.window.addEventListener(type, () => provider.awareness.setLocalState(null))
      }
      provider.awareness.setLocalStateField('user', { name: 'Ada' })
      network.socket.welcome()
    })

    it('has it back when the page is shown again', () => {
      leave('beforeunload')
      leave('pagehide')
      expect(provider.awareness.getLocalState()).toBeNull()
      tell('pageshow')
      expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
    })

    it('has it back when the page stays', () => {
      leave('beforeunload')
      vi.advanceTimersByTime(2_999)
      expect(provider.awareness.getLocalState()).toBeNull()
      vi.advanceTimersByTime(1)
      expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
    })

    it('leaves no timer behind', () => {
      leave('beforeunload')
      provider.destroy()
      expect(vi.getTimerCount()).toBe(0)
    })
  })

  it('does not show one who did not want to be seen before the page went', () => {
    provider.awareness.setLocalState(null)
    tell('pagehide')
    tell('pageshow')

    expect(provider.awareness.getLocalState()).toBeNull()
  })
})

describe('the listeners and timers', () => {
  it('are all gone after destroy', () => {
    expect(page.window.listeners.toSorted()).toEqual(['offline', 'online', 'pagehide', 'pageshow'])
    expect(page.document.listeners).toEqual(['visibilitychange', 'freeze', 'resume'])
    const { doc, awareness } = provider
    const bare = new Y.Doc()
    const bareAwareness = new Awareness(bare)
    network.socket.welcome()
    awareness.setLocalStateField('user', 'Ada')
    doc.getText('text').insert(0, 'a')
    provider.destroy()

    expect(page.window.listeners).toEqual([])
    expect(page.document.listeners).toEqual([])
    bareAwareness.destroy()
    expect(vi.getTimerCount()).toBe(0)
    // What Yjs and y-protocols leave there themselves.
    expect(listenersOf(doc)).toBe(listenersOf(bare))
    expect(listenersOf(awareness)).toBe(0)
    expect(listenersOf(provider)).toBe(0)
    expect(socketHandlers()).toBe(0)
  })

  it('of the page and the clock are gone after a mere disconnect: some editors never destroy', () => {
    network.socket.welcome()
    provider.disconnect()

    expect([...page.window.listeners, ...page.document.listeners]).toEqual([])
    // The one that is left is y-protocols' own, which keeps the awareness fresh.
    expect(vi.getTimerCount()).toBe(1)
    provider.connect()
    expect(page.window.listeners).toHaveLength(4)
  })

  it.each([
    'status',
    'sync',
    'save-state',
    'unsaved-changes',
    'connection-close',
    'closed',
  ] as const)('are gone as well when a listener of %s destroys the provider', (name) => {
    let isDestroyed = false
    provider.disableBc = false
    provider.on(name, () => {
      provider.destroy()
      provider.connect()
      provider.connectBc()
      isDestroyed = true
    })
    network.socket.welcome()
    provider.doc.getText('text').insert(0, 'a')
    network.socket.drop(4403)

    expect(isDestroyed).toBe(true)
    expect([...page.window.listeners, ...page.document.listeners]).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
    expect(socketHandlers()).toBe(0)
    expect(provider.bcconnected).toBe(false)
  })

  it('of the page are gone when the server refuses for good', () => {
    network.socket.drop(4403)

    expect(page.window.listeners).toEqual([])
  })

  it('are the same few after a hundred connections', () => {
    const listeners = listenersOf(provider.doc)
    for (let count = 0; count < 100; count += 1) {
      network.socket.welcome()
      network.socket.drop(1006)
      vi.advanceTimersByTime(15_000)
    }
    network.socket.welcome()

    expect(network.sockets).toHaveLength(101)
    expect(page.window.listeners).toHaveLength(4)
    expect(vi.getTimerCount()).toBeLessThanOrEqual(2)
    expect(listenersOf(provider.doc)).toBe(listeners)
    expect(network.sockets.filter(({ onmessage }) => onmessage !== null)).toHaveLength(1)
  })
})

it('does without a page, as in Node, and without events, as in React Native', () => {
  provider.destroy()
  for (const stub of [undefined, {}]) {
    vi.stubGlobal('window', stub)
    vi.stubGlobal('document', undefined)
    const elsewhere = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
      WebSocketPolyfill: network.WebSocketClass,
      disableBc: true,
    })
    network.socket.welcome()
    expect(elsewhere.synced).toBe(true)
    elsewhere.destroy()
  }
})

function tell(type: string): void {
  page.window.dispatchEvent(new Event(type))
}

/** As {@link tell}, the way browsers do: what is called can see by which event. */
function leave(type: string): void {
  const event = new Event(type)
  page.window.event = event
  page.window.dispatchEvent(event)
  page.window.event = undefined
}

function statesIn(messages: readonly Message[]): AwarenessEntry[] {
  return messages.flatMap((message) =>
    message.type === 'awareness' ? decodeAwareness(message.awareness) : [],
  )
}

function show(visibilityState: 'visible' | 'hidden'): void {
  page.document.visibilityState = visibilityState
  page.document.dispatchEvent(new Event('visibilitychange'))
}

function listenersOf(observable: { readonly _observers: Map<string, Set<unknown>> }): number {
  return [...observable._observers.values()].reduce((count, { size }) => count + size, 0)
}

function socketHandlers(): number {
  return network.sockets.filter(
    ({ onopen, onmessage, onclose }) => onopen !== null || onmessage !== null || onclose !== null,
  ).length
}
