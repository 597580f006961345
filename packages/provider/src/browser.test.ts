import { decodeAwareness } from '@weft/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'

/** An event target that knows how many listen to it. */
class CountingTarget extends EventTarget {
  readonly listeners: string[] = []
  visibilityState = 'visible'

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

  it('leaves the presence of others when the page goes, and comes back with it', async () => {
    provider.awareness.setLocalStateField('user', { name: 'Ada' })
    network.socket.welcome()
    const { socket } = network
    provider.doc.getText('text').insert(0, 'a')
    tell('pagehide')
    expect(socket.take()).toMatchObject([{ type: 'update' }, { type: 'awareness' }])
    expect(provider.awareness.getLocalState()).toBeNull()

    tell('pageshow')
    vi.advanceTimersByTime(20)
    expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
    const states = socket
      .take()
      .flatMap((message) => ('awareness' in message ? decodeAwareness(message.awareness) : []))
    expect(states).toMatchObject([{ state: '{"user":{"name":"Ada"}}' }])
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
    expect(page.document.listeners).toEqual(['visibilitychange'])
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
