import {
  decodeAwareness,
  decodeMessage,
  encodeAwareness,
  encodeMessage,
  type Message,
} from '@weft/protocol'
import * as channel from 'lib0/broadcastchannel'
import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { textOf } from './core/scripted-server.test-support.ts'
import { fakeWebSockets, type FakeWebSocket } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'
import { splitHistory } from './tab-frame.ts'

const CHANNEL = 'ws://host/doc'

// lib0 hands what one tab publishes to the others of the same process at once, so these tabs need no time.
let tabs: Tab[] = []
let listeners: ((data: Uint8Array) => void)[] = []

afterEach(() => {
  for (const listener of listeners) channel.unsubscribe(CHANNEL, listener)
  listeners = []
  for (const { provider } of tabs) {
    provider.destroy()
    provider.awareness.destroy()
  }
  tabs = []
  vi.useRealTimers()
})

describe('two tabs of one browser', () => {
  it('share edits without a server', () => {
    const ada = open()
    ada.type('before ')
    const bob = open()
    ada.type('and after')
    bob.type('!')

    expect(ada.text).toBe(bob.text)
    expect(ada.text).toContain('before and after')
  })

  it('share presence without a server, and its end', () => {
    vi.useFakeTimers()
    const ada = open()
    ada.provider.awareness.setLocalStateField('user', 'Ada')
    const bob = open()
    const adas = () => bob.provider.awareness.getStates().get(ada.provider.awareness.clientID)
    expect(adas()).toEqual({ user: 'Ada' })
    ada.provider.awareness.setLocalStateField('user', 'Ada L.')
    vi.advanceTimersByTime(20)
    expect(adas()).toEqual({ user: 'Ada L.' })
    ada.provider.disconnect()

    expect(adas()).toBeUndefined()
    expect(ada.provider.awareness.getLocalState()).toEqual({ user: 'Ada L.' })
  })

  it('leave no relay hole: what an offline tab edits reaches the server through the other', async () => {
    const offline = open()
    const online = open()
    online.socket.welcome()
    offline.type('from the offline tab')
    await Promise.resolve()

    const sent = online.socket.take()
    expect(sent.map(({ type }) => type)).toEqual(['update'])
    expect(textOf(sent)).toBe('from the offline tab')
    expect(online.provider.unsavedChanges).toBe(1)
  })

  it('do not send each other back what they got', async () => {
    const ada = open()
    open()
    const published = listen()
    ada.type('a')
    await Promise.resolve()

    expect(published.filter(({ type }) => type === 'update')).toHaveLength(1)
  })

  it('do not pass on what they got from the server', () => {
    const ada = open()
    ada.socket.welcome()
    const published = listen()
    ada.socket.say({ type: 'update', update: updateOf('theirs') })

    expect(published).toEqual([])
  })

  it("never speak for each other's presence to the server", () => {
    vi.useFakeTimers()
    const ada = open()
    const bob = open()
    bob.socket.welcome()
    ada.provider.awareness.setLocalStateField('user', 'Ada')
    vi.advanceTimersByTime(100)

    expect(bob.provider.awareness.getStates().size).toBe(2)
    expect(bob.socket.take().filter(({ type }) => type === 'awareness')).toEqual([])
  })

  it('keep seeing each other when one loses the server', () => {
    const ada = open()
    const bob = open()
    bob.socket.welcome()
    const published = listen()
    bob.socket.drop(1006)

    expect([...bob.provider.awareness.getStates().keys()]).toContain(
      ada.provider.awareness.clientID,
    )
    expect(ada.provider.awareness.getStates().size).toBe(2)
    expect(published.map(({ type }) => type).toSorted()).toEqual([
      'awareness',
      'awareness',
      'queryAwareness',
    ])
  })

  it.each(['before', 'after'])(
    'keep seeing each other when the server says that one has left, %s that one notices',
    (when) => {
      const ada = open()
      const bob = open()
      const { awareness } = bob.provider
      bob.provider.awareness.setLocalStateField('user', 'Bob')
      ada.socket.welcome()
      bob.socket.welcome()
      const clock = awareness.meta.get(awareness.clientID)?.clock ?? 0
      const gone = encodeAwareness([{ clientId: awareness.clientID, clock, state: 'null' }])
      const sayGone = () => ada.socket.say({ type: 'awareness', awareness: gone })
      if (when === 'before') sayGone()
      bob.socket.drop(1006)
      if (when === 'after') sayGone()

      expect(ada.provider.awareness.getStates().get(awareness.clientID)).toEqual({ user: 'Bob' })
    },
  )

  it('part when the server has another history: the old one must not come back through the other tab', () => {
    const old = open({ history: { epoch: 'old', sequence: 9 } })
    old.type('old content')
    old.socket.welcome()
    expect(old.provider.refusal?.because).toBe('history-changed')
    const fresh = open()
    fresh.socket.welcome()

    expect(old.provider.bcconnected).toBe(false)
    expect(fresh.text).toBe('')
  })

  it('part as soon as one has met the other history: nothing crosses in either direction', () => {
    const old = open({ history: { epoch: 'old', sequence: 9 } })
    old.type('old')
    const fresh = open({ disableBc: true })
    fresh.socket.welcome({ epoch: 'new' })
    fresh.type('new')
    fresh.provider.disableBc = false
    fresh.provider.connectBc()
    old.type('!')
    fresh.type('!')

    expect([old.text, fresh.text]).toEqual(['old!', 'new!'])
  })

  it('with the content of another tab they take over its history, so that the server’s is not mixed with it', () => {
    const old = open({ history: { epoch: 'old', sequence: 9 } })
    old.type('old')
    const fresh = open()
    expect(fresh.text).toBe('old')
    expect(fresh.provider.history).toEqual({ epoch: 'old', sequence: 9 })
    const changed = vi.fn<() => void>()
    fresh.provider.on('history-changed', changed)
    fresh.socket.welcome({ epoch: 'new', sequence: 3 })

    expect(changed).toHaveBeenCalledOnce()
    expect(fresh.socket.take().filter(({ type }) => type !== 'hello')).toEqual([])
  })

  it('learn from each other how far the history is on disk', () => {
    const ada = open({ history: { epoch: 'e', sequence: 9 } })
    const bob = open({ history: { epoch: 'e', sequence: 4 } })
    ada.type('a')

    expect(bob.provider.history).toEqual({ epoch: 'e', sequence: 9 })
    expect(ada.provider.history).toEqual({ epoch: 'e', sequence: 9 })
  })

  it('do not hear each other with disableBc', () => {
    const ada = open()
    const alone = open({ disableBc: true })
    ada.type('a')

    expect(alone.text).toBe('')
    expect(alone.provider.bcconnected).toBe(false)
  })

  it('do not mind what they cannot read, and tell of it', () => {
    const ada = open()
    const told: unknown[] = []
    ada.provider.on('connection-error', (event) => told.push(event))
    for (const frame of [
      Uint8Array.of(),
      Uint8Array.of(0, 2, 9, 1),
      Uint8Array.of(0, 2, 2, 9, 9),
    ]) {
      channel.publish(CHANNEL, frame, 'elsewhere')
    }

    expect(told).toHaveLength(3)
    expect(told[0]).toMatchObject({
      message: expect.stringMatching(/^Cannot read what another tab/),
    })
    expect(ada.provider.bcconnected).toBe(true)
  })

  it('let message handlers of the application answer in the channel', () => {
    const ada = open()
    const heard: number[][] = []
    const fromServer: boolean[] = []
    ada.provider.messageHandlers[9] = (encoder, _, __, emitSynced) => {
      fromServer.push(emitSynced)
      encoding.writeVarUint(encoder, 9)
      encoding.writeVarUint(encoder, 7)
    }
    const listener = (data: Uint8Array) => heard.push([...data])
    channel.subscribe(CHANNEL, listener)
    listeners.push(listener)
    channel.publish(CHANNEL, Uint8Array.of(9, 42), 'elsewhere')

    expect(fromServer).toEqual([false])
    expect(heard).toContainEqual([9, 7])
  })
})

