import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'
import { warnBeforeUnload } from './warn-before-unload.ts'

let page = new EventTarget()
let network = fakeWebSockets()
let provider: WeftProvider

beforeEach(() => {
  vi.useFakeTimers()
  page = new EventTarget()
  vi.stubGlobal('window', page)
  vi.spyOn(page, 'addEventListener')
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

/** Whether the browser would ask before the page goes. */
function asks(): boolean {
  const event = new Event('beforeunload', { cancelable: true })
  page.dispatchEvent(event)
  return event.defaultPrevented
}

const type = () => provider.doc.getText('text').insert(0, 'a')

it('asks while something is unsaved, and listens to nothing before and after', async () => {
  warnBeforeUnload(provider)
  network.socket.welcome()
  network.socket.say({ type: 'saved', count: 1, sequence: 6 })
  expect(page.addEventListener).not.toHaveBeenCalled()
  type()
  expect(asks()).toBe(true)
  await Promise.resolve()
  network.socket.say({ type: 'saved', count: 2, sequence: 7 })
  expect(asks()).toBe(false)
})

it('asks without a connection, and when what was edited cannot be saved', () => {
  warnBeforeUnload(provider)
  network.socket.drop(1006)
  type()
  expect(provider.saveState).toBe('offline')
  expect(asks()).toBe(true)
  provider.connect()
  network.socket.welcome({ rights: { canWrite: false } })
  expect(provider.saveState).toBe('failed')
  expect(asks()).toBe(true)
})

it('asks at once when it begins with something unsaved', () => {
  network.socket.welcome()
  type()
  warnBeforeUnload(provider)
  expect(asks()).toBe(true)
})

it('does not ask for what a server without acknowledgements may have saved', () => {
  warnBeforeUnload(provider)
  network.socket.welcomeAsStock()
  type()
  expect(provider.saveState).toBe('unknown')
  expect(asks()).toBe(false)
})

it('does not ask while edits are kept on this device', () => {
  let isKept = true
  warnBeforeUnload(provider, { isKept: () => isKept })
  network.socket.welcome()
  type()
  expect(asks()).toBe(false)
  isKept = false
  expect(asks()).toBe(true)
})

it.each([
  ['it is ended', (end: () => void) => end()],
  ['the provider is destroyed', () => provider.destroy()],
])('asks no more when %s', (_, end) => {
  const stop = warnBeforeUnload(provider)
  network.socket.welcome()
  type()
  expect(asks()).toBe(true)
  end(stop)
  expect(asks()).toBe(false)
  type()
  expect(asks()).toBe(false)
})

it('does nothing where there is no page', () => {
  vi.stubGlobal('window', undefined)
  expect(() => warnBeforeUnload(provider)()).not.toThrow()
})
