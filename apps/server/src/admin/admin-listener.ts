import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerAdmin, type AdminHandlerOptions } from './answer-admin.ts'

/** How many may be connected at once: people, a monitor, a command. */
const MAX_CONNECTIONS = 100
/**
 * Of these, how many may have shown no token yet. Who came first of them goes for the next: connections that say nothing must
 * not keep those out who have one.
 */
const MAX_STRANGERS = 50
/** How long nothing may happen on a connection while something is answered or sent, in milliseconds. */
const IDLE_MS = 10 * 60_000
/** How long answers that are under way get once the server ends, in milliseconds. */
const ENDING_MS = 1_000

export interface AdminListenerOptions extends Omit<AdminHandlerOptions, 'ending'> {
  /** How long somebody may take to say what they ask, in milliseconds. @default 10_000 */
  readonly headersMs?: number
}

/** Where administrators ask: one address, or one socket in the file system. */
export class AdminListener {
  readonly #http: Server
  readonly #ending: AbortController
  readonly #answering = new Set<Promise<void>>()
  readonly #strangers = new Set<Socket>()

  constructor({ headersMs = 10_000, ...options }: AdminListenerOptions) {
    const ending = new AbortController()
    this.#ending = ending
    const rightsOf: AdminHandlerOptions['rightsOf'] = (request, from) => {
      const rights = options.rightsOf(request, from)
      if (rights.as !== 'nobody') this.#strangers.delete(request.socket)
      return rights
    }
    this.#http = createServer(
      // What is imported may take long to send; who may not ask is not read at all.
      { headersTimeout: headersMs, requestTimeout: 0, connectionsCheckingInterval: 1_000 },
      (request, response) => {
        const answered = answerAdmin(request, response, {
          ...options,
          rightsOf,
          ending: ending.signal,
        })
        this.#answering.add(answered)
        void answered.finally(() => this.#answering.delete(answered))
      },
    )
    this.#http.maxConnections = MAX_CONNECTIONS
    this.#http.setTimeout(IDLE_MS)
    this.#http.on('connection', (socket) => this.#meet(socket))
  }

  /** @throws The system's error, e.g. with code `EADDRINUSE`. */
  async openPort(port: number, host: string): Promise<AddressInfo> {
    await this.#listen((then) => this.#http.listen(port, host, then))
    return this.#http.address() as AddressInfo
  }

  /** Only this process's user may connect. @throws The system's error, e.g. with code `EADDRINUSE`. */
  async openSocket(path: string): Promise<void> {
    await this.#listen((then) => {
      // The socket is made while `listen` is called, with what this leaves: it is at no time open to others.
      const before = process.umask(0o177)
      try {
        this.#http.listen(path, then)
      } finally {
        process.umask(before)
      }
    })
  }

  /** Takes no more requests, gives those under way a moment, and tells them to end. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    this.#http.closeIdleConnections()
    this.#ending.abort(new Error('The server ends'))
    const timer = setTimeout(() => this.#http.closeAllConnections(), ENDING_MS)
    await Promise.all(this.#answering)
    this.#http.closeIdleConnections()
    await closed
    clearTimeout(timer)
  }

  #meet(socket: Socket): void {
    this.#strangers.add(socket)
    socket.once('close', () => this.#strangers.delete(socket))
    const [first] = this.#strangers
    if (!first || this.#strangers.size <= MAX_STRANGERS) return
    this.#strangers.delete(first)
    first.destroy()
  }

  async #listen(listen: (then: () => void) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      listen(() => {
        this.#http.off('error', reject)
        // From now on it can only be that a connection could not be taken, and whoever made it sees that.
        this.#http.on('error', () => undefined)
        resolve()
      })
    })
  }
}
