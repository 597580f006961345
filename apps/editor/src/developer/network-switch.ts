import type { WebSocketConstructor, WeftProvider } from '@weft/provider'
import type { Network, NetworkMode } from '../collaboration/network.ts'

export interface NetworkSwitchOptions {
  readonly provider: WeftProvider
  readonly network: Network
  readonly normalSockets: WebSocketConstructor
  readonly slowSockets: WebSocketConstructor
}

/** Makes a document's network what {@link Network.mode} says, from being made until {@link end}. */
export class NetworkSwitch {
  readonly #options: NetworkSwitchOptions
  readonly #stop: () => void
  #mode: NetworkMode

  constructor(options: NetworkSwitchOptions) {
    const { provider, network } = options
    this.#options = options
    this.#mode = network.mode.get()
    const stopMode = network.mode.subscribe(() => this.#change(network.mode.get()))
    // Somebody may connect again by other means, as with the banner's "Retry now".
    const look = () => {
      if (network.mode.get() === 'offline' && provider.shouldConnect) network.mode.set('normal')
    }
    provider.on('status', look)
    this.#stop = () => {
      stopMode()
      provider.off('status', look)
    }
  }

  /** Closes the socket without a word to the provider or the server, as a network does. The provider finds out and comes back. */
  drop(): void {
    this.#options.provider.ws?.close()
  }

  /** Everything as it was. */
  end(): void {
    this.#options.network.mode.set('normal')
    this.#stop()
  }

  #change(mode: NetworkMode): void {
    const { provider, network, normalSockets, slowSockets } = this.#options
    const before = this.#mode
    this.#mode = mode
    network.socketClass = mode === 'slow' ? slowSockets : normalSockets
    if (mode === 'offline') provider.disconnect()
    else if (before !== 'offline') this.#reopen()
    else if (!provider.shouldConnect) provider.connect()
  }

  // A socket stays as it was opened, so another one has to be. It is no failure that one would have to wait after.
  #reopen(): void {
    const { provider } = this.#options
    if (!provider.ws) return
    provider.once('connection-close', () => {
      queueMicrotask(() => provider.shouldConnect && provider.connect())
    })
    this.drop()
  }
}
