import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  closeCodes,
  documentNameFromPath,
  SHARED_PARAMETER,
  type CloseCode,
  type DocumentName,
} from '@weft/protocol'
import { WebSocketServer, type Server } from 'ws'
import type { Connection } from '../core/connection.ts'
import type { Limits } from '../core/limits.ts'
import { messageOf, type Clock, type Log, type Peer, type Requester } from '../core/ports.ts'
import type { SyncServer } from '../core/sync-server.ts'
import { AcceptedSocket } from './accepted-socket.ts'
import { ServedConnection, type Serving } from './connection.ts'
import type { ConnectionCount } from './connection-count.ts'
import type { Crowding } from './crowding.ts'
import { EndOfTurn } from './end-of-turn.ts'
import { FrameMeters } from './frame-meter.ts'
import { answerAndEnd } from './http-answer.ts'
import { Turns } from './intake.ts'
import { requestTarget } from './request-target.ts'
import { SocketPeer } from './socket-peer.ts'
import { Traffic } from './traffic.ts'
import type { TrustedProxies } from './trusted-proxies.ts'
import { WireFrames } from './wire-frames.ts'

/** How long the other end may take to answer a close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000
/** Browsers cut large messages into frames of about 64 KiB; a quarter of that leaves room for others. */
const LEAST_FRAGMENT_BYTES = 16 * 1024
/** A network may deliver a large frame in chunks as small as its packets. */
const LEAST_CHUNK_BYTES = 512
const LEAST_PARTS = 256
/** ws keeps its limits in 32 bits, and takes a larger one for none. */
const MOST_PAYLOAD_BYTES = 2 ** 31 - 1

export interface AcceptOptions {
  readonly server: SyncServer
  readonly clock: Clock
  readonly limits: Limits
  /** Begins and ends with a slash. */
  readonly pathPrefix: string
  readonly connections: ConnectionCount
  readonly crowding: Crowding
  readonly proxies: TrustedProxies
  readonly clientAddress: (request: IncomingMessage) => string | undefined
  readonly checkOrigin: (headers: IncomingMessage['headers']) => string | undefined
  readonly refuse: ((request: IncomingMessage) => string | undefined) | undefined
  readonly log: Log
}

type Verdict =
  /** Without a document, the connection is to carry many. */
  | { readonly isAccepted: true; readonly document: DocumentName | undefined }
  | { readonly isAccepted: false; readonly code: CloseCode; readonly reason: string }

