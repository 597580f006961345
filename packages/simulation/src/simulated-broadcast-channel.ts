import { currentProcess } from './ambient.ts'
import type { SimulatedProcess } from './simulated-process.ts'

/** The channels of one browser, shared by its pages. */
export class ChannelHub {
  readonly #latencyMs: () => number
  readonly #channels = new Map<string, Set<SimulatedBroadcastChannel>>()

  constructor(latencyMs: () => number) {
    this.#latencyMs = latencyMs
  }

  add(name: string, channel: SimulatedBroadcastChannel): void {
    const channels = this.#channels.get(name) ?? new Set()
    this.#channels.set(name, channels.add(channel))
  }

  remove(name: string, channel: SimulatedBroadcastChannel): void {
    this.#channels.get(name)?.delete(channel)
  }

  /** To all others of this name, as they are by then. Messages between two pages stay in order. */
  post(name: string, from: SimulatedBroadcastChannel, data: Uint8Array): void {
    for (const channel of this.#channels.get(name) ?? []) {
      if (channel !== from) channel.expect(this.#latencyMs(), data)
    }
  }
}

const hubs = new WeakMap<SimulatedProcess, ChannelHub>()

/** Makes a page part of a browser. */
export function joinBrowser(page: SimulatedProcess, hub: ChannelHub): void {
  hubs.set(page, hub)
}

/** BroadcastChannel as lib0 uses it. A page's URL is its own, so a channel's name is what follows the host. */
export class SimulatedBroadcastChannel {
  onmessage: ((event: { readonly data: Uint8Array }) => void) | null = null
  readonly #page: SimulatedProcess
  readonly #hub: ChannelHub
  readonly #name: string
  #lastDueMs = 0

  constructor(url: string) {
    const page = currentProcess()
    const hub = page && hubs.get(page)
    if (!page || !hub) throw new Error('A BroadcastChannel was opened outside of a page')
    this.#page = page
    this.#hub = hub
    this.#name = url.replace(/^ws:\/\/[^/]*/, '')
    hub.add(this.#name, this)
  }

  postMessage(data: Uint8Array): void {
    if (!this.#page.isDead) this.#hub.post(this.#name, this, data.slice())
  }

  close(): void {
    this.#hub.remove(this.#name, this)
  }

  /** Something is on its way to this page. */
  expect(delayMs: number, data: Uint8Array): void {
    const nowMs = this.#page.now()
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + delayMs)
    this.#page.after(this.#lastDueMs - nowMs, () => this.onmessage?.({ data: data.slice() }))
  }
}
