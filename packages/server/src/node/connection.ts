import type { Duplex } from 'node:stream'
import { closeCodes } from '@weft/protocol'
import type { Connection } from '../core/connection.ts'
import type { Limits } from '../core/limits.ts'
import type { AcceptedSocket, SocketEvents } from './accepted-socket.ts'
import type { FrameMeter, FrameMeters } from './frame-meter.ts'
import { Intake, type IntakeDependencies } from './intake.ts'
import type { SocketPeer } from './socket-peer.ts'
import { closeCodeFor } from './transport-fault.ts'

/** What the connections of a server have in common. */
export interface Serving extends IntakeDependencies {
  readonly limits: IntakeDependencies['limits'] &
    Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>
  readonly onClosed: (served: ServedConnection) => void
  readonly frameMeters: FrameMeters
}

/** The parts of one connection. */
export interface Served {
  readonly webSocket: AcceptedSocket
  /** The stream below the WebSocket. */
  readonly socket: Duplex
  readonly peer: SocketPeer
  /** Undefined for a peer that was refused: it is only waited for until it has gone. */
  readonly connection: Connection | undefined
}

/** Answers to pings that may wait for a peer to read them. One that reads none is ended. */
const MAX_UNSENT_PONGS = 8

/** No edit is as small as that, in bytes: a pong, or an answer that says nothing. Whoever sends it may be idle for long. */
const IDLE_BYTES = 16

/** Where a stream's listeners, one function for all streams, find whom they are to tell. */
const SERVED = Symbol('served')

interface ServedStream extends Duplex {
  [SERVED]?: ServedConnection
}

/** Carries what happens on one WebSocket to the server's end of it. A server has many: what one holds is kept small. */
export class ServedConnection implements SocketEvents {
  readonly #webSocket: AcceptedSocket
  /** The stream below the WebSocket. */
  readonly socket: Duplex
  readonly #connection: Connection | undefined
  readonly #peer: SocketPeer
  readonly #intake: Intake | undefined
  readonly #serving: Serving
  #unsentPongs = 0
  /** While a part of a message is here. */
  #frames: FrameMeter | undefined

  constructor({ webSocket, socket, peer, connection }: Served, serving: Serving) {
    this.#webSocket = webSocket
    this.socket = socket
    this.#connection = connection
    this.#peer = peer
    this.#intake = connection && new Intake(webSocket, connection, serving)
    this.#serving = serving
    webSocket.tell(this)
    const stream: ServedStream = socket
    stream[SERVED] = this
    // ws has seen each chunk before this does, so what was whole in it has been received.
    stream.on('data', tellArrived)
    stream.on('drain', tellDrained)
  }

  /** Ends it at once. */
  terminate(): void {
    this.#webSocket.terminate()
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    await new Promise((resolve) => this.#webSocket.once('close', resolve))
  }

  received(data: Uint8Array | ArrayBuffer | readonly Buffer[], isBinary: boolean): void {
    if (isBinary) this.#intake?.receive(bytesOf(data))
    else this.#connection?.close(closeCodes.badMessage, 'text frames are not part of the protocol')
  }

  pinged(data: Buffer): void {
    const webSocket = this.#webSocket
    if (webSocket.readyState !== webSocket.OPEN) return
    if (this.#unsentPongs >= MAX_UNSENT_PONGS) {
      this.#connection?.close(closeCodes.tooMany, 'pings came faster than their answers were read')
      webSocket.terminate()
      return
    }
    this.#unsentPongs += 1
    webSocket.pong(data, false, () => {
      this.#unsentPongs -= 1
    })
  }

  ponged(): void {
    this.#connection?.ponged()
  }

  failed(error: Error): void {
    this.#serving.count('transport-error')
    this.#connection?.close(closeCodeFor(error), error.message)
  }

  closed(): void {
    this.#intake?.ended()
    this.#serving.onClosed(this)
  }

  drained(): void {
    this.#peer.drained()
    this.#connection?.drained()
  }

  arrived(chunk: Buffer): void {
    const { maxGreetingBytes, maxMessageBytes } = this.#serving.limits
    const connection = this.#connection
    const intake = this.#intake
    const frames = this.#frames ?? this.#serving.frameMeters.take()
    const partsBefore = frames.parts
    const hasEnded = frames.read(chunk)
    intake?.arrived(chunk.length, frames.parts - partsBefore)
    connection?.arrived(frames.heldBytes + (intake?.heldBytes ?? 0), hasEnded)
    const { expectedBytes } = frames
    this.#frames = frames.isAtRest ? undefined : frames
    if (!this.#frames) this.#rest(frames, chunk)
    // Over the limit for everybody, ws itself is about to close it.
    if (expectedBytes <= (connection?.maxFrameBytes ?? maxGreetingBytes)) return
    if (expectedBytes > maxMessageBytes) return
    // Not read any further, the connection ends by the time that ws gives the other end to answer the close frame; ended
    // at once, the close frame might be lost on the way.
    connection?.refuseFrame()
    if (intake) intake.stop()
    else this.#webSocket.pause()
  }

  /** Nothing is here of a message that is not whole. */
  #rest(frames: FrameMeter, chunk: Buffer): void {
    this.#serving.frameMeters.giveBack(frames)
    if (chunk.length <= IDLE_BYTES) this.#webSocket.rest()
  }
}

function tellArrived(this: ServedStream, chunk: Buffer): void {
  this[SERVED]?.arrived(chunk)
}

function tellDrained(this: ServedStream): void {
  this[SERVED]?.drained()
}

function bytesOf(data: Uint8Array | ArrayBuffer | readonly Buffer[]): Uint8Array {
  if (data instanceof Uint8Array) return data
  return data instanceof ArrayBuffer ? new Uint8Array(data) : Buffer.concat(data)
}
