import type { WebSocketConstructor } from './web-socket.ts'

/** What lets several providers share one socket: a `WeftSocket` of `@weft/provider/socket`. */
export interface SharedSocket {
  /** Opens a channel where a socket would be opened; undefined where there is no WebSocket, as on a server that renders pages. */
  readonly WebSocket: WebSocketConstructor | undefined
  /**
   * A provider begins to use it.
   *
   * @param wake Called whenever the connection is there again.
   * @param isWanted Whether the provider wants to be connected.
   * @returns What ends that.
   * @throws {TypeError} When the socket leads to another server, or is destroyed.
   */
  attach(serverUrl: string, wake: () => void, isWanted: () => boolean): () => void
}
