import { decodeAwareness, type AwarenessEntry, type Message } from '@weft/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { syncWithEmpty, textOf, updateWith } from './core/scripted-server.test-support.ts'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import {
  messageAuth,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
  WebsocketProvider,
  WeftProvider,
  type WeftProviderOptions,
} from './index.ts'

let network = fakeWebSockets()
let providers: WeftProvider[] = []

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  network = fakeWebSockets()
  providers = []
})

afterEach(() => {
  for (const provider of providers) {
    provider.destroy()
    provider.awareness.destroy()
  }
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('what y-websocket has', () => {
  it('is exported under the same names', () => {
    expect(WebsocketProvider).toBe(WeftProvider)
    expect([messageSync, messageAwareness, messageAuth, messageQueryAwareness]).toEqual([
      0, 1, 2, 3,
    ])
  })

  it('has the same defaults, but for the backoff', () => {
    const provider = create({ connect: false })

    expect(provider).toMatchObject({
      serverUrl: 'ws://host/base',
      roomname: 'my room',
      bcChannel: 'ws://host/base/my room',
      maxBackoffTime: 30_000,
      params: {},
      protocols: [],
      wsconnected: false,
      wsconnecting: false,
      bcconnected: false,
      disableBc: true,
      wsUnsuccessfulReconnects: 0,
      retryInMs: undefined,
      synced: false,
      ws: null,
      wsLastMessageReceived: 0,
      shouldConnect: false,
      messageHandlers: [],
    })
    expect(provider.awareness).toBeInstanceOf(Awareness)
    expect(provider.awareness.getLocalState()).toEqual({})
  })

  it('connects at once unless told not to', () => {
    create({ connect: false })
    expect(network.sockets).toHaveLength(0)
    const provider = create()
    expect(network.sockets).toHaveLength(1)
    expect(provider).toMatchObject({ wsconnecting: true, shouldConnect: true })
    expect(provider.ws).toBe(network.socket)
    expect(network.socket.binaryType).toBe('arraybuffer')
  })

  it('tells its life by the same events with the same payloads', () => {
    const provider = create({ connect: false })
    const told = record(provider)
    provider.connect()
    network.socket.welcome()
    const { socket } = network
    socket.drop(1012, 'restart')
    vi.advanceTimersByTime(500)
    network.socket.fail()

    expect(told).toEqual([
      ['status', { status: 'connecting' }],
      ['status', { status: 'connected' }],
      ['synced', true],
      ['sync', true],
      ['connection-close', expect.objectContaining({ code: 1012, reason: 'restart' }), provider],
      ['synced', false],
      ['sync', false],
      ['status', { status: 'disconnected' }],
      ['status', { status: 'connecting' }],
      ['connection-error', expect.objectContaining({ type: 'error' }), provider],
      ['connection-close', expect.objectContaining({ code: 1006 }), provider],
    ])
  })

  it('tells of a close of its own with null', () => {
    const provider = create()
    network.socket.welcome()
    const told = record(provider)
    provider.disconnect()

    expect(told[0]).toEqual(['connection-close', null, provider])
    expect(network.socket.closedWith).toEqual({ code: 1000, reason: '' })
  })

  it('stops at a code for good, tells `closed` last, and may be connected again from there', () => {
    const provider = create()
    network.socket.welcome()
    const told = record(provider)
    provider.on('closed', (_, from) => {
      expect(provider.refusal).toEqual({ because: 'forbidden', code: 4403, reason: 'not yours' })
      from.connect()
    })
    network.socket.drop(4403, 'not yours')

    expect(told.slice(-2)).toEqual([
      ['closed', { code: 4403, reason: 'not yours' }, provider],
      ['status', { status: 'connecting' }],
    ])
    expect(network.sockets).toHaveLength(2)
    expect(provider.refusal).toBeUndefined()
  })

  it('asks shouldReconnect, which can be changed, with the event and itself', () => {
    const provider = create()
    const asked: unknown[] = []
    provider.shouldReconnect = (event, from) => {
      asked.push(event.code, from)
      return false
    }
    network.socket.welcome()
    network.socket.drop(1006)

    expect(asked).toEqual([1006, provider])
    expect(provider.refusal).toMatchObject({ because: 'other', code: 1006 })
  })

  it('goes by the code when shouldReconnect throws, and the error is not lost', async () => {
    const uncaught = takeUncaught()
    const provider = create({
      shouldReconnect: () => {
        throw new Error('a bug of the application')
      },
    })
    network.socket.drop(4404)

    expect(provider.refusal?.because).toBe('no-such-document')
    expect(await uncaught).toEqual(new Error('a bug of the application'))
  })

  it('reads params and protocols anew at each attempt', () => {
    const provider = create({ params: { token: 'a b' }, protocols: ['x'] })
    expect(network.socket).toMatchObject({
      url: 'ws://host/base/my%20room?token=a%20b',
      protocols: ['x'],
    })
    provider.params = { token: 'c', more: '1' }
    provider.protocols = []
    network.socket.drop(1006)
    vi.advanceTimersByTime(500)

    expect(network.socket).toMatchObject({
      url: 'ws://host/base/my%20room?token=c&more=1',
      protocols: [],
    })
    expect(provider.url).toBe(network.socket.url)
  })

  it('caps the backoff with maxBackoffTime, which can be changed', () => {
    const provider = create({ maxBackoffTime: 100 })
    for (let failures = 1; failures <= 5; failures += 1) {
      network.socket.drop(1006)
      expect(provider.wsUnsuccessfulReconnects).toBe(failures)
      vi.advanceTimersByTime(50)
      expect(network.sockets).toHaveLength(failures + 1)
    }
    provider.maxBackoffTime = 1_000
    network.socket.drop(1006)
    expect(provider.retryInMs).toBe(500)
    vi.advanceTimersByTime(499)
    expect(provider.retryInMs).toBe(1)
    expect(network.sockets).toHaveLength(6)
    vi.advanceTimersByTime(1)
    expect(network.sockets).toHaveLength(7)
    expect(provider.retryInMs).toBeUndefined()
  })

  it('resyncs every resyncInterval', () => {
    create({ resyncInterval: 500 })
    network.socket.welcomeAsStock()
    vi.advanceTimersByTime(1_200)

    expect(network.socket.takeTypes()).toEqual(['syncStep1', 'syncStep1'])
  })

  it('knows when it last heard the server', () => {
    vi.setSystemTime(1_000)
    const provider = create()
    network.socket.open()
    expect(provider.wsLastMessageReceived).toBe(1_000)
    vi.setSystemTime(2_000)
    network.socket.say({ type: 'queryAwareness' })
    expect(provider.wsLastMessageReceived).toBe(2_000)
  })

  it('takes an Awareness and does not destroy it; its own it does', () => {
    const doc = new Y.Doc()
    const awareness = new Awareness(doc)
    const given = create({ awareness }, doc)
    expect(given.awareness).toBe(awareness)
    given.destroy()
    expect(awareness.getLocalState()).toEqual({})

    const own = create()
    own.destroy()
    expect(own.awareness.getLocalState()).toBeNull()
    awareness.destroy()
  })

  it('lets a message handler of the application answer', () => {
    const provider = create()
    network.socket.welcomeAsStock()
    const seen: unknown[] = []
    provider.messageHandlers[9] = (_, decoder, from, emitSynced, messageType) => {
      seen.push(decoder.arr[decoder.pos], from, emitSynced, messageType)
    }
    network.socket.sayFrame(Uint8Array.of(9, 42))
    network.socket.sayFrame(Uint8Array.of(10, 42))

    expect(seen).toEqual([42, provider, true, 9])
  })

  it('can be told by shouldConnect to stay away, as in a connection-close listener', () => {
    const provider = create()
    provider.on('connection-close', () => {
      provider.shouldConnect = false
    })
    network.socket.drop(1006)
    vi.advanceTimersByTime(60_000)

    expect(network.sockets).toHaveLength(1)
    provider.shouldConnect = true
    expect(network.sockets).toHaveLength(2)
  })
})

describe('connect, disconnect and destroy', () => {
  it('may be called in any order in one turn, as StrictMode does', () => {
    const provider = create({ connect: false })
    provider.disconnect()
    provider.connect()
    provider.connect()
    provider.disconnect()
    provider.disconnect()
    provider.connect()
    network.socket.welcome()

    expect(provider.synced).toBe(true)
    expect(network.sockets.filter(({ closedWith }) => closedWith === undefined)).toHaveLength(1)

    provider.destroy()
    provider.destroy()
    provider.connect()
    provider.disconnect()
    expect(network.sockets).toHaveLength(2)
    expect(provider.shouldConnect).toBe(false)
  })

  it('tells sync to those who register and connect late', async () => {
    const provider = create()
    network.socket.welcome()
    const told: boolean[] = []
    provider.on('sync', (isSynced) => told.push(isSynced))
    provider.connect()
    expect(told).toEqual([])
    await Promise.resolve()

    expect(told).toEqual([true])
  })

  it('are done with the document: destroying it destroys the provider', () => {
    const doc = new Y.Doc()
    create({}, doc)
    network.socket.welcome()
    doc.destroy()

    expect(network.socket.closedWith).toEqual({ code: 1000, reason: '' })
  })

  it('keep the own awareness state, which is shown again to everybody', () => {
    const provider = create()
    provider.awareness.setLocalStateField('user', { name: 'Ada' })
    network.socket.welcome()
    provider.disconnect()
    expect(network.socket.takeTypes()).toEqual(['awareness'])
    provider.connect()
    network.socket.open()

    expect(network.socket.takeTypes()).toEqual(['hello', 'syncStep1', 'awareness'])
    expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
  })
})

describe('what Weft adds', () => {
  it('resolves whenSynced at the first sync', async () => {
    const provider = create()
    let isSynced = false
    const synced = provider.whenSynced.then(() => {
      isSynced = true
    })
    network.socket.open()
    await Promise.resolve()
    expect(isSynced).toBe(false)
    network.socket.say(...syncWithEmpty)
    await synced

    expect(provider.synced).toBe(true)
  })

  it('tells where the edits are', async () => {
    const provider = create()
    const told: unknown[] = []
    provider.on('save-state', (saveState) => told.push(saveState))
    provider.on('unsaved-changes', (count) => told.push(count))
    network.socket.welcome()
    network.socket.say({ type: 'saved', count: 1, sequence: 6 })
    provider.doc.getText('text').insert(0, 'a')
    const saved = provider.whenSaved()
    await Promise.resolve()
    network.socket.say({ type: 'saved', count: 2, sequence: 7 })
    await saved

    expect(told).toEqual([1, 'saving', 0, 'saved'])
    expect(provider).toMatchObject({
      saveState: 'saved',
      unsavedChanges: 0,
      hasAcknowledgements: true,
      epoch: 'epoch',
      history: { epoch: 'epoch', sequence: 7 },
      rights: { canWrite: true },
    })
  })

  it('knows nothing of what a stock server saves, and says so', async () => {
    const provider = create()
    network.socket.welcomeAsStock()
    provider.doc.getText('text').insert(0, 'a')

    expect(provider).toMatchObject({
      saveState: 'unknown',
      unsavedChanges: 1,
      hasAcknowledgements: false,
      epoch: undefined,
      latencyMs: undefined,
    })
    await expect(provider.whenSaved()).rejects.toThrow('the server does not say')
  })

  it('sends the token in hello, not in the URL', () => {
    create({ token: 'secret' })
    network.socket.open()

    expect(network.socket.url).not.toContain('secret')
    expect(network.socket.take()[0]).toMatchObject({ type: 'hello', token: 'secret' })
  })

  it('[P47] asks once more for a token when the server refuses it, and then gives up', async () => {
    const tokens = ['old', 'new', 'newest']
    const provider = create({ token: () => Promise.resolve(tokens.shift() ?? '') })
    for (const code of [4401, 4401]) {
      await Promise.resolve()
      await Promise.resolve()
      network.socket.open()
      network.socket.drop(code)
      vi.advanceTimersByTime(1_000)
    }

    expect(tokens).toEqual(['newest'])
    expect(provider.refusal?.because).toBe('unauthenticated')
  })

  it('tells rights and a changed history, and stops before it merges', () => {
    const provider = create({ history: { epoch: 'before', sequence: 4 } })
    const told: unknown[] = []
    provider.on('history-changed', (event) => told.push(event))
    provider.on('closed', (event) => told.push(event))
    network.socket.welcome()

    expect(told).toEqual([
      { code: 1000, reason: 'the document on the server has another history than the one here' },
      { before: { epoch: 'before', sequence: 4 }, now: { epoch: 'epoch', sequence: 5 } },
    ])
    expect(provider.refusal?.because).toBe('history-changed')
  })

  it('tells a right that was taken', () => {
    const provider = create()
    const told: unknown[] = []
    provider.on('rights', (rights) => told.push(rights))
    network.socket.welcome()
    network.socket.say({ type: 'rights', rights: { canWrite: false } })

    expect(told).toEqual([{ canWrite: false }])
    expect(provider.rights).toEqual({ canWrite: false })
  })
})

describe('what goes wrong', () => {
  it('on the wire is told as a connection-error and tried again', () => {
    const provider = create()
    network.socket.welcome()
    const told = record(provider)
    expect(() => network.socket.sayText('hello')).not.toThrow()
    expect(network.socket.closedWith).toEqual({ code: 4400, reason: 'unreadable message' })
    expect(told[0]).toMatchObject([
      'connection-error',
      { type: 'error', error: { message: 'Cannot read what the server sent: a text frame' } },
      provider,
    ])
    vi.advanceTimersByTime(500)
    network.socket.welcome()
    network.socket.sayFrame(Uint8Array.of(0, 2, 5, 1))

    expect(network.socket.closedWith?.code).toBe(4400)
  })

  it('with the words of a stock server that denies is told as well', () => {
    const provider = create()
    network.socket.welcomeAsStock()
    const told = record(provider)
    network.socket.say({ type: 'permissionDenied', reason: 'guests may not' })

    expect(told).toMatchObject([
      ['connection-error', { message: 'Permission denied: guests may not' }, provider],
    ])
  })

  it('in a listener of the application stops neither us nor the other listeners', async () => {
    const uncaught = takeUncaught()
    const provider = create({ connect: false })
    provider.on('synced', () => {
      throw new Error('a bug of the application')
    })
    const told: boolean[] = []
    provider.on('sync', (isSynced) => told.push(isSynced))
    provider.connect()
    network.socket.welcome()

    expect(told).toEqual([true])
    expect(network.socket.closedWith).toBeUndefined()
    expect(await uncaught).toEqual(new Error('a bug of the application'))
  })

  it.each([
    ['no URL', 'host', 'doc', 'Invalid URL'],
    ['a file', 'file:///host', 'doc', 'use ws: or wss:'],
    ['a query', 'ws://host/?a=b', 'doc', 'no query; put that into params'],
    ['no name', 'ws://host', '', '1 to 512 bytes'],
    ['a control character', 'ws://host', 'a\u0000b', 'no control characters'],
    ['a way up', 'ws://host', 'a/../b', 'no . or ..'],
    ['a broken escape', 'ws://host', '%ff', 'malformed percent-encoding'],
  ])('in the arguments is a TypeError at once: %s', (_, serverUrl, documentName, words) => {
    const construct = () =>
      new WeftProvider(serverUrl, documentName, new Y.Doc(), { connect: false })

    expect(construct).toThrow(TypeError)
    expect(construct).toThrow(words)
  })

  it('without any WebSocket is a TypeError that says what to do, at once or at connect', () => {
    vi.stubGlobal('WebSocket', undefined)
    const construct = (connect: boolean) =>
      new WeftProvider('ws://host', 'doc', new Y.Doc(), { connect, disableBc: true })

    expect(() => construct(true)).toThrow(TypeError)
    expect(() => construct(true)).toThrow('pass one as WebSocketPolyfill')
    const provider = construct(false)
    providers.push(provider)
    expect(() => provider.connect()).toThrow('pass one as WebSocketPolyfill')
    vi.unstubAllGlobals()
  })
})

describe('the wire', () => {
  it('carries edits both ways', async () => {
    const provider = create()
    network.socket.welcome()
    const text = provider.doc.getText('text')
    const origins: unknown[] = []
    provider.doc.on('update', (_, origin) => origins.push(origin))
    network.socket.say({ type: 'update', update: updateWith('b') })
    text.insert(0, 'a')
    await Promise.resolve()

    expect(text.toString()).toBe('ab')
    expect(origins).toEqual([provider, null])
    expect(textOf([{ type: 'update', update: updateWith('b') }, ...network.socket.take()])).toBe(
      'ab',
    )
  })

  it('carries the newest own presence at most once per frame, after the edits of the turn', async () => {
    const provider = create()
    network.socket.welcome()
    vi.advanceTimersByTime(100)
    provider.awareness.setLocalStateField('cursor', 1)
    provider.doc.getText('text').insert(0, 'a')
    provider.awareness.setLocalStateField('cursor', 2)
    await Promise.resolve()
    vi.advanceTimersByTime(1)
    expect(network.socket.takeTypes()).toEqual(['update', 'awareness'])

    for (let cursor = 3; cursor < 13; cursor += 1) {
      provider.awareness.setLocalStateField('cursor', cursor)
      vi.advanceTimersByTime(1)
    }
    expect(network.socket.take()).toEqual([])
    vi.advanceTimersByTime(6)
    const own = network.socket.take().flatMap(awarenessEntries)
    expect(own).toMatchObject([{ clientId: provider.awareness.clientID, state: '{"cursor":12}' }])
  })
})

function create(options: WeftProviderOptions = {}, doc = new Y.Doc()): WeftProvider {
  const provider = new WeftProvider('ws://host/base//', 'my room', doc, {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
    ...options,
  })
  providers.push(provider)
  return provider
}

function awarenessEntries(message: Message): AwarenessEntry[] {
  return message.type === 'awareness' ? decodeAwareness(message.awareness) : []
}

/** Writes down y-websocket's events as they come. */
function record(provider: WeftProvider): unknown[][] {
  const told: unknown[][] = []
  provider.on('status', (...args) => told.push(['status', ...args]))
  provider.on('sync', (...args) => told.push(['sync', ...args]))
  provider.on('synced', (...args) => told.push(['synced', ...args]))
  provider.on('connection-close', (...args) => told.push(['connection-close', ...args]))
  provider.on('connection-error', (...args) => told.push(['connection-error', ...args]))
  provider.on('closed', (...args) => told.push(['closed', ...args]))
  return told
}

/** The next error that is thrown where nobody can catch it. */
function takeUncaught(): Promise<unknown> {
  return new Promise((resolve) => {
    vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      try {
        run()
      } catch (error) {
        resolve(error)
      }
    })
  })
}
