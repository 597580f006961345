import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets } from './fake-web-socket.test-support.ts'
import { WeftProvider } from './index.ts'
import { systemClock } from './system-clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

it.each([2 ** 31, 100 * 365 * 86_400_000, Number.POSITIVE_INFINITY])(
  'a wait of %d ms, which is too long for a timer, is not over at once',
  (delayMs) => {
    const run = vi.fn<() => void>()
    const cancel = systemClock.after(delayMs, run)
    vi.advanceTimersByTime(2 ** 31 - 2)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledOnce()
    cancel()
  },
)

it('times that are to be without an end are', async () => {
  const { WebSocketClass, sockets } = fakeWebSockets()
  const never = Number.POSITIVE_INFINITY
  const provider = new WeftProvider('ws://host', 'doc', new Y.Doc(), {
    WebSocketPolyfill: WebSocketClass,
    disableBc: true,
    connectTimeoutMs: never,
    silenceTimeoutMs: never,
    unsavedWarningMs: never,
  })
  const warned = vi.fn<() => void>()
  provider.on('unsaved-for-long', warned)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([sockets.length, provider.wsconnecting]).toEqual([1, true])
  sockets[0]?.welcome()
  provider.doc.getText('text').insert(0, 'a')
  await vi.advanceTimersByTimeAsync(60_000)
  expect([provider.wsconnected, warned.mock.calls]).toEqual([true, []])
  expect(sockets[0]?.takeTypes().filter((type) => type === 'ping')).toHaveLength(0)
  provider.destroy()
  expect(vi.getTimerCount()).toBe(0)
})
