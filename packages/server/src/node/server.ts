import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkDocumentName, type DocumentName } from '@weft/protocol'
import type { PeerInspection, ServerInspection } from '../core/inspection.ts'
import { defaultLimits, type Limits } from '../core/limits.ts'
import type { Observe } from '../core/measures.ts'
import type { Log, LogEntry } from '../core/ports.ts'
import type { DisconnectOptions } from '../core/operations.ts'
import type { ServerStatus } from '../core/server-status.ts'
import { SyncServer } from '../core/sync-server.ts'
import { Acceptor } from './accept.ts'
import { checkOptions } from './check-options.ts'
import { countedAddress } from './client-address.ts'
import { ConnectionCount } from './connection-count.ts'
import { Crowding } from './crowding.ts'
import { connectionsWithin, descriptorLimit } from './descriptor-limit.ts'
import { HttpListener, type Certificate } from './http-listener.ts'
import { memoryUse } from './memory-use.ts'
import { NodeClock, nodeRandom } from './node-clock.ts'
import type { UnsavedDocument } from '../core/writer.ts'
import type { CloseOptions, ServerOptions, WeftServer, WireTraffic } from './options.ts'
import { createOriginCheck } from './origin.ts'
import { requestTarget } from './request-target.ts'
import { createTrustedProxies, type TrustedProxies } from './trusted-proxies.ts'
import { within } from './within.ts'
import { WorkerCompactor } from './worker-compactor.ts'

/** How long peers get to answer the close frame before they are cut off, in milliseconds. */
const FAREWELL_MS = 1_000
/** How much later the last peers may come back for each one more, in milliseconds. */
const SPREAD_MS_PER_PEER = 10
/** … and how much later at most. */
const MAX_SPREAD_MS = 20_000

