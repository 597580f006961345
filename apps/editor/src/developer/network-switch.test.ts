import type { WebSocketConstructor } from '@weft/provider'
import { WeftProvider } from '@weft/provider'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Network } from '../collaboration/network.ts'
import { Observable } from '../collaboration/observable.ts'
import { NetworkSwitch } from './network-switch.ts'

interface OpenedSocket {
  readonly kind: 'normal' | 'slow'
  isClosed: boolean
  drop(): void
}

let opened: OpenedSocket[] = []
const providers: WeftProvider[] = []

beforeEach(() => {
  opened = []
  vi.stubGlobal('WebSocket', socketsOf('normal'))
})

afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy()
  vi.unstubAllGlobals()
})

/** Sockets that never open, so that all that is seen is who opens and closes them. */
function socketsOf(kind: OpenedSocket['kind']): WebSocketConstructor {
  return class {
    binaryType = ''
    readyState = 0
    bufferedAmount = 0
    onopen = null
    onmessage = null
    onerror = null
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null
    isClosed = false
    readonly kind = kind

    constructor() {
      opened.push(this)
    }

    send(): void {}

    close(): void {
      this.isClosed = true
    }

    drop(): void {
      this.onclose?.({ code: 1005, reason: '' })
    }
  }
}

function open() {
  const network = new Network(new Observable(true))
  const provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
    WebSocketPolyfill: network.WebSocket,
    disableBc: true,
  })
  providers.push(provider)
  const networkSwitch = new NetworkSwitch({
    provider,
    network,
    normalSockets: socketsOf('normal'),
    slowSockets: socketsOf('slow'),
  })
  return { network, provider, networkSwitch }
}

test('offline, no connection is wanted and the page hears that there is no network', () => {
  const { network, provider } = open()
  const heard: boolean[] = []
  network.online.subscribe(() => heard.push(network.online.get()))
  network.mode.set('offline')
  expect(provider.shouldConnect).toBe(false)
  expect(opened[0]?.isClosed).toBe(true)
  network.mode.set('normal')
  expect(provider.shouldConnect).toBe(true)
  expect(opened).toHaveLength(2)
  expect(heard).toEqual([false, true])
})

test('connecting by other means ends being offline', () => {
  const { network, provider } = open()
  network.mode.set('offline')
  provider.connect()
  expect(network.mode.get()).toBe('normal')
})

test('a slow network has a socket of its own at once, and so has the normal one after it', async () => {
  const { network, networkSwitch } = open()
  network.mode.set('slow')
  opened[0]?.drop()
  await Promise.resolve()
  expect(opened.map(({ kind }) => kind)).toEqual(['normal', 'slow'])
  networkSwitch.end()
  opened[1]?.drop()
  await Promise.resolve()
  expect(opened.map(({ kind }) => kind)).toEqual(['normal', 'slow', 'normal'])
  expect(network.mode.get()).toBe('normal')
})

test('a dropped socket is closed behind the back of the provider, which comes back by itself', () => {
  vi.useFakeTimers()
  const { provider, networkSwitch } = open()
  networkSwitch.drop()
  expect(opened[0]?.isClosed).toBe(true)
  expect(provider.wsconnecting).toBe(true)
  opened[0]?.drop()
  expect(provider.wsUnsuccessfulReconnects).toBe(1)
  expect(provider.retryInMs).toBeLessThanOrEqual(1_000)
  vi.advanceTimersByTime(1_000)
  expect(opened).toHaveLength(2)
  vi.useRealTimers()
})

test('once ended, it has no say any more', () => {
  const { network, provider, networkSwitch } = open()
  network.mode.set('offline')
  networkSwitch.end()
  expect(provider.shouldConnect).toBe(true)
  network.mode.set('offline')
  provider.disconnect()
  provider.connect()
  expect(network.mode.get()).toBe('offline')
})
