import { pass } from './simulated-time.test-support.ts'
import { WeftProvider } from '@weft/provider'
import { WeftSocket } from '@weft/provider/socket'
import { MemoryStorage } from '@weft/storage'
import { SeededRandom } from '@weft/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { GatedStorage } from './gated-storage.test-support.ts'
import { SimulatedNetwork, type SimulatedWebSocket } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { textOf, type } from './waiting.test-support.ts'

const NAMES = ['one', 'two', 'three', 'four']
/** Longer than any backoff and any silence, in milliseconds. */
const LONG_MS = 90_000

/** A server that crashes, behind a network that is cut, and pages of which each has all documents over one socket. */
class FaultyWorld {
  readonly disk = new MemoryStorage()
  readonly open = new Set<SimulatedWebSocket>()
  readonly network: SimulatedNetwork
  readonly WebSocket: new (url: string, protocols?: string[]) => SimulatedWebSocket
  #storage = new GatedStorage(this.disk)

  constructor() {
    const network = new SimulatedNetwork()
    const { open } = this
    this.network = network
    this.WebSocket = class extends network.WebSocket {
      constructor(url: string) {
        super(url)
        open.add(this)
      }
    }
    this.start()
  }

  start(): void {
    this.#storage = new GatedStorage(this.disk)
    this.network.accept = simulateWeftServer({ storage: this.#storage }).accept
  }

  crash(): void {
    this.#storage.pull()
    this.network.accept = undefined
    for (const socket of this.open) socket.orphan()
    this.open.clear()
  }

  /** One connection, of whichever page, passes nothing any more. */
  cut(random: SeededRandom): void {
    const sockets = [...this.open]
    const socket = sockets[random.below(Math.max(1, sockets.length))]
    socket?.cut()
    if (socket) this.open.delete(socket)
  }

  page(): { readonly socket: WeftSocket; readonly providers: readonly WeftProvider[] } {
    const socket = new WeftSocket('ws://server', { WebSocketPolyfill: this.WebSocket })
    const providers = NAMES.map((name) => {
      const options = { socket, disableBc: true }
      return new WeftProvider(socket.url, name, new Y.Doc(), options)
    })
    onTestFinished(() => {
      for (const provider of providers) provider.destroy()
      socket.destroy()
    })
    return { socket, providers }
  }

  async stored(name: string): Promise<string> {
    const doc = new Y.Doc()
    const stored = await this.disk.load(name)
    for (const piece of stored?.snapshot?.pieces ?? []) Y.applyUpdate(doc, piece)
    for (const { updates } of stored?.records ?? []) {
      for (const { update } of updates) Y.applyUpdate(doc, update)
    }
    return doc.getText('text').toString()
  }
}

describe('documents over one socket', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'come to the same text whatever is cut and crashes, and lose nothing that was saved (seed %d)',
    async (seed) => {
      const random = new SeededRandom(seed)
      const world = new FaultyWorld()
      const pages = [world.page(), world.page()]
      const all = pages.flatMap(({ providers }) => providers)
      const written = new Map<WeftProvider, string[]>(all.map((each) => [each, []]))
      const saved = new Map<string, Set<string>>(NAMES.map((name) => [name, new Set()]))
      let words = 0
      let happened = 0
      const noteSaved = () => {
        for (const [provider, tokens] of written) {
          if (provider.saveState !== 'saved') continue
          for (const token of tokens) saved.get(provider.roomname)?.add(token)
        }
      }
      for (let round = 0; round < 120; round += 1) {
        const provider = all[random.below(all.length)]
        if (provider && random.next() < 0.7) {
          words += 1
          const token = `<${words}>`
          type(provider, token)
          written.get(provider)?.push(token)
        }
        if (random.next() < 0.05) {
          world.cut(random)
          happened += 1
        }
        if (random.next() < 0.03) {
          world.crash()
          await pass(random.below(3_000))
          noteSaved()
          world.start()
          happened += 1
        }
        await pass(random.below(400))
        noteSaved()
      }
      expect(happened).toBeGreaterThan(2)
      await pass(LONG_MS)
      noteSaved()
      for (const [index, name] of NAMES.entries()) {
        const texts = pages.map(({ providers }) => textOf(providers[index] ?? { doc: new Y.Doc() }))
        expect(new Set([...texts, await world.stored(name)]).size).toBe(1)
        for (const token of saved.get(name) ?? []) expect(texts[0]).toContain(token)
      }
      expect(all.map(({ saveState }) => saveState)).toEqual(Array(all.length).fill('saved'))
      expect([...saved.values()].reduce((sum, { size }) => sum + size, 0)).toBe(words)
      expect(pages.map(({ socket }) => socket.channels)).toEqual([4, 4])
    },
  )

  it('find a dead connection by one probe, and come back by one attempt', async () => {
    const world = new FaultyWorld()
    const { socket, providers } = world.page()
    await pass(1_000)
    expect(providers.every(({ synced }) => synced)).toBe(true)
    expect(world.network.attempts).toBe(1)
    const pings = () => world.network.framesOf('up', 68).length
    const before = pings()
    await pass(60_000)
    expect(pings() - before).toBe(4)
    expect(providers.every(({ latencyMs }) => latencyMs === 10)).toBe(true)
    const [connection] = world.open
    connection?.cut()
    await pass(35_000)
    expect(providers.every(({ wsconnected }) => wsconnected)).toBe(true)
    expect([world.network.attempts, socket.status]).toEqual([2, 'connected'])
    await pass(LONG_MS)
    expect(providers.every(({ synced }) => synced)).toBe(true)
    expect(world.network.attempts).toBe(2)
  })

  it('are not attempted one by one while there is no server', async () => {
    const world = new FaultyWorld()
    const { providers } = world.page()
    await pass(1_000)
    world.crash()
    const before = world.network.attempts
    await pass(10 * 60_000)
    // With full jitter up to 30 s: about forty for the connection, where each document would have as many.
    expect(world.network.attempts - before).toBeLessThan(100)
    world.start()
    await pass(60_000)
    expect(providers.every(({ synced }) => synced)).toBe(true)
  })
})
