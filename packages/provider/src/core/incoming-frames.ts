import {
  decodeServerMessage,
  FragmentAssembler,
  messageType,
  type ServerMessage,
} from '@weft/protocol'
import type { ServerKind } from './connection-state.ts'

export type Incoming =
  | Exclude<ServerMessage, { readonly type: 'fragment' }>
  /** A message of a type that is not ours. */
  | { readonly type: 'foreign'; readonly frame: Uint8Array }

/** Turns the frames of one connection into messages; holds what has come of a fragmented one. */
export class IncomingFrames {
  readonly #fragments: FragmentAssembler

  /** @param maxMessageBytes The largest fragmented message to put together, in bytes. */
  constructor(maxMessageBytes: number) {
    this.#fragments = new FragmentAssembler(maxMessageBytes)
  }

  /** How much is here of the message that has begun: a part of 1. */
  get progress(): number {
    const { receivedBytes, totalBytes } = this.#fragments.progress
    return receivedBytes / totalBytes
  }

  /**
   * The message that the frame holds or completes; undefined while parts are missing.
   *
   * @param server Undefined for the first frame.
   * @throws {ProtocolError} For anything that is not one message.
   */
  read(frame: Uint8Array, server: ServerKind | undefined): Incoming | undefined {
    const message = isOurs(frame[0] ?? 0, server) ? decodeServerMessage(frame) : undefined
    if (!message) return { type: 'foreign', frame }
    if (message.type !== 'fragment') return message
    const whole = this.#fragments.add(message)
    return whole && this.read(whole, server)
  }
}

/** From a stock server, the extension's types are somebody else's: it has not said welcome. */
function isOurs(type: number, server: ServerKind | undefined): boolean {
  if (type < messageType.hello || server === 'weft') return true
  return server === undefined && type === messageType.welcome
}