/** Turns upgrade requests into sessions. Refusals come after the upgrade: browsers cannot see an HTTP status. */
export class Acceptor {
  readonly #options: AcceptOptions
  readonly #webSockets: Server<typeof AcceptedSocket>
  readonly #open = new Set<ServedConnection>()
  /** What goes over the connections. */
  readonly traffic = new Traffic(this.#open)
  readonly #serving: Serving
  readonly #sending = { endOfTurn: new EndOfTurn(), wireFrames: new WireFrames() }

  constructor(options: AcceptOptions) {
    this.#options = options
    const { server, clock, limits } = options
    this.#serving = {
      turns: new Turns(),
      frameMeters: new FrameMeters(),
      clock,
      limits,
      count: (name) => server.count(name),
      onClosed: (served) => {
        this.#open.delete(served)
        this.traffic.ended(served)
      },
    }
    const maxPayload = Math.min(limits.maxMessageBytes, MOST_PAYLOAD_BYTES)
    // A name of its own, because the types of ws do not know all of them yet.
    const settings = {
      noServer: true,
      maxPayload,
      maxFragments: Math.max(LEAST_PARTS, Math.ceil(maxPayload / LEAST_FRAGMENT_BYTES)),
      maxBufferedChunks: Math.max(LEAST_PARTS, Math.ceil(maxPayload / LEAST_CHUNK_BYTES)),
      perMessageDeflate: false,
      // Text is refused whatever it says.
      skipUTF8Validation: true,
      // Our own end of the connection answers: ws would make a function for each, which most never need.
      autoPong: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      WebSocket: AcceptedSocket,
      clientTracking: false,
    }
    this.#webSockets = new WebSocketServer<typeof AcceptedSocket>(settings)
    this.#webSockets.on('wsClientError', (error, socket) => {
      this.#refuseUpgrade(socket, 400, error.message, { 'Sec-WebSocket-Version': '13' })
    })
  }

  /**
   * Takes an upgrade. Returns false, and does nothing, when its path is not ours.
   *
   * @param counted What {@link AcceptOptions.connections} knows the socket by.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, counted: Duplex): boolean {
    const { pathPrefix } = this.#options
    const { path, query } = requestTarget(request.url ?? '')
    if (!path.startsWith(pathPrefix)) return false
    // Without a listener the first error on the stream would end the process.
    socket.on('error', destroyIt)
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', destroyIt)
      const verdict = this.#judge(request, counted, path.slice(pathPrefix.length), query)
      this.#serve(webSocket, socket, verdict, this.#requesterOf(request, query), counted)
    })
    return true
  }

  // Not in the callback above: what is made here would keep the whole request for as long as the connection lasts.
  #serve(
    webSocket: AcceptedSocket,
    socket: Duplex,
    verdict: Verdict,
    requester: Requester,
    counted: Duplex,
  ): void {
    const { server } = this.#options
    const peer = new SocketPeer(webSocket, socket, this.#sending)
    const connection = verdict.isAccepted
      ? this.#connect(peer, verdict.document, requester, counted)
      : undefined
    this.#open.add(new ServedConnection({ webSocket, socket, peer, connection }, this.#serving))
    if (!verdict.isAccepted) server.refuse(peer, verdict.code, verdict.reason)
  }

  #connect(
    peer: Peer,
    document: DocumentName | undefined,
    requester: Requester,
    socket: Duplex,
  ): Connection {
    const { server, connections } = this.#options
    return document === undefined
      ? server.share(peer, requester, connections.channelsOf(socket))
      : server.connect(peer, { document, requester })
  }

  /** Answers an upgrade for which there is no path. */
  refusePath(socket: Duplex): void {
    this.#refuseUpgrade(socket, 404, 'there is nothing at this path')
  }

  /** Takes no more upgrades. */
  stop(): void {
    this.#webSockets.close()
  }

  /** Ends the connections that have not ended politely. */
  terminateAll(): void {
    for (const served of this.#open) served.terminate()
  }

  /** Resolves when every connection has ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.#open].map((served) => served.ended()))
  }

  #judge(request: IncomingMessage, socket: Duplex, path: string, query: string): Verdict {
    const { server, connections, crowding, clientAddress, checkOrigin, refuse } = this.#options
    try {
      connections.enter(socket, checkAnswer('clientAddress', clientAddress(request)))
    } catch (error) {
      return this.#hookFailed('clientAddress', error)
    }
    const excess = connections.excess(socket)
    if (excess) {
      server.count(`too-many.${excess}`)
      connections.refuse(socket)
      if (excess === 'total') crowding.refused(connections.total)
      return excess === 'address'
        ? refused(closeCodes.tooMany, 'there are too many connections from your address')
        : refused(closeCodes.tryLater, 'the server has too many connections')
    }
    try {
      const reason = checkAnswer('refuse', refuse?.(request))
      if (reason !== undefined) return refused(closeCodes.forbidden, reason)
    } catch (error) {
      return this.#hookFailed('refuse', error)
    }
    const notFromThere = checkOrigin(request.headers)
    if (notFromThere !== undefined) {
      server.count('origin-refused')
      return refused(closeCodes.forbidden, notFromThere)
    }
    if (path === '' && new URLSearchParams(query).has(SHARED_PARAMETER)) {
      return { isAccepted: true, document: undefined }
    }
    const name = documentNameFromPath(path)
    if (!name.ok) return refused(closeCodes.noSuchDocument, name.reason)
    return { isAccepted: true, document: name.name }
  }

  #requesterOf(request: IncomingMessage, query: string): Requester {
    return {
      token: new URLSearchParams(query).get('token') ?? undefined,
      headers: withoutHandshake(request.headers),
      address: this.#options.proxies.addressOf(request),
    }
  }

  #hookFailed(hook: string, error: unknown): Verdict {
    this.#options.log({ level: 'error', event: 'hook-failed', hook, message: messageOf(error) })
    return refused(closeCodes.tryLater, 'the server cannot tell now whether to let you in')
  }

  #refuseUpgrade(
    socket: Duplex,
    status: number,
    reason: string,
    headers?: Readonly<Record<string, string>>,
  ): void {
    this.#options.server.count(`refused.${status}`)
    this.#options.log({ level: 'info', event: 'request-refused', status, reason })
    answerAndEnd(socket, status, headers)
  }
}

/** What is kept of a request's headers for as long as its connection lasts: all that may tell something of who asks. */
function withoutHandshake(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const {
    connection: _connection,
    upgrade: _upgrade,
    'sec-websocket-key': _key,
    'sec-websocket-version': _version,
    'sec-websocket-extensions': _extensions,
    ...others
  } = headers
  return others
}

function destroyIt(this: Duplex): void {
  this.destroy()
}

function refused(code: CloseCode, reason: string): Verdict {
  return { isAccepted: false, code, reason }
}

// Somebody's JavaScript may have made it an async function, whose promise would let nobody in and tell nobody why.
function checkAnswer(hook: string, answer: unknown): string | undefined {
  if (answer === undefined || typeof answer === 'string') return answer
  throw new TypeError(`"${hook}" must return a string or undefined, and at once`)
}
