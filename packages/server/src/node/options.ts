import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { DocumentStorage } from '@weft/storage'
import type { Compactor } from '../core/compaction.ts'
import type { PeerInspection, ServerInspection } from '../core/inspection.ts'
import type { Limits } from '../core/limits.ts'
import type { DisconnectOptions } from '../core/operations.ts'
import type { Observe } from '../core/measures.ts'
import type { Hooks, Log } from '../core/ports.ts'
import type { ServerStatus } from '../core/server-status.ts'
import type { Certificate } from './http-listener.ts'
import type { AllowedOrigins } from './origin.ts'
import type { TrustedProxies } from './trusted-proxies.ts'
import type { UnsavedDocument } from '../core/writer.ts'

/** What a server is made of. */
export interface ServerOptions extends Hooks {
  /** Where documents are kept. The server does not close it. */
  readonly storage: DocumentStorage
  /**
   * An HTTP server to attach to, for people who have one. Weft then takes its WebSocket upgrades under
   * {@link pathPrefix} and nothing else; it neither opens nor closes it. Without it, {@link WeftServer.listen} opens one.
   */
  readonly server?: Server
  /** Where documents begin in the URL's path, e.g. `/collaboration/`. @default '/' */
  readonly pathPrefix?: string
  /**
   * Looks at an upgrade request once its connection was counted. Return words to refuse the peer with them (4403),
   * undefined to go on. If it throws, the peer is refused for now (1013).
   */
  readonly refuse?: (request: IncomingMessage) => string | undefined
  /**
   * Which web pages may connect, besides those from the host name that they connect to; `*` for all. Others are refused
   * (4403). Whoever sends no `Origin` header is no browser, and may.
   * @default []
   */
  readonly allowedOrigins?: AllowedOrigins
  /**
   * Proxies that are believed when they say for whom they ask, from `createTrustedProxies`: for {@link Requester.address} and
   * the limits of connections.
   * @default none
   */
  readonly proxies?: TrustedProxies
  /**
   * Whom an upgrade counts for ({@link Limits.maxConnectionsPerAddress}); undefined: for nobody. For servers behind a
   * proxy that {@link proxies} cannot name. If it throws, the peer is refused for now (1013).
   * @default the address of who asks, /64 for IPv6; undefined for this machine
   */
  readonly clientAddress?: (request: IncomingMessage) => string | undefined
  /**
   * Answers plain HTTP requests on the port that {@link WeftServer.listen} opens. Not used with {@link server}. If it
   * throws, the request is answered with 500.
   * @default a short text that says what this is, and under the path prefix `healthz`, always 200, and `readyz`: 200, or 503 while storage fails
   */
  readonly onRequest?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
  /**
   * Makes the port that {@link WeftServer.listen} opens one for https and wss, with TLS 1.2 or later. Not used with
   * {@link server}.
   * @default plain http and ws
   */
  readonly tls?: Certificate
  /** Gets every log entry. @default nothing is logged */
  readonly log?: Log
  /** Takes what the server measures of itself, as it does; what it throws is ignored. @default nobody does */
  readonly observe?: Observe
  readonly limits?: Partial<Limits>
  /** Builds snapshots of long logs. @default a worker thread */
  readonly compactor?: Compactor
}

/** What went over WebSockets since the start, in bytes: with the frames' own heads, as the sockets count it. */
export interface WireTraffic {
  readonly receivedBytes: number
  readonly sentBytes: number
}

