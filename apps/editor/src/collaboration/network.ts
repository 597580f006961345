import type { WebSocketConstructor } from '@weft/provider'
import { Observable, type Readable } from './observable.ts'

/** `slow`: everything takes its time. `offline`: as if there were none. */
export type NetworkMode = 'normal' | 'slow' | 'offline'

/**
 * The network as one document has it: the browser's, unless somebody makes it worse to see what happens. How that is
 * done is not known here, so that a page without such a wish carries nothing for it.
 */
export class Network {
  /** What is done to the network on purpose. */
  readonly mode = new Observable<NetworkMode>('normal')
  /** Whether there is a network. */
  readonly online: Readable<boolean>
  /** What opens the next socket. */
  socketClass: WebSocketConstructor = WebSocket
  /** Opens sockets by whatever {@link socketClass} is then. */
  readonly WebSocket: WebSocketConstructor = new Proxy(WebSocket, {
    construct: (_, [url, protocols]: ConstructorParameters<WebSocketConstructor>) =>
      new this.socketClass(url, protocols),
  })

  /** @param online The browser's own word. */
  constructor(online: Readable<boolean>) {
    const { mode } = this
    this.online = {
      get: () => online.get() && mode.get() !== 'offline',
      subscribe: (listener) => {
        const stops = [online.subscribe(listener), mode.subscribe(listener)]
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  }
}
