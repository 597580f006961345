import { closeCodes } from '@weft/protocol'
import { WebSocket } from 'ws'

/** Whom a WebSocket tells what happens on it. */
export interface SocketEvents {
  received(data: Uint8Array | ArrayBuffer | readonly Buffer[], isBinary: boolean): void
  pinged(data: Buffer): void
  ponged(): void
  failed(error: Error): void
  closed(): void
}

/**
 * A WebSocket that a client has opened. A server has many that are idle, so what happens is told to one object for all: a
 * listener for each event would take more memory than all else that is known of such a peer.
 */
export class AcceptedSocket extends WebSocket {
  #events: SocketEvents | undefined

  /** From now on it is told what happens. */
  tell(events: SocketEvents): void {
    this.#events = events
    // An emitter without a table of listeners makes one when somebody listens. An empty one takes 180 bytes.
    if (this.eventNames().length === 0) Object.assign(this, { _events: undefined })
  }

  /**
   * Gives back the room for seventeen chunks that ws keeps once one has come. What is not as ws 8 has it is left alone; so is
   * a chunk that waits.
   */
  rest(): void {
    const receiver: unknown = Reflect.get(this, '_receiver')
    if (typeof receiver !== 'object' || receiver === null) return
    const chunks: unknown = Reflect.get(receiver, '_buffers')
    if (Array.isArray(chunks) && chunks.length === 0) chunks.length = 0
  }

  override emit(event: string | symbol, ...args: readonly unknown[]): boolean {
    const events = this.#events
    if (!events) return super.emit(event, ...args)
    const [first, second] = args
    switch (event) {
      case 'message':
        events.received(first as Buffer | ArrayBuffer | Buffer[], second === true)
        // Nobody else listens, and of these there are thousands a second.
        return true
      case 'ping':
        events.pinged(first as Buffer)
        break
      case 'pong':
        events.ponged()
        break
      case 'error':
        events.failed(first as Error)
        return true
      case 'close':
        events.closed()
        break
      default:
    }
    return super.emit(event, ...args)
  }

  /** ws closes an oversized message with 1009, which stock clients retry for ever with the same message; ours is final. */
  override close(code?: number, data?: string | Buffer): void {
    if (code === 1009) super.close(closeCodes.tooLarge.code, 'the message is over the limit')
    else super.close(code, data)
  }
}
