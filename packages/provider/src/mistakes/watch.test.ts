import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import * as development from '../development.ts'
import { fakeWebSockets } from '../fake-web-socket.test-support.ts'
import * as production from '../index.ts'
import { watchForMistakes } from './watch.ts'
import { warnOnce } from './warning.ts'

let closing: (() => void)[] = []
let warned: string[] = []

beforeEach(() => {
  warned = []
})

afterEach(() => {
  for (const close of closing) close()
  closing = []
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a warning is given', () => {
  it('for a document of another copy of Yjs', () => {
    // Yjs tells of it as well, when it is loaded.
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const other: typeof Y = createRequire(import.meta.url)('yjs')
    open({ doc: new other.Doc() })

    expect(warned).toEqual(['two copies of Yjs'])
  })

  it('for a document that is destroyed', () => {
    const doc = new Y.Doc()
    doc.destroy()
    open({ doc })

    expect(warned).toEqual(['destroyed document'])
  })

  it('for a provider that is to connect after its end', () => {
    const { provider } = open()
    provider.destroy()
    expect(warned).toEqual([])
    provider.connect()

    expect(warned).toEqual(['destroyed provider'])
  })

  it('for ws: on a page that came by https:, unless it leads to the own machine', () => {
    vi.stubGlobal('location', new URL('https://app.example'))
    for (const url of [
      'ws://localhost:1234',
      'ws://127.0.0.1:1',
      'ws://[::1]:1',
      'wss://a.example',
    ])
      open({ url })
    expect(warned).toEqual([])
    open({ url: 'ws://a.example' })

    expect(warned).toEqual(['ws: on a page that came by https:'])
  })

  it.each(['red', 'rgb(1, 2, 3)', '#abc', '#30bced80', 'hsl(1 2% 3%)'])(
    'for the colour %s',
    (color) => {
      const { provider } = open()
      provider.awareness.setLocalStateField('user', { name: 'Ada', color: '#30BCED' })
      expect(warned).toEqual([])
      provider.awareness.setLocalStateField('user', { name: 'Ada', color })

      expect(warned).toEqual(['colour that is not hexadecimal'])
    },
  )

  it.each([
    ['before the provider was made', true],
    ['after', false],
  ])('for content that the server has, too, put in %s', (_, isBefore) => {
    const doc = new Y.Doc()
    const put = () => doc.getText('text').insert(0, 'Hello World')
    if (isBefore) put()
    const { network } = open({ doc })
    if (!isBefore) put()
    syncWith(network, 'Hello World')

    expect(doc.getText('text').toString()).toBe('Hello WorldHello World')
    expect(warned).toEqual(['duplicated content'])
  })
})

describe('no warning is given', () => {
  it('for all that is as it should be', () => {
    vi.stubGlobal('location', new URL('http://app.example'))
    const { provider, network } = open({ url: 'ws://a.example' })
    provider.awareness.setLocalStateField('user', { name: 'Ada', color: '#30bced' })
    syncWith(network, 'Hello World')
    provider.doc.getText('text').insert(0, 'Hello World')
    provider.disconnect()
    provider.connect()
    provider.destroy()
    provider.disconnect()
    provider.destroy()

    expect(warned).toEqual([])
  })

  it('for what somebody writes before the server answers', () => {
    const { provider, network } = open()
    provider.doc.getText('text').insert(0, 'Something else')
    syncWith(network, 'Hello World')

    expect(warned).toEqual([])
  })

  it('for content of one’s own that comes from an earlier session', () => {
    const doc = new Y.Doc()
    const earlier = contentOf('Hello World')
    Y.applyUpdate(doc, earlier)
    const { network } = open({ doc })
    network.socket.welcome()
    network.socket.say({ type: 'syncStep2', update: earlier })

    expect(warned).toEqual([])
  })

  it('for the colours of Lexical, which stand elsewhere and may be any', () => {
    const { provider } = open()
    provider.awareness.setLocalState({ name: 'Cat', color: 'rgb(125, 50, 0)' })

    expect(warned).toEqual([])
  })
})

it('leaves no listener behind', () => {
  const { provider } = open()
  const { awareness } = provider
  provider.destroy()

  expect(provider._observers.size).toBe(0)
  expect(awareness._observers.size).toBe(0)
})

it('prints each warning once, with its remedy', () => {
  const print = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const warning = { name: 'of this test', problem: 'It rains.', remedy: 'Take an umbrella.' }
  warnOnce(warning)
  warnOnce(warning)

  expect(print.mock.calls).toEqual([['@weft/provider: It rains.\n→ Take an umbrella.']])
})

it('is what a bundler takes for development: the same names, and a provider that warns', () => {
  const print = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  expect(Object.keys(development).toSorted()).toEqual(Object.keys(production).toSorted())
  expect(development.WebsocketProvider).toBe(development.WeftProvider)
  const doc = new Y.Doc()
  doc.destroy()
  const provider = new development.WeftProvider('ws://host', 'doc', doc, { connect: false })
  closing.push(() => provider.destroy())

  expect(provider).toBeInstanceOf(production.WeftProvider)
  expect(provider.constructor.name).toBe('WeftProvider')
  expect(print).toHaveBeenCalledOnce()
})

interface Setup {
  readonly doc?: Y.Doc
  readonly url?: string
}

function open({ doc = new Y.Doc(), url = 'ws://host' }: Setup = {}) {
  const network = fakeWebSockets()
  const provider = new production.WeftProvider(url, 'doc', doc, {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
  })
  closing.push(() => provider.destroy())
  watchForMistakes(provider, ({ name }) => warned.push(name))
  return { provider, network }
}

/** The server answers, with this text. */
function syncWith({ socket }: ReturnType<typeof fakeWebSockets>, text: string): void {
  socket.open()
  socket.say({
    type: 'welcome',
    version: 1,
    sessionId: 's',
    resumeSecret: 'r',
    epoch: 'e',
    sequence: 1,
    rights: { canWrite: true },
    maxMessageBytes: 1_000_000,
    isSaving: true,
  })
  socket.say({ type: 'syncStep2', update: contentOf(text) })
}

function contentOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