/**
 * Creates a sync server, on a port of its own (`listen`) or on an HTTP server that exists (`options.server`).
 *
 * @throws {TypeError} When an option is missing or not what it must be.
 * @throws {RangeError} When a limit is out of its range.
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
  readonly #pathPrefix: string
  readonly #clock = new NodeClock()
  readonly #sync: SyncServer
  readonly #acceptor: Acceptor
  readonly #limits: Limits
  readonly #connections: ConnectionCount
  readonly #crowding: Crowding
  readonly #proxies: TrustedProxies
  readonly #onUpgrade = (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    connection = socket,
  ) => {
    const isOurs = this.#acceptor.upgrade(request, socket, head, connection)
    // On a server of our own nobody else answers.
    if (!isOurs && !this.#options.server) this.#acceptor.refusePath(socket)
  }
  // A log that throws is nobody's reason to end: not the session's, and not the process's.
  readonly #log: Log = (entry: LogEntry) => {
    try {
      this.#options.log?.(entry)
    } catch {
      this.#sync.count('log-failed')
    }
  }
  // What is measured is measured for somebody else, whose faults are not the room's.
  readonly #observe: Observe = (measure, value) => {
    try {
      this.#options.observe?.(measure, value)
    } catch {
      this.#sync.count('observe-failed')
    }
  }
  #listener: HttpListener | undefined
  #closed: Promise<void> | undefined

  constructor(options: ServerOptions) {
    const asked: Limits = { ...defaultLimits, ...options.limits }
    const descriptors = descriptorLimit()
    const limits = { ...asked, maxConnections: connectionsWithin(asked, descriptors) }
    this.#options = options
    this.#limits = limits
    this.#connections = new ConnectionCount(limits)
    this.#crowding = new Crowding(limits.maxConnections, this.#log)
    if (limits.maxConnections < asked.maxConnections)
      this.#log({
        level: 'warn',
        event: 'few-descriptors',
        descriptors,
        maxConnections: limits.maxConnections,
        asked: asked.maxConnections,
      })
    this.#pathPrefix = options.pathPrefix ?? '/'
    const proxies = options.proxies ?? createTrustedProxies([])
    this.#proxies = proxies
    this.#sync = new SyncServer({
      storage: options.storage,
      compactor:
        options.compactor ??
        new WorkerCompactor({
          maxHeapBytes: limits.maxCompactorHeapBytes,
          timeoutMs: limits.loadTimeoutMs,
        }),
      hooks: options,
      clock: this.#clock,
      random: nodeRandom,
      limits,
      log: this.#log,
      memoryUse,
      observe: this.#observe,
    })
    this.#acceptor = new Acceptor({
      server: this.#sync,
      clock: this.#clock,
      limits,
      pathPrefix: this.#pathPrefix,
      connections: this.#connections,
      crowding: this.#crowding,
      clientAddress:
        options.clientAddress ?? ((request) => countedAddress(proxies.addressOf(request))),
      proxies,
      checkOrigin: createOriginCheck(options.allowedOrigins ?? []),
      refuse: options.refuse,
      log: this.#log,
    })
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

  status(): ServerStatus & WireTraffic {
    const { received: receivedBytes, sent: sentBytes } = this.#acceptor.traffic
    return { ...this.#sync.status(), receivedBytes, sentBytes }
  }

  get isSaving(): boolean {
    return this.#sync.isSaving
  }

  get state(): ServerInspection['state'] {
    return this.#closed ? 'closing' : this.#sync.state
  }

  get unsaved(): readonly UnsavedDocument[] {
    return this.#sync.unsaved
  }

  async listen({ port, host }: { readonly port: number; readonly host: string }) {
    if (this.#options.server) {
      throw new TypeError('Cannot listen: the server is attached to an HTTP server, which does')
    }
    if (this.#closed) throw new TypeError('Cannot listen: the server is closed')
    if (this.#listener) throw new TypeError('Cannot listen: the server listens already')
    const listener = new HttpListener({
      tls: this.#options.tls,
      maxHeaderBytes: this.#limits.maxHeaderBytes,
      onConnection: (socket) => this.#meet(socket),
      onUpgrade: this.#onUpgrade,
      onRequest:
        this.#options.onRequest ?? ((request, response) => this.#answer(request, response)),
      clock: this.#clock,
      count: (name) => this.#sync.count(name),
      log: this.#log,
    })
    this.#listener = listener
    try {
      const address = await listener.open(port, host)
      return { port: address.port, host: address.address }
    } catch (error) {
      this.#listener = undefined
      throw error
    }
  }

  renewCertificate(certificate: Certificate): void {
    if (!this.#listener)
      throw new TypeError('Cannot renew the certificate: the server does not listen')
    this.#listener.renew(certificate)
  }

  async reauthorize(documentName?: string): Promise<void> {
    if (documentName === undefined) return this.#sync.reauthorize()
    const checked = checkDocumentName(documentName)
    // No document can have that name, so nobody is connected to it.
    if (checked.ok) await this.#sync.reauthorize(checked.name)
  }

  inspect(): ServerInspection {
    return { ...this.#sync.inspect(), state: this.state }
  }

  inspectPeers(documentName?: string): readonly PeerInspection[] {
    const { operations } = this.#sync
    if (documentName === undefined) return operations.peers()
    const checked = checkDocumentName(documentName)
    return checked.ok ? operations.peers(checked.name) : []
  }

  disconnect(peer: string, options: DisconnectOptions = {}): boolean {
    return this.#sync.operations.disconnect(peer, options)
  }

  disconnectUser(user: string, options: DisconnectOptions = {}): number {
    return this.#sync.operations.disconnectUser(user, options)
  }

  setReadOnly(documentName: string, isReadOnly: boolean): void {
    this.#sync.operations.setReadOnly(nameOf(documentName), isReadOnly)
  }

  async unload(documentName: string, meanwhile?: () => Promise<void>): Promise<boolean> {
    return this.#sync.operations.unload(nameOf(documentName), meanwhile)
  }

  drain(): void {
    this.#sync.drain()
  }

  close(options: CloseOptions = {}): Promise<void> {
    if (this.#closed) this.#sync.hasten()
    this.#closed ??= this.#close(options)
    return this.#closed
  }

  async #close(options: CloseOptions): Promise<void> {
    const { windowMs = 0, timeoutMs = 10_000 } = options
    await this.#sync.sendStockAway(windowMs)
    const spreadMs = options.spreadMs ?? this.#spreadMs
    this.#options.server?.off('upgrade', this.#onUpgrade)
    this.#acceptor.stop()
    const listenerClosed = this.#listener?.close()
    const failures: unknown[] = []
    await within(timeoutMs, this.#sync.close(spreadMs), 'not everything was on disk in time').catch(
      (error: unknown) => failures.push(error),
    )
    await within(FAREWELL_MS, this.#acceptor.ended(), 'not everybody has gone').catch(() => {
      this.#acceptor.terminateAll()
    })
    this.#listener?.closeAllConnections()
    await listenerClosed
    // What the disk has not taken by now is given up, so it must not keep the process alive either.
    this.#clock.release()
    if (failures.length > 0)
      throw new AggregateError(failures, 'The server could not close cleanly')
  }

  /** How long so many peers may take to come back, so that the server that takes our place can take them as they come. */
  get #spreadMs(): number {
    return Math.min(MAX_SPREAD_MS, this.peers * SPREAD_MS_PER_PEER)
  }

  /** Counts a connection that may never become a WebSocket. Who it is for can only be told by its address yet. */
  #meet(socket: Socket): void {
    const { remoteAddress } = socket
    // A proxy speaks for many, and has not said yet for whom.
    const address = this.#proxies.has(remoteAddress) ? undefined : countedAddress(remoteAddress)
    this.#connections.enter(socket, address)
    if (!this.#connections.isFlooded(socket)) return this.#crowding.came(this.#connections.total)
    this.#sync.count('connection-dropped')
    this.#crowding.refused(this.#connections.total)
    socket.destroy()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { path } = requestTarget(request.url ?? '')
    const isAlive = path === `${this.#pathPrefix}healthz`
    if (!isAlive && path !== `${this.#pathPrefix}readyz`) {
      this.#sync.count('refused.426')
      this.#log({
        level: 'debug',
        event: 'request-refused',
        status: 426,
        reason: 'not a WebSocket',
      })
      response.writeHead(426, { 'Content-Type': 'text/plain; charset=utf-8', Upgrade: 'websocket' })
      response.end('This is a Weft sync server. Connect with a WebSocket.\n')
      return
    }
    // Alive it is also while storage fails: whoever restarts what looks dead loses what only memory has.
    const reason = isAlive ? undefined : this.#whyNotReady()
    response.writeHead(reason ? 503 : 200, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(`${reason ?? 'ok'}\n`)
  }

  #whyNotReady(): string | undefined {
    if (this.state !== 'open') return 'the server goes away: newcomers are sent elsewhere'
    return this.isSaving ? undefined : 'storage fails: edits are taken, but not saved'
  }
}

/** @throws {RangeError} When no document can have that name. */
function nameOf(documentName: string): DocumentName {
  const checked = checkDocumentName(documentName)
  if (!checked.ok) throw new RangeError(`Cannot use "${documentName}": ${checked.reason}`)
  return checked.name
}
