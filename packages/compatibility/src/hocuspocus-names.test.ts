import './real-web-socket.test-support.ts'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { WeftProviderEvents, WeftProviderOptions } from '@weft/provider'
import { afterAll, describe, expect, it } from 'vitest'
import { openWeftClient } from './weft-client.test-support.ts'

const URL_OF_NOBODY = 'ws://127.0.0.1:9'
const guide = readFileSync(
  new URL('../../../apps/docs/from-hocuspocus.md', import.meta.url),
  'utf8',
)

/** What the guide may name. The compiler checks these lists against Weft's types. */
const OPTIONS = new Set<string>([
  'awareness',
  'token',
  'socket',
  'debug',
  'resyncInterval',
  'connect',
  'WebSocketPolyfill',
  'silenceTimeoutMs',
  'maxBackoffTime',
  'connectTimeoutMs',
] satisfies (keyof WeftProviderOptions)[])
const EVENTS = new Set<string>([
  'status',
  'sync',
  'rights',
  'closed',
  'unsaved-changes',
  'unsaved-for-long',
  'connection-close',
  'destroy',
] satisfies (keyof WeftProviderEvents)[])

const websocketProvider = new HocuspocusProviderWebsocket({
  url: URL_OF_NOBODY,
  autoConnect: false,
})
const theirs = new HocuspocusProvider({ name: 'notes', websocketProvider })
afterAll(() => {
  theirs.destroy()
  websocketProvider.destroy()
})

describe("the guide's tables have each name of Hocuspocus's provider", () => {
  it('options', () => {
    expect(namesUnder('Options of HocuspocusProvider')).toEqual(optionsOf(theirs))
    expect(namesUnder('Options of HocuspocusProviderWebsocket')).toEqual(
      optionsOf(websocketProvider),
    )
  })

  it('events', () => {
    const source = readFileSync(fileURLToPath(import.meta.resolve('@hocuspocus/provider')), 'utf8')
    const emitted = [...source.matchAll(/emit\("(\w+)"/g)].map(([, name = '']) => name)
    expect(namesUnder('Events')).toEqual([...new Set(emitted)].sort())
  })

  it('properties and methods, which all exist', () => {
    for (const name of namesUnder('Properties and methods')) expect(name in theirs, name).toBe(true)
  })
})

describe('what the guide names of Weft exists', () => {
  it('options', () => {
    for (const name of mentions(/option `([^`]+)`/g)) expect(OPTIONS).toContain(name)
  })

  it('events', () => {
    for (const name of mentions(/event `([^`]+)`/g)) expect(EVENTS).toContain(name)
  })

  it('properties and methods', () => {
    const ours = openWeftClient(URL_OF_NOBODY, 'notes', { connect: false })
    for (const name of mentions(/`provider\.(\w+)/g)) expect(name in ours, name).toBe(true)
  })
})

/** The names in the first column of the table under a heading. */
function namesUnder(heading: string): string[] {
  const section = guide.split(`## ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name).sort()
}

/** The configuration's names without the callbacks: those are the events. */
function optionsOf({ configuration }: { readonly configuration: object }): string[] {
  return Object.keys(configuration)
    .filter((name) => !/^on[A-Z]/.test(name))
    .sort()
}

function mentions(pattern: RegExp): string[] {
  const names = [...guide.matchAll(pattern)].map(([, name = '']) => name)
  expect(names).not.toHaveLength(0)
  return names
}
