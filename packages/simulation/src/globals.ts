/**
 * Puts simulated time, randomness and BroadcastChannels in the place of this thread's own. To be imported before anything
 * else: lib0 keeps the `Date.now`, `Math.random` and `getRandomValues` that it finds when it is loaded, and y-protocols and
 * y-websocket set timers of their own.
 */
import { webcrypto } from 'node:crypto'
import { ambientRandom, currentProcess, currentWebSocket } from './ambient.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import { SimulatedBroadcastChannel } from './simulated-broadcast-channel.ts'

const nativeQueueMicrotask = globalThis.queueMicrotask

/** A timer as browsers and Node have them. */
class TimerHandle {
  readonly cancel: () => void

  constructor(cancel: () => void) {
    this.cancel = cancel
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

function owner(): SimulatedProcess {
  const process = currentProcess()
  if (!process) throw new Error('A timer was set by the code of no process')
  return process
}

function setTimer(run: (...values: unknown[]) => void, delayMs = 0, ...values: unknown[]) {
  return new TimerHandle(owner().after(delayMs, () => run(...values)))
}

function setRepeatedTimer(run: (...values: unknown[]) => void, delayMs = 0, ...values: unknown[]) {
  const process = owner()
  let cancel = () => {}
  const arm = () => {
    cancel = process.after(Math.max(1, delayMs), () => {
      arm()
      run(...values)
    })
  }
  arm()
  return new TimerHandle(() => cancel())
}

function clearTimer(timer: unknown): void {
  if (timer instanceof TimerHandle) timer.cancel()
}

function queue(run: () => void): void {
  const process = owner()
  nativeQueueMicrotask(() => process.deliver(run))
}

function fillRandomly<View extends ArrayBufferView>(view: View): View {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  bytes.forEach((_, index) => (bytes[index] = Math.floor(ambientRandom() * 256)))
  return view
}

Object.assign(globalThis, {
  setTimeout: setTimer,
  clearTimeout: clearTimer,
  setInterval: setRepeatedTimer,
  clearInterval: clearTimer,
  queueMicrotask: queue,
  BroadcastChannel: SimulatedBroadcastChannel,
})
Object.defineProperty(globalThis, 'WebSocket', { get: currentWebSocket })
Object.defineProperty(performance, 'now', { value: () => currentProcess()?.now() ?? 0 })
Object.defineProperty(webcrypto, 'getRandomValues', { value: fillRandomly })
// Modules may look at a clock while they are loaded, before there is a world.
Date.now = () => currentProcess()?.wallTime() ?? 0
Math.random = ambientRandom
