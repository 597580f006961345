import type { CloseCode } from '@weft/protocol'

/** One connection as its transport drives it: a session of its own, or one that many sessions share. */
export interface Connection {
  /** The largest frame that the peer may begin now, in bytes. */
  readonly maxFrameBytes: number
  /** Takes one binary frame from the peer. */
  receive(frame: Uint8Array): void
  /**
   * Some bytes came from the peer, and what was whole in them has been received.
   *
   * @param heldBytes How much the transport holds of a frame that is not whole.
   * @param hasEnded Whether a frame ended in these bytes.
   */
  arrived(heldBytes: number, hasEnded: boolean): void
  /** The peer has begun a frame that is larger than {@link maxFrameBytes}. */
  refuseFrame(): void
  /** The peer gave a sign of life, e.g. a pong. */
  heard(): void
  /** The peer has answered a ping. */
  ponged(): void
  /** The peer's buffer has emptied somewhat. */
  drained(): void
  /** The transport is gone. */
  ended(): void
  /** Ends the connection with a close code. Closing twice is harmless. */
  close(code: CloseCode, reason: string): void
}