it('answers a tab of y-websocket as y-websocket does', () => {
  const ours = open()
  ours.type('ours')
  ours.provider.awareness.setLocalStateField('user', 'Ada')
  const answers = listen()
  const theirs = new Y.Doc()
  theirs.getText('text').insert(0, 'stock')
  const says: readonly Message[] = [
    { type: 'syncStep1', stateVector: Y.encodeStateVector(theirs) },
    { type: 'syncStep2', update: Y.encodeStateAsUpdate(theirs) },
    { type: 'queryAwareness' },
    {
      type: 'awareness',
      awareness: encodeAwareness([
        { clientId: theirs.clientID, clock: 1, state: '{"user":"Sam"}' },
      ]),
    },
  ]
  for (const message of says) channel.publish(CHANNEL, encodeMessage(message), 'elsewhere')

  expect(ours.text).toContain('stock')
  expect(textOf(answers)).toContain('ours')
  expect(ours.provider.awareness.getStates().get(theirs.clientID)).toEqual({ user: 'Sam' })
  const told = answers.flatMap((message) =>
    message.type === 'awareness' ? decodeAwareness(message.awareness) : [],
  )
  expect(told).toContainEqual(
    expect.objectContaining({
      clientId: ours.provider.awareness.clientID,
      state: '{"user":"Ada"}',
    }),
  )
})

class Tab {
  readonly provider: WeftProvider
  readonly #network = fakeWebSockets()

  constructor(options: ConstructorParameters<typeof WeftProvider>[3]) {
    this.provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
      WebSocketPolyfill: this.#network.WebSocketClass,
      ...options,
    })
  }

  get socket(): FakeWebSocket {
    return this.#network.socket
  }

  get text(): string {
    return this.provider.doc.getText('text').toString()
  }

  type(text: string): void {
    const shared = this.provider.doc.getText('text')
    shared.insert(shared.length, text)
  }
}

function open(options?: ConstructorParameters<typeof WeftProvider>[3]): Tab {
  const tab = new Tab(options)
  tabs.push(tab)
  return tab
}

/** What is said in the channel from now on. */
function listen(): Message[] {
  const published: Message[] = []
  const listener = (data: Uint8Array) => published.push(decodeMessage(splitHistory(data).frame))
  channel.subscribe(CHANNEL, listener)
  listeners.push(listener)
  return published
}

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
