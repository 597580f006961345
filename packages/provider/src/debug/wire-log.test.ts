import { encodeAwareness, encodeAwarenessPatch, encodeMessage, type Message } from '@weft/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { welcome } from '../core/scripted-server.test-support.ts'
import { fakeWebSockets } from '../fake-web-socket.test-support.ts'
import { WeftProvider } from '../index.ts'
import { withHistory } from '../tab-frame.ts'
import { FrameReader } from './frame-reader.ts'
import { sendPing } from './send-ping.ts'
import { wireLine, wireLog, wireTap, type WireMessage } from './wire-log.ts'

let providers: WeftProvider[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-04T05:06:07.089Z') })
})

afterEach(() => {
  vi.useRealTimers()
  for (const provider of providers) provider.destroy()
  providers = []
})

describe('the log of a provider', () => {
  it('has a line for each frame: when, which way, what, how large, and what is in it', () => {
    const lines: string[] = []
    const { provider, network } = open({ debug: wireLog((line) => lines.push(line)) })
    provider.doc.clientID = 7
    network.socket.welcome()
    provider.doc.getText('text').insert(0, 'abc')
    network.socket.say({ type: 'saved', count: 1, sequence: 6 })

    expect(lines.every((line) => line.startsWith('05:06:07.089 '))).toBe(true)
    const told = lines.map((line) => line.slice(13).replace(/\d+ B/, '_ B'))
    expect(told.filter((line) => !line.includes('wareness'))).toEqual([
      expect.stringMatching(
        /^→ server hello, _ B: version \d+, @weft\/provider\/\S+, no token, a new session, knows no history$/,
      ),
      '→ server syncStep1, _ B: has nothing',
      expect.stringMatching(
        /^← server welcome, _ B: version \d, history epoch up to 5, may write, takes \d+ B, saves$/,
      ),
      '→ server ping, _ B: 1',
      '← server syncStep2, _ B: nothing',
      '← server syncStep1, _ B: has nothing',
      '→ server syncStep2, _ B: nothing',
      '← server saved, _ B: count 1, sequence 6',
    ])
  })

  it('can be had as data, for whoever draws it', () => {
    const messages: WireMessage[] = []
    const { provider, network } = open({ debug: wireTap((message) => messages.push(message)) })
    provider.doc.clientID = 7
    network.socket.welcome()
    network.socket.say({ type: 'saved', count: 1, sequence: 6 })

    expect(messages.at(-1)).toEqual({
      atMs: Date.now(),
      direction: 'in',
      via: 'server',
      type: 'saved',
      bytes: 3,
      details: 'count 1, sequence 6',
    })
    expect(messages[0]).toMatchObject({ direction: 'out', type: 'hello' })
  })

  it('hears the answers to pings of one’s own, which are sent over a connection that stands', () => {
    const messages: WireMessage[] = []
    const { provider, network } = open({ debug: wireTap((message) => messages.push(message)) })
    sendPing(provider, 1_000_001)
    network.socket.welcome()
    network.socket.say({ type: 'pong', id: 1 })
    const { latencyMs } = provider
    sendPing(provider, 1_000_002)
    network.socket.say({ type: 'pong', id: 1_000_002 })

    expect(network.socket.take()).toEqual([{ type: 'ping', id: 1_000_002 }])
    expect(messages.at(-1)).toMatchObject({ type: 'pong', details: '1000002' })
    expect(provider.latencyMs).toBe(latencyMs)
  })

  it('has what crosses between tabs, with the history that goes along', async () => {
    const lines: string[] = []
    const { provider, network } = open({
      disableBc: false,
      debug: wireLog((line) => lines.push(line)),
    })
    network.socket.welcome()
    const other = open({ disableBc: false, history: { epoch: 'epoch', sequence: 2 } })
    other.provider.doc.clientID = 8
    lines.length = 0
    other.provider.doc.getText('text').insert(0, 'abc')
    await Promise.resolve()

    expect(provider.doc.getText('text').toString()).toBe('abc')
    expect(lines.map((line) => line.slice(13).replace(/\d+ B/, '_ B'))).toEqual([
      '← tabs update, _ B: adds 8@0–3: history epoch up to 5',
      '→ server update, _ B: adds 8@0–3',
    ])
  })

  it('has no token and no resume secret in it', () => {
    const lines: string[] = []
    const { network } = open({
      token: 'geheim',
      debug: wireLog((line) => lines.push(line)),
    })
    network.socket.welcome({ resumeSecret: 'verborgen' })
    network.socket.drop(1006)
    const reader = new FrameReader()
    const messages: readonly Message[] = [
      { ...welcome, resumeSecret: 'verborgen' },
      { type: 'token', token: 'geheim' },
      {
        type: 'hello',
        version: 3,
        client: 'test',
        token: 'geheim',
        sessionId: 's',
        resumeSecret: 'verborgen',
      },
    ]
    for (const message of messages) {
      lines.push(lineOf(reader, encodeMessage(message), 'out', 'server'))
    }

    expect(lines.join('\n')).toContain('a token')
    expect(lines.join('\n')).not.toMatch(/geheim|verborgen/)
  })

  it('can be switched on and off at any time, and what it throws changes nothing', () => {
    vi.useFakeTimers({ toFake: ['queueMicrotask'] })
    const { provider, network } = open({})
    const heard = vi.fn<() => void>(() => {
      throw new Error('of the log')
    })
    provider.debug = heard
    network.socket.welcome()
    expect(provider.synced).toBe(true)
    const times = heard.mock.calls.length
    expect(times).toBeGreaterThan(4)
    expect(() => vi.runAllTicks()).toThrow('of the log')
    provider.debug = undefined
    network.socket.say({ type: 'ping', id: 1 })

    expect(heard).toHaveBeenCalledTimes(times)
  })
})

