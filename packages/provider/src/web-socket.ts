/**
 * What the provider needs of a WebSocket: the browser's fits, and so do `WebSocket` of the package `ws` and most others.
 */
export interface WebSocketLike {
  /** Set to `arraybuffer`. */
  binaryType: string
  /** 1 while it is open. */
  readonly readyState: number
  /** Bytes that were not given to the network yet. */
  readonly bufferedAmount: number
  // `never` lets each implementation have events of its own.
  /** Called once it is open. */
  onopen: ((event: never) => void) | null
  /** Called with each frame; its `data` is an `ArrayBuffer`, or a string for a text frame. */
  onmessage: ((event: never) => void) | null
  /** Called when it failed, before `onclose`. */
  onerror: ((event: never) => void) | null
  /** Called last, with `code` and `reason`. */
  onclose: ((event: never) => void) | null
  /** Sends one frame. */
  send(data: Uint8Array<ArrayBuffer>): void
  /** Closes it, with a code that tells the server why. */
  close(code?: number, reason?: string): void
}

/** A class of WebSockets. */
export type WebSocketConstructor = new (url: string, protocols?: string[]) => WebSocketLike
