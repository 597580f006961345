import { setWebSocket } from './ambient.ts'
import { Attempts } from './attempts.ts'
import { ChannelHub, joinBrowser } from './simulated-broadcast-channel.ts'
import type { Connection, Network } from './network.ts'
import { SimulatedProcess } from './simulated-process.ts'
import { SimulatedWebSocket } from './simulated-web-socket.ts'
import type { World } from './world.ts'

let runs = 0

/** To be called once for each run: pages of different runs must not share the channels that lib0 keeps by URL. */
export function beginRun(): void {
  runs += 1
}

/** A browser: pages that share its BroadcastChannels. */
export class Browser {
  readonly name: string
  readonly hub: ChannelHub

  constructor(world: World, name: string) {
    this.name = name
    this.hub = new ChannelHub(() => world.between(0, 5))
  }
}

/** A page in a browser. What runs in it sees its clocks, its WebSockets and its browser's channels. */
export class Page {
  readonly name: string
  readonly process: SimulatedProcess
  readonly browser: Browser
  readonly serverUrl: string
  readonly attempts = new Attempts()
  /** Of documents, on a connection that they share. */
  readonly openings = new Attempts()
  /** Whether the page's machine has no network: connections cannot be made. */
  isOffline = false
  readonly #network: Network

  constructor(world: World, network: Network, browser: Browser, name: string) {
    this.name = name
    this.browser = browser
    this.process = new SimulatedProcess(world, name)
    this.serverUrl = `ws://${name}.run${runs}`
    this.#network = network
    joinBrowser(this.process, browser.hub)
    const page = this
    const WebSocket = class extends SimulatedWebSocket {
      constructor(url: string) {
        super(network, page, url)
      }
    }
    setWebSocket(this.process, WebSocket)
  }

  get connections(): Connection[] {
    return [...this.#network.connections].filter(({ socket }) => socket.page === this)
  }

  run(run: () => void): void {
    this.process.run(run)
  }
}
