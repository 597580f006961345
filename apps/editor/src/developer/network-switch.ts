import type { WebSocketConstructor, WeftProvider } from '@weft/provider'
import type { Network, NetworkMode } from '../collaboration/network.ts'

export interface NetworkSwitchOptions {
  readonly provider: WeftProvider
  readonly network: Network
  readonly normalSockets: WebSocketConstructor
  readonly slowSockets: WebSocketConstructor
}

/** Makes a document's network worse, and good again. Whoever makes one ends it. */
export class NetworkSwitch {
  readonly #options: NetworkSwitchOptions
  readonly #stop: () => void

  constructor(options: NetworkSwitchOptions) {
    const { provider, network } = options
    this.#options = options
    // Somebody may connect again by other means, as with the banner's "Retry now".
    const look = () => {
      if (network.mode.get() === 'offline' && provider.shouldConnect) network.mode.set('normal')
    }
    provider.on('status', look)
    this.#stop = () => provider.off('status', look)
  }

  set(mode: NetworkMode): void {
    const { provider, network, normalSockets, slowSockets } = this.#options
    const before = network.mode.get()
    if (mode === before) return
    network.socketClass = mode === 'slow' ? slowSockets : normalSockets
    network.mode.set(mode)
    if (mode === 'offline') provider.disconnect()
    else if (before === 'offline') provider.connect()
    else this.#reopen()
  }

  /** Closes the socket without a word to the provider or the server, as a network does. The provider finds out and comes back. */
  drop(): void {
    this.#options.provider.ws?.close()
  }

  /** Everything as it was. */
  end(): void {
    this.set('normal')
    this.#stop()
  }

  // A socket stays as it was opened, so another one has to be. It is no failure that one would have to wait after.
  #reopen(): void {
    const { provider } = this.#options
    if (!provider.ws) return
    provider.once('connection-close', () => queueMicrotask(() => provider.connect()))
    this.drop()
  }
}
