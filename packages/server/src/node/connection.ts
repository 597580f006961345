import type { Duplex } from 'node:stream'
import { closeCodes } from '@weft/protocol'
import { WebSocket } from 'ws'
import type { Connection } from '../core/connection.ts'
import type { Limits } from '../core/limits.ts'
import type { Clock } from '../core/ports.ts'
import type { RateLimits } from '../core/receive-rate.ts'
import { FrameMeter } from './frame-meter.ts'
import { Intake, type Turns } from './intake.ts'
import type { SocketPeer } from './socket-peer.ts'
import { closeCodeFor } from './transport-fault.ts'

export interface ConnectionOptions {
  readonly webSocket: WebSocket
  /** The stream below the WebSocket. */
  readonly socket: Duplex
  readonly peer: SocketPeer
  /** Undefined for a peer that was refused: it is only waited for until it has gone. */
  readonly connection: Connection | undefined
  readonly turns: Turns
  readonly clock: Clock
  readonly limits: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'> & RateLimits
  readonly count: (name: string) => void
}

/** Carries what happens on one WebSocket to the server's end of it. */
export function serveConnection(options: ConnectionOptions): void {
  const { webSocket, socket, peer, connection, count } = options
  const intake = connection && new Intake({ ...options, connection })
  webSocket.on('error', (error) => {
    count('transport-error')
    connection?.close(closeCodeFor(error), error.message)
  })
  webSocket.on('message', (data, isBinary) => {
    if (isBinary) intake?.receive(bytesOf(data))
    else connection?.close(closeCodes.badMessage, 'text frames are not part of the protocol')
  })
  webSocket.on('pong', () => connection?.ponged())
  webSocket.on('ping', () => {
    // ws has just cut off a peer that does not read the answers to its pings.
    if (webSocket.readyState !== WebSocket.OPEN) {
      connection?.close(closeCodes.tooMany, 'pings came faster than their answers were read')
    }
  })
  webSocket.on('close', () => intake?.ended())
  socket.on('drain', () => {
    peer.drained()
    connection?.drained()
  })
  meter(options, intake)
}

// ws has seen each chunk before this does, so what was whole in it has been received.
function meter(
  { webSocket, socket, connection, limits }: ConnectionOptions,
  intake: Intake | undefined,
): void {
  const { maxGreetingBytes, maxMessageBytes } = limits
  const frames = new FrameMeter()
  socket.on('data', (chunk: Buffer) => {
    const partsBefore = frames.parts
    const hasEnded = frames.read(chunk)
    intake?.arrived(chunk.length, frames.parts - partsBefore)
    connection?.arrived(frames.heldBytes + (intake?.heldBytes ?? 0), hasEnded)
    const { expectedBytes } = frames
    // Over the limit for everybody, ws itself is about to close it.
    if (expectedBytes <= (connection?.maxFrameBytes ?? maxGreetingBytes)) return
    if (expectedBytes > maxMessageBytes) return
    // Not read any further, the connection ends by the time that ws gives the other end to answer the close frame; ended
    // at once, the close frame might be lost on the way.
    connection?.refuseFrame()
    if (intake) intake.stop()
    else webSocket.pause()
  })
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
