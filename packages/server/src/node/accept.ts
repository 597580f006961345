import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { closeCodes, documentNameFromPath, type DocumentName } from '@weft/protocol'
import { WebSocket, WebSocketServer } from 'ws'
import type { Limits } from '../core/limits.ts'
import type { Requester } from '../core/ports.ts'
import type { Session } from '../core/session.ts'
import type { SyncServer } from '../core/sync-server.ts'
import { SocketPeer } from './socket-peer.ts'

/** How long the other end may take to answer a close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000
/** Pings of a peer that may wait for their answer; ws ends the connection after. */
const MAX_PENDING_PONGS = 8

/** ws closes an oversized message with 1009, which stock clients retry for ever; ours says that it is final. */
class FinalTooLarge extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === 1009) super.close(closeCodes.tooLarge.code, 'the message is over the limit')
    else super.close(code, data)
  }
}

export interface AcceptOptions {
  readonly server: SyncServer
  readonly limits: Limits
  /** Begins and ends with a slash. */
  readonly pathPrefix: string
  readonly refuse: ((request: IncomingMessage) => string | undefined) | undefined
}

/** Turns upgrade requests into sessions. Refusals come after the upgrade: browsers cannot see an HTTP status. */
export class Acceptor {
  readonly #options: AcceptOptions
  readonly #webSockets: WebSocketServer

  constructor(options: AcceptOptions) {
    this.#options = options
    const settings = {
      noServer: true,
      maxPayload: options.limits.maxMessageBytes,
      perMessageDeflate: false,
      maxPendingAutoPongs: MAX_PENDING_PONGS,
      closeTimeout: CLOSE_TIMEOUT_MS,
      WebSocket: FinalTooLarge,
    }
    this.#webSockets = new WebSocketServer(settings)
  }

  /** Takes an upgrade. Returns false, and does nothing, when its path is not ours. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { pathPrefix, refuse, server } = this.#options
    const target = request.url ?? ''
    if (!target.startsWith(pathPrefix)) return false
    // Without a listener the first error on the stream would end the process.
    socket.on('error', () => socket.destroy())
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = new SocketPeer(webSocket, socket)
      webSocket.on('error', () => server.count('transport-error'))
      const path = target.slice(pathPrefix.length).split('?', 1)[0] ?? ''
      const name = documentNameFromPath(path)
      const refusal = refuse?.(request)
      if (refusal !== undefined) server.refuse(peer, closeCodes.forbidden, refusal)
      else if (!name.ok) server.refuse(peer, closeCodes.noSuchDocument, name.reason)
      else this.#serve(webSocket, peer, socket, name.name, requesterOf(request))
    })
    return true
  }

  /** Ends the connections that have not ended politely. */
  terminateAll(): void {
    for (const webSocket of this.#webSockets.clients) webSocket.terminate()
  }

  /** Resolves when every connection has ended. */
  async ended(): Promise<void> {
    const open = [...this.#webSockets.clients].filter(({ readyState }) => readyState !== WebSocket.CLOSED)
    await Promise.all(open.map((webSocket) => new Promise((resolve) => webSocket.once('close', resolve))))
  }

  #serve(
    webSocket: WebSocket,
    peer: SocketPeer,
    socket: Duplex,
    document: DocumentName,
    requester: Requester,
  ): void {
    const session = this.#options.server.connect(peer, { document, requester })
    this.#guard(socket, session)
    webSocket.on('message', (data, isBinary) => {
      if (!isBinary) session.close(closeCodes.badMessage, 'text frames are not part of the protocol')
      else session.receive(bytesOf(data))
    })
    webSocket.on('ping', () => session.heard())
    webSocket.on('pong', () => session.heard())
    webSocket.on('close', () => session.ended())
    socket.on('drain', () => session.drained())
  }

  // ws counts a frame when it is whole. Before a peer is let in it may not even begin a large one.
  #guard(socket: Duplex, session: Session): void {
    const { maxGreetingBytes } = this.#options.limits
    let received = 0
    const count = (chunk: Buffer) => {
      if (session.isJoined) {
        socket.off('data', count)
        return
      }
      received += chunk.length
      if (received > maxGreetingBytes) {
        session.close(closeCodes.tooLarge, 'too much was sent before the peer was let in')
        socket.off('data', count)
      }
    }
    socket.on('data', count)
  }
}

function requesterOf(request: IncomingMessage): Requester {
  const query = (request.url ?? '').split('?')[1] ?? ''
  return {
    token: new URLSearchParams(query).get('token') ?? undefined,
    headers: request.headers,
    address: request.socket.remoteAddress ?? '',
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

