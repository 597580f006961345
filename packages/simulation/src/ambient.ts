import { AsyncLocalStorage } from 'node:async_hooks'
import type { SimulatedProcess } from './simulated-process.ts'

const current = new AsyncLocalStorage<SimulatedProcess>()

/** The process whose code runs now: whose timers are set, and whose clocks are read. */
export function currentProcess(): SimulatedProcess | undefined {
  return current.getStore()
}

/** Runs code as that of a process, and whatever waits for promises in it. */
export function runAs<T>(process: SimulatedProcess, run: () => T): T {
  return current.run(process, run)
}

let random: (() => number) | undefined

/** Where `Math.random` and the bytes for new client IDs come from. */
export function ambientRandom(): number {
  if (!random) throw new Error('No world is there to draw a random number from')
  return random()
}

export function setAmbientRandom(draw: () => number): void {
  random = draw
}

const webSockets = new WeakMap<SimulatedProcess, unknown>()

/** What the code of this process finds as its global `WebSocket`. */
export function setWebSocket(process: SimulatedProcess, webSocket: unknown): void {
  webSockets.set(process, webSocket)
}

export function currentWebSocket(): unknown {
  const process = currentProcess()
  return process && webSockets.get(process)
}
