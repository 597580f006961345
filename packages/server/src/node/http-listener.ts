import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Clock, messageOf, type Log } from '../core/ports.ts'
import { watchBodyPace } from './body-pace.ts'
import { ConnectionsBelow } from './connections-below.ts'
import { answerAndEnd } from './http-answer.ts'

/** The head of a request is small, and so is a TLS handshake; whoever takes longer only holds a connection, in milliseconds. */
const HEADERS_MS = 10_000
const settings = {
  // Nobody sends for longer, however much comes: within it, a body is watched for its pace.
  requestTimeout: 15 * 60_000,
  connectionsCheckingInterval: 1_000,
}
const tlsSettings = { minVersion: 'TLSv1.2' } as const
/**
 * How many connections may wait to be taken; the system allows no more than `net.core.somaxconn`. Beyond Node's 511, of
 * those who come at once after a restart some would be forgotten by the system, and wait a second or three for its word.
 */
const BACKLOG = 4_096
/** How long whoever asked for something may read nothing of the answer, in milliseconds. */
const IDLE_TIMEOUT_MS = 30_000

/**
 * How many requests of one connection may be unanswered. Browsers and proxies send the next one after the answer; one packet
 * holds hundreds, of which each would have its answer made, and kept until those before it are read.
 */
const MAX_UNANSWERED = 8

const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT'
const badRequestStatus = new Map<unknown, number>([
  ['HPE_HEADER_OVERFLOW', 431],
  [TIMEOUT, 408],
])

/** What a server proves with who it is, in PEM. */
export interface Certificate {
  /** The server's own certificate first, then those that it was signed with, but for the root. */
  readonly cert: string
  /** The private key to it, not encrypted. */
  readonly key: string
}

export interface HttpListenerOptions {
  /** Undefined: plain HTTP. */
  readonly tls: Certificate | undefined
  readonly maxHeaderBytes: number
  /** Sees each connection before anything of it is read. */
  readonly onConnection: (socket: Socket) => void
  /** @param connection What {@link onConnection} has seen: the socket itself, or what is below it with TLS. */
  readonly onUpgrade: (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    connection: Duplex,
  ) => void
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
  readonly clock: Pick<Clock, 'after'>
  readonly count: (name: string) => void
  readonly log: Log
  /** How long somebody may take to say what they ask, and before that for a TLS handshake, in milliseconds. @default 10_000 */
  readonly headersMs?: number
}

/** An HTTP server of our own, which nothing that comes over the network can bring down. */
export class HttpListener {
  readonly #options: HttpListenerOptions
  readonly #http: Server | SecureServer
  readonly #below = new ConnectionsBelow()
  readonly #unanswered = new WeakMap<Socket, number>()

  constructor(options: HttpListenerOptions) {
    this.#options = options
    const { tls, maxHeaderBytes, headersMs = HEADERS_MS } = options
    const all = { ...settings, headersTimeout: headersMs, maxHeaderSize: maxHeaderBytes }
    this.#http = tls
      ? createSecureServer({ ...all, ...tlsSettings, handshakeTimeout: headersMs, ...tls })
      : createServer(all)
    // Before Node's own listener, which takes it for a fault of HTTP and would have an answer sent that cannot leave.
    this.#http.prependListener('tlsClientError', (error: Error, socket: Duplex) =>
      this.#noTls(error, socket),
    )
    this.#http.on('request', (request, response) => void this.#answer(request, response))
    // Counted is what is taken from the system, also while it shakes hands.
    this.#http.on('connection', (socket: Socket) => {
      if (options.tls) this.#below.add(socket)
      options.onConnection(socket)
    })
    this.#http.on('upgrade', (request, socket, head) =>
      options.onUpgrade(request, socket, head, this.#below.of(socket)),
    )
    this.#http.on('clientError', (error, socket) => this.#refuse(error, socket))
  }

  /** @throws The system's error, e.g. with code `EADDRINUSE`. */
  async open(port: number, host: string): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen({ port, host, backlog: BACKLOG }, () => {
        this.#http.off('error', reject)
        // From now on it can only be that a connection could not be taken, e.g. for want of file descriptors.
        this.#http.on('error', (error) => this.#failed(error))
        resolve()
      })
    })
    return this.#http.address() as AddressInfo
  }

  /**
   * New connections are shown another certificate; those that are open go on.
   *
   * @throws {TypeError} When this is plain HTTP.
   */
  renew(tls: Certificate): void {
    if (!(this.#http instanceof SecureServer))
      throw new TypeError('Cannot renew the certificate: the server was started without one')
    this.#http.setSecureContext({ ...tlsSettings, ...tls })
  }

  /** Takes no more connections; resolves when all have ended. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#http.close(() => resolve()))
  }

  /** Ends the connections that are still at plain HTTP, or at their TLS handshake. */
  closeAllConnections(): void {
    this.#http.closeAllConnections()
    this.#below.destroyAll()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#hasTooMany(request, response)) return
    // From a request on only: whoever asks for a WebSocket is watched in other ways, for as long as it stays.
    request.socket.setTimeout(IDLE_TIMEOUT_MS)
    if (hasBody(request))
      watchBodyPace(request, this.#options.clock, () => this.#endSlow(request, response))
    try {
      await this.#options.onRequest(request, response)
    } catch (error) {
      const message = messageOf(error)
      this.#options.log({ level: 'error', event: 'hook-failed', hook: 'onRequest', message })
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
  }

  /** Counts a request until it is answered. What comes of one packet comes also after its connection was ended. */
  #hasTooMany({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const count = (more: number): number => {
      const unanswered = (this.#unanswered.get(socket) ?? 0) + more
      this.#unanswered.set(socket, unanswered)
      return unanswered
    }
    if (count(1) <= MAX_UNANSWERED) {
      response.once('close', () => count(-1))
      return false
    }
    if (!socket.destroyed) {
      this.#options.count('refused.429')
      const reason = 'too many requests were sent without waiting for an answer'
      this.#options.log({ level: 'info', event: 'request-refused', status: 429, reason })
      socket.destroy()
    }
    return true
  }

  #endSlow({ socket }: IncomingMessage, { headersSent }: ServerResponse): void {
    if (headersSent) socket.destroy()
    else this.#refuse(Object.assign(new Error('Too slow'), { code: TIMEOUT }), socket)
  }

  // Not TLS, or none that we speak, or not in time: what was not agreed on cannot carry an answer.
  #noTls(error: Error & { readonly code?: unknown }, socket: Duplex): void {
    socket.destroy()
    if (error.code === 'ECONNRESET') return
    const reason = typeof error.code === 'string' ? error.code : 'not TLS'
    this.#options.count('refused.tls')
    this.#options.log({ level: 'debug', event: 'handshake-failed', reason })
  }

  // Not HTTP, or not in time.
  #refuse(error: Error & { readonly code?: unknown }, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const status = badRequestStatus.get(error.code) ?? 400
    this.#options.count(`refused.${status}`)
    const reason = typeof error.code === 'string' ? error.code : 'not a request'
    this.#options.log({ level: 'info', event: 'request-refused', status, reason })
    answerAndEnd(socket, status)
  }

  #failed(error: Error): void {
    this.#options.count('listener-error')
    this.#options.log({ level: 'error', event: 'listener-failed', message: error.message })
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