describe('a frame in words', () => {
  const doc = new Y.Doc()
  doc.clientID = 7
  doc.getText('text').insert(0, 'abcdef')
  const before = Y.encodeStateVector(doc)
  doc.getText('text').delete(1, 2)
  doc.getText('text').insert(0, '!')
  const entry = { clientId: 7, clock: 3, state: '{"user":{"name":"Ada"}}' }

  it.each<[string, Message]>([
    [
      'update, _ B: adds 7@6–7; deletes 7@1–3',
      { type: 'update', update: Y.encodeStateAsUpdate(doc, before) },
    ],
    ['syncStep1, _ B: has 7 up to 7', { type: 'syncStep1', stateVector: Y.encodeStateVector(doc) }],
    [
      'awareness, _ B: 7@3 {"user":{"name":"Ada"}}, 9@4 has left',
      {
        type: 'awareness',
        awareness: encodeAwareness([entry, { clientId: 9, clock: 4, state: 'null' }]),
      },
    ],
    ['queryAwareness, _ B', { type: 'queryAwareness' }],
    ['notSaved, _ B', { type: 'notSaved' }],
    ['ping, _ B: 5', { type: 'ping', id: 5 }],
    ['rights, _ B: may not write', { type: 'rights', rights: { canWrite: false } }],
    ['goingAway, _ B: come back within 500 ms', { type: 'goingAway', maxDelayMs: 500 }],
    ['tokenValid, _ B: for 500 ms', { type: 'tokenValid', validForMs: 500 }],
    ['permissionDenied, _ B: no', { type: 'permissionDenied', reason: 'no' }],
    [
      'documentSize, _ B: 5 B, at most 9',
      { type: 'documentSize', bytes: 5, warnBytes: 7, maxBytes: 9 },
    ],
    [
      'fragment, _ B: bytes 2–4 of 9',
      { type: 'fragment', totalBytes: 9, offset: 2, bytes: Uint8Array.of(1, 2) },
    ],
  ])('%s', (words, message) => {
    const told = lineOf(new FrameReader(), encodeMessage(message), 'in', 'server')

    expect(told.replace(/\d+ B/, '_ B')).toBe(words)
  })

  it('of a patch is the presence that it makes, or whose it is when that is not known', () => {
    const patch = encodeAwarenessPatch([
      { clientId: 7, baseClock: 3, clock: 4, hunks: [{ kept: 17, dropped: 3, text: 'Bob' }] },
    ])
    const frame = encodeMessage({ type: 'awarenessPatch', patch })
    const reader = new FrameReader()
    expect(lineOf(reader, frame, 'in', 'server')).toContain('7 by a change to what was not seen')
    const awareness = encodeAwareness([entry])
    lineOf(reader, encodeMessage({ type: 'awareness', awareness }), 'in', 'server')

    expect(lineOf(reader, frame, 'in', 'server')).toContain('7@4 {"user":{"name":"Bob"}}')
  })

  it('is short, however long the frame', () => {
    const entries = Array.from({ length: 50 }, (_, clientId) => ({
      clientId,
      clock: 1,
      state: JSON.stringify({ text: 'x'.repeat(5_000) }),
    }))
    const frame = encodeMessage({ type: 'awareness', awareness: encodeAwareness(entries) })
    const told = lineOf(new FrameReader(), frame, 'in', 'server')

    expect(told).toContain('and 42 more')
    expect(told.length).toBeLessThan(2_000)
  })

  it('says what cannot be read, and throws nothing', () => {
    const reader = new FrameReader()
    const told = [
      lineOf(reader, 'text', 'in', 'server'),
      lineOf(reader, Uint8Array.of(), 'in', 'server'),
      lineOf(reader, Uint8Array.of(99, 1, 2), 'in', 'server'),
      lineOf(reader, Uint8Array.of(0, 2, 2, 9, 9), 'in', 'tabs'),
      lineOf(reader, withHistory(Uint8Array.of(3), { epoch: 'e', sequence: 4 }), 'in', 'tabs'),
    ]

    expect(told).toEqual([
      'text, 4 B',
      'unreadable, 0 B: the frame is empty',
      'unknown, 3 B: a message of type 99',
      expect.stringMatching(/^unreadable, 5 B: /),
      expect.stringMatching(/^queryAwareness, \d+ B: history e up to 4$/),
    ])
  })
})

/** What the reader says of a frame, as in a line of the log. */
function lineOf(reader: FrameReader, ...frame: Parameters<FrameReader['read']>): string {
  const [bytes, direction, via] = frame
  const line = { atMs: 0, direction, via, bytes: bytes.length, ...reader.read(...frame) }
  return wireLine(line).slice(`00:00:00.000 ← ${via} `.length)
}

function open(options: ConstructorParameters<typeof WeftProvider>[3]) {
  const network = fakeWebSockets()
  const provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
    ...options,
  })
  providers.push(provider)
  return { provider, network }
}
