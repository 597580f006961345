import './real-web-socket.test-support.ts'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as weft from '@weft/provider'
import type { WeftProvider, WeftProviderEvents, WeftProviderOptions } from '@weft/provider'
import { describe, expect, it } from 'vitest'
import * as stock from 'y-websocket'
import { openStockClient } from './stock-client.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const URL_OF_NOBODY = 'ws://127.0.0.1:9'

/** The names that y-websocket gives its options and events and Weft's types have too: the compiler checks them. */
const OPTIONS: readonly (keyof WeftProviderOptions<WeftProvider>)[] = [
  'connect',
  'awareness',
  'params',
  'protocols',
  'WebSocketPolyfill',
  'resyncInterval',
  'maxBackoffTime',
  'disableBc',
  'shouldReconnect',
]
const EVENTS: readonly (keyof WeftProviderEvents<WeftProvider>)[] = [
  'status',
  'sync',
  'synced',
  'connection-close',
  'connection-error',
  'closed',
]

describe('the tables of the guide name all that y-websocket 3.1 has, and nothing else', () => {
  it('options', () => {
    expect(namesUnder('Options')).toEqual(sorted(stockOptions()))
  })

  it('events', () => {
    expect(namesUnder('Events')).toEqual(sorted(stockEvents()))
  })

  it('properties', () => {
    expect(namesUnder('Properties')).toEqual(sorted(stockProperties()))
  })

  it('methods', () => {
    expect(namesUnder('Methods')).toEqual(sorted(stockMethods()))
  })

  it('exports', () => {
    expect(namesUnder('Exports')).toEqual(sorted(Object.keys(stock)))
  })
})

describe("Weft's provider has", () => {
  it('every option', () => {
    expect(sorted(OPTIONS)).toEqual(sorted(stockOptions()))
  })

  it('every event', () => {
    expect(sorted(EVENTS)).toEqual(sorted(stockEvents()))
  })

  it('every property, with the same value before it connects', () => {
    const ours = openWeftClient(`${URL_OF_NOBODY}//`, 'notes', {
      connect: false,
      params: { a: 'b c' },
      protocols: ['one'],
      maxBackoffTime: 1_234,
    })
    const theirs = openStockClient(`${URL_OF_NOBODY}//`, 'notes', {
      connect: false,
      params: { a: 'b c' },
      protocols: ['one'],
      maxBackoffTime: 1_234,
    })
    const different = new Set(['doc', 'awareness', 'shouldReconnect', 'messageHandlers'])
    for (const name of stockProperties()) {
      expect(name in ours, name).toBe(true)
      const [our, their] = [Reflect.get(ours, name), Reflect.get(theirs, name)]
      if (different.has(name)) expect(typeof our).toBe(typeof their)
      else expect(our, name).toEqual(their)
    }
  })

  it('every method', () => {
    const ours = openWeftClient(URL_OF_NOBODY, 'notes', { connect: false })
    for (const name of stockMethods()) expect(typeof Reflect.get(ours, name), name).toBe('function')
  })

  it('every export', () => {
    const { WebsocketProvider: _, ...numbers } = stock
    expect(weft).toMatchObject(numbers)
    expect(weft.WebsocketProvider).toBe(weft.WeftProvider)
  })

  it('the same answer to every close code', () => {
    const ours = openWeftClient(URL_OF_NOBODY, 'notes', { connect: false })
    const theirs = openStockClient(URL_OF_NOBODY, 'notes', { connect: false })
    for (const code of [1000, 1006, 1012, 4000, 4399, 4400, 4401, 4499, 4500, 4599, 4999]) {
      const event = Object.assign(new Event('close'), { code, reason: '', wasClean: true })
      expect(ours.shouldReconnect(event, ours)).toBe(theirs.shouldReconnect(event, theirs))
    }
  })
})

/** The names in the first column of the table under a heading. */
function namesUnder(heading: string): string[] {
  const guide = readFileSync(
    new URL('../../../apps/docs/from-y-websocket.md', import.meta.url),
    'utf8',
  )
  const section = guide.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  return sorted([...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name))
}

/** The names that the constructor takes out of its last argument. */
function stockOptions(): string[] {
  const [, parameters = ''] =
    /constructor \([^{]*\{([^}]*(?:\{\}[^}]*)*)\} = \{\}\)/.exec(stockSource()) ?? []
  return [...parameters.matchAll(/^\s*(\w+) =/gm)].map(([, name = '']) => name)
}

function stockEvents(): string[] {
  const emitted = [...stockSource().matchAll(/emit\('([^']+)'/g)].map(([, name = '']) => name)
  return [...new Set(emitted)]
}

function stockProperties(): string[] {
  const client = openStockClient(URL_OF_NOBODY, 'notes', { connect: false })
  const accessors = Object.entries(
    Object.getOwnPropertyDescriptors(stock.WebsocketProvider.prototype),
  )
  return [
    ...Object.keys(client),
    ...accessors.flatMap(([name, { get }]) => (get ? [name] : [])),
  ].filter(isPublic)
}

/** Its own methods and those that it inherits from lib0's ObservableV2. */
function stockMethods(): string[] {
  const own = stock.WebsocketProvider.prototype
  const inherited: object = Object.getPrototypeOf(own)
  const methods = [own, inherited].flatMap((prototype) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
      typeof value === 'function' && name !== 'constructor' ? [name] : [],
    ),
  )
  return [...new Set(methods)].filter(isPublic)
}

function isPublic(name: string): boolean {
  return !name.startsWith('_')
}

function stockSource(): string {
  return readFileSync(fileURLToPath(import.meta.resolve('y-websocket')), 'utf8')
}

function sorted(names: readonly string[]): string[] {
  return [...names].sort()
}
