import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { defaultLimits, type Limits } from '../core/limits.ts'
import { SyncServer } from '../core/sync-server.ts'
import { Acceptor } from './accept.ts'
import { nodeClock, nodeRandom } from './node-clock.ts'
import type { CloseOptions, ServerOptions, WeftServer } from './options.ts'
import { WorkerCompactor } from './worker-compactor.ts'

/** How long peers get to answer the close frame before they are cut off, in milliseconds. */
const FAREWELL_MS = 1_000

/**
 * Creates a sync server, on a port of its own (`listen`) or on an HTTP server that exists (`options.server`).
 *
 * @throws {TypeError} When an option is not what it must be.
 * @example
 * ```ts
 * const storage = await openLevelStorage({ path: './data' })
 * const server = createServer({ storage, authorize: allowEveryone })
 * await server.listen({ port: 1234, host: '127.0.0.1' })
 * ```
 */
export function createServer(options: ServerOptions): WeftServer {
  checkOptions(options)
  return new NodeServer(options)
}

class NodeServer implements WeftServer {
  readonly #options: ServerOptions
  readonly #sync: SyncServer
  readonly #acceptor: Acceptor
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isOurs = this.#acceptor.upgrade(request, socket, head)
    // On a server of our own nobody else answers.
    if (!isOurs && !this.#options.server) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  }
  #http: Server | undefined
  #closed: Promise<void> | undefined

  constructor(options: ServerOptions) {
    const limits: Limits = { ...defaultLimits, ...options.limits }
    this.#options = options
    this.#sync = new SyncServer({
      storage: options.storage,
      compactor: options.compactor ?? new WorkerCompactor(),
      hooks: options,
      clock: nodeClock,
      random: nodeRandom,
      limits,
      log: options.log ?? (() => {}),
    })
    const pathPrefix = options.pathPrefix ?? '/'
    this.#acceptor = new Acceptor({ server: this.#sync, limits, pathPrefix, refuse: options.refuse })
    options.server?.on('upgrade', this.#onUpgrade)
  }

  get counters(): ReadonlyMap<string, number> {
    return this.#sync.counters
  }

  get peers(): number {
    return this.#sync.peers
  }

  get rooms(): number {
    return this.#sync.rooms
  }

  get isSaving(): boolean {
    return this.#sync.isSaving
  }

  async listen({ port, host }: { readonly port: number; readonly host: string }) {
    if (this.#options.server) throw new TypeError('Cannot listen: the server is attached to an HTTP server, which does')
    if (this.#http) throw new TypeError('Cannot listen: the server listens already')
    const http = createHttpServer(
      { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 },
      this.#options.onRequest ?? ((request, response) => this.#answer(request, response)),
    )
    this.#http = http
    http.on('upgrade', this.#onUpgrade)
    http.on('clientError', (_error, socket) => socket.destroy())
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, host, () => {
        http.off('error', reject)
        resolve()
      })
    })
    const address = http.address() as AddressInfo
    return { port: address.port, host: address.address }
  }

  close(options: CloseOptions = {}): Promise<void> {
    this.#closed ??= this.#close(options)
    return this.#closed
  }

  async #close({ spreadMs = 0, timeoutMs = 10_000 }: CloseOptions): Promise<void> {
    this.#options.server?.off('upgrade', this.#onUpgrade)
    const isHttpClosed = new Promise<void>((resolve) => {
      if (this.#http) this.#http.close(() => resolve())
      else resolve()
    })
    const failures: unknown[] = []
    await within(timeoutMs, this.#sync.close(spreadMs), 'not everything was on disk in time').catch(
      (error: unknown) => failures.push(error),
    )
    await within(FAREWELL_MS, this.#acceptor.ended(), '').catch(() => this.#acceptor.terminateAll())
    this.#http?.closeAllConnections()
    await isHttpClosed
    if (failures.length > 0) throw new AggregateError(failures, 'The server could not close cleanly')
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url !== '/healthz') {
      response.writeHead(426, { 'Content-Type': 'text/plain; charset=utf-8', Upgrade: 'websocket' })
      response.end('This is a Weft sync server. Connect with a WebSocket.\n')
      return
    }
    response.writeHead(this.isSaving ? 200 : 503, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(this.isSaving ? 'ok\n' : 'storage fails: edits are taken, but not saved\n')
  }
}

async function within<T>(timeoutMs: number, promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function checkOptions({ authorize, pathPrefix, limits }: ServerOptions): void {
  if (typeof authorize !== 'function') {
    throw new TypeError('Cannot create a server without "authorize": pass a function, or allowEveryone to let everybody in')
  }
  if (pathPrefix !== undefined && !(pathPrefix.startsWith('/') && pathPrefix.endsWith('/'))) {
    throw new TypeError(`Cannot use pathPrefix "${pathPrefix}": it must begin and end with a slash`)
  }
  for (const [name, value] of Object.entries(limits ?? {})) {
    if (!(name in defaultLimits)) throw new TypeError(`Cannot use limit "${name}": there is no such limit`)
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new RangeError(`Cannot use limit "${name}": ${String(value)} is not a number of at least 0`)
    }
  }
}
