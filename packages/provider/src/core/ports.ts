/** Cancels a timer; harmless when it has fired. */
export type Cancel = () => void

/** Time and scheduling, handed in so that a test can play both. */
export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number
  after(delayMs: number, run: () => void): Cancel
  /** Runs once the code that runs now has returned. */
  soon(run: () => void): void
}

/** One WebSocket, as the core sees it. */
export interface Socket {
  /** Hands a frame to the transport. Never throws; does nothing once closed. */
  send(frame: Uint8Array<ArrayBuffer>): void
  /** Ends the connection and all its reports. Closing twice is harmless. A reason has 123 bytes at most. */
  close(code: number, reason: string): void
}

/** How a socket reports. Nothing comes after `closed`. */
export interface SocketHandlers {
  opened(): void
  /** A string is a text frame, which the wire does not know. */
  received(frame: Uint8Array | string): void
  closed(close: SocketClose): void
}

export interface SocketClose {
  readonly code: number
  readonly reason: string
  /** Whether coming back is of no use, unless with another token. */
  readonly isFinal: boolean
}

/**
 * Runs code of the application that may throw, such as a listener. Its error surfaces as an uncaught one, as an event
 * target's does, and ours goes on.
 */
export function contain(clock: Clock, run: () => void): void {
  try {
    run()
  } catch (error) {
    clock.soon(() => {
      throw error
    })
  }
}