/** A sync server. */
export interface WeftServer {
  /**
   * Opens a port.
   *
   * @returns The address that is really used, e.g. with port 0.
   * @throws {TypeError} When the server is attached, closed, or listens already.
   * @throws The system's error when the port cannot be had, e.g. with code `EADDRINUSE`.
   */
  listen(options: {
    readonly port: number
    readonly host: string
  }): Promise<{ readonly port: number; readonly host: string }>
  /**
   * Shows new connections another certificate than {@link ServerOptions.tls}; those that are open go on.
   *
   * @throws {TypeError} When the server does not listen with a certificate.
   * @throws OpenSSL's error when it is none; the one before stays in force.
   */
  renewCertificate(certificate: Certificate): void
  /** What has happened since the start, by name; e.g. `closed.4400`. */
  readonly counters: ReadonlyMap<string, number>
  /** How much there is at this moment. Looks at every session: for now and then, such as when metrics are asked for. */
  status(): ServerStatus & WireTraffic
  /** How many peers and rooms there are now. */
  readonly peers: number
  readonly rooms: number
  /** False while storage fails: edits are taken and shared, but not saved. */
  readonly isSaving: boolean
  /** What was taken and is not on disk yet, by document; after {@link close} has rejected, what was given up. */
  readonly unsaved: readonly UnsavedDocument[]
  /**
   * Asks `authorize` anew what connected peers may do, when their rights have changed: with the token that each sent last.
   * Who may not write any more is told, and nothing of what it sends from then on is taken; who may not read any more is
   * closed (4401, 4403 or 4404). Resolves when that is in force for all who were connected. If `authorize` throws, what it said
   * before holds, and it is asked again every few seconds.
   *
   * @param documentName Only for this document. @default all of them
   */
  reauthorize(documentName?: string): Promise<void>
  /**
   * `open`: takes peers in. `draining`: sends newcomers away, after {@link drain}. `closing`: sends everybody away, or has,
   * after {@link close}.
   */
  readonly state: ServerInspection['state']
  /** What an operator is to see: the server, and every document that has a room. */
  inspect(): ServerInspection
  /**
   * The peers that are connected, however far they have got.
   *
   * @param documentName Only those that are let into this one, or asked for it. @default all of them
   */
  inspectPeers(documentName?: string): readonly PeerInspection[]
  /**
   * Ends one peer's session. Its rights stay as they are: whoever may come back does, unless the code says that it is final.
   *
   * @param peer The session's id, as {@link inspectPeers} and the log have it.
   * @returns Whether there was such a peer.
   * @throws {RangeError} When the code is none to disconnect somebody with.
   */
  disconnect(peer: string, options?: DisconnectOptions): boolean
  /**
   * Ends all sessions of a user, as `authorize` has named it.
   *
   * @returns How many there were.
   * @throws {RangeError} When the code is none to disconnect somebody with.
   */
  disconnectUser(user: string, options?: DisconnectOptions): number
  /**
   * Lets no peer write in a document, whoever `authorize` lets; or again those whom it lets. In force at once, for those
   * who are connected, too: they are told, keep what they have not sent, and send it when they may write again. It lasts
   * as long as this server, with or without a room; whoever wants it to last longer sets it again after the start.
   *
   * @param documentName The document's own name, not a link's.
   * @throws {RangeError} When no document can have that name.
   */
  setReadOnly(documentName: string, isReadOnly: boolean): void
  /**
   * Unloads a document before its time: its peers are closed and come back (4500), what the room holds is brought to
   * disk, and the room ends. Who comes back meanwhile waits for that, and finds the document loaded anew.
   *
   * @param meanwhile Runs once the room is gone, and before there can be another: e.g. to put another history into storage.
   * What it throws is passed on. Also called if there was no room.
   * @returns Whether there was a room.
   * @throws {RangeError} When no document can have that name.
   * @throws {Error} When storage fails, or the server is closed. Nobody has been sent away then.
   */
  unload(documentName: string, meanwhile?: () => Promise<void>): Promise<boolean>
  /**
   * From now on sends newcomers away, to come back later (1012); `readyz` says 503. Those who are connected stay and go on.
   * For the time in which a load balancer notices, before {@link close}. It cannot be taken back.
   */
  drain(): void
  /**
   * Stops taking connections, tells every peer that the server goes away, waits until everything that was taken is on
   * disk and closes. Closing twice gives the same promise; the second time, who is still to be sent away goes at once.
   *
   * @throws {AggregateError} With all that failed on the way.
   */
  close(options?: CloseOptions): Promise<void>
}

/** How a server ends. */
export interface CloseOptions {
  /**
   * Over how long stock clients are sent away, in milliseconds: they cannot be told when to come back, and come as far
   * apart as they went. Until then everybody else stays, and newcomers are sent away. @default 0
   */
  readonly windowMs?: number
  /** Peers that said hello are told to come back after a random delay up to this, in milliseconds. @default 10 for each peer, at most 20_000 */
  readonly spreadMs?: number
  /** How long the disk may take before what it has not taken is given up, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number
}
