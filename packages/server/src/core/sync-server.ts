import { closeCodes, type CloseCode, type DocumentName } from '@weft/protocol'
import type { DocumentStorage } from '@weft/storage'
import { Compaction, type Compactor } from './compaction.ts'
import { Departure } from './departure.ts'
import { beatIntervalMs } from './heartbeat.ts'
import { inTurns } from './in-turns.ts'
import type { ServerInspection } from './inspection.ts'
import type { Limits } from './limits.ts'
import { Operations } from './operations.ts'
import type { Observe } from './measures.ts'
import { MemoryRelief, type MemoryUse } from './memory-relief.ts'
import type { Cancel, ChannelGate, Clock, Hooks, Log, Peer, Random, Requester } from './ports.ts'
import { ReadOnlyDocuments } from './read-only-documents.ts'
import { ReceiveBudget } from './receive-budget.ts'
import { RoomDirectory } from './room-directory.ts'
import { Session, type CommonParts, type Request, type SessionDependencies } from './session.ts'
import { statusOf, type ServerStatus } from './server-status.ts'
import { SharedConnection } from './shared-connection.ts'
import { Writer, type UnsavedDocument } from './writer.ts'

/** Of how many peers the application is asked at a time, when it is asked anew of many. */
const ASKED_AT_ONCE = 32
/** An answer that takes longer than this does not keep others from being asked for, in milliseconds. */
const ANSWER_PATIENCE_MS = 5_000
/** Why everybody is closed in the end. */
const GOES_AWAY = 'the server goes away'

/** What the core takes from the world around it. */
export interface SyncServerDependencies {
  readonly storage: DocumentStorage
  readonly compactor: Compactor
  readonly hooks: Hooks
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly log: Log
  /** How much of its memory the process uses. @default as if that were no concern */
  readonly memoryUse?: MemoryUse
  /** Takes what is measured. @default nobody does */
  readonly observe?: Observe
}

/** The whole server but for sockets: takes connections in as {@link Peer}s and keeps their documents. */
export class SyncServer {
  readonly #dependencies: SyncServerDependencies & { readonly observe: Observe }
  readonly #counters = new Map<string, number>()
  readonly #sessions = new Map<string, Session>()
  readonly #shared = new Set<SharedConnection>()
  readonly #receiveBudget: ReceiveBudget
  readonly #writer: Writer
  readonly #compaction: Compaction
  readonly #directory: RoomDirectory
  readonly #readOnly = new ReadOnlyDocuments()
  readonly #departure: Departure
  readonly #memory: MemoryRelief
  readonly #forSessions: SessionDependencies
  readonly #sinceMs: number
  /** What an operator does to the server. */
  readonly operations: Operations
  #isDraining = false
  /** Set while there are connections. */
  #cancelBeat: Cancel | undefined
  #closed: Promise<void> | undefined
  #isAskingAgain = false

  constructor(given: SyncServerDependencies) {
    const observe = given.observe ?? (() => {})
    const dependencies = { ...given, observe, log: contained(given.log) }
    this.#dependencies = dependencies
    const count = (name: string) => this.count(name)
    const { hooks, clock, limits } = dependencies
    this.#receiveBudget = new ReceiveBudget(clock, limits)
    this.#writer = new Writer({
      ...dependencies,
      count,
      onHealth: () => this.#directory.savingChanged(),
      onLoss: (documents) => this.#directory.lost(documents),
    })
    this.#compaction = new Compaction({ ...dependencies, count })
    this.#directory = new RoomDirectory({
      ...dependencies,
      writer: this.#writer,
      compaction: this.#compaction,
      hooks,
      count,
    })
    this.#departure = new Departure(clock)
    this.#memory = new MemoryRelief({
      memoryUse: given.memoryUse ?? (() => 0),
      highWaterPercent: limits.memoryHighWaterPercent,
      log: dependencies.log,
    })
    this.#forSessions = {
      ...dependencies,
      authorize: hooks.authorize,
      readOnly: this.#readOnly,
      directory: this.#directory,
      writer: this.#writer,
      receiveBudget: this.#receiveBudget,
      count,
      findMember: (id) => this.#sessions.get(id)?.member,
      onClosed: ({ id }) => {
        this.#sessions.delete(id)
        this.#beatIfNeeded()
      },
    }
    this.#sinceMs = clock.wallTime()
    this.operations = new Operations({
      sessions: this.#sessions,
      directory: this.#directory,
      writer: this.#writer,
      readOnly: this.#readOnly,
      clock,
    })
  }

  /** `open`: takes peers in. `draining`: sends newcomers away. `closing`: sends everybody away, or has. */
  get state(): ServerInspection['state'] {
    if (this.#closed) return 'closing'
    return this.#isDraining ? 'draining' : 'open'
  }

  /** What an operator is to see of the server. */
  inspect(): ServerInspection {
    return {
      sinceMs: this.#sinceMs,
      state: this.state,
      peers: this.peers,
      sharedConnections: this.#shared.size,
      isSaving: this.isSaving,
      ...this.operations.unsaved(),
      rooms: this.operations.rooms(),
      readOnlyDocuments: this.#readOnly.names,
    }
  }

  /** What has happened since the start, by name. */
  get counters(): ReadonlyMap<string, number> {
    return this.#counters
  }

  get peers(): number {
    return this.#sessions.size
  }

  get rooms(): number {
    return this.#directory.size
  }

  /** What there is at this moment. Looks at every session: for now and then. */
  status(): ServerStatus {
    return {
      ...statusOf(this.#sessions.values(), this.#shared),
      state: this.state,
      rooms: this.#directory.states,
      unsavedBytes: this.#writer.unsavedBytes,
      lagMs: this.operations.unsaved().lagMs,
    }
  }

  /** False while storage fails: edits are taken and shared, but not saved. */
  get isSaving(): boolean {
    return this.#writer.isSaving
  }

  /** What was taken and is not on disk yet, by document; mostly nothing, or what was taken in the last moment. */
  get unsaved(): readonly UnsavedDocument[] {
    return this.#writer.unsaved()
  }

  count(name: string): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + 1)
  }

  /** Takes a connection in. Its frames, its drains and its end are then told to the session. */
  connect(peer: Peer, request: Request): Session {
    this.count('connected')
    const session = this.#begin(peer, request, undefined)
    if (this.state !== 'open') session.close(closeCodes.restart, GOES_AWAY)
    return session
  }

  /**
   * Takes in a connection that is to carry many documents.
   *
   * @param gate Bounds the channels of several connections together. @default nothing does
   */
  share(peer: Peer, requester: Requester, gate: ChannelGate = OPEN_GATE): SharedConnection {
    this.count('connected-shared')
    const connection = new SharedConnection(peer, {
      ...this.#dependencies,
      gate,
      count: (name) => this.count(name),
      receiveBudget: this.#receiveBudget,
      whyNotNow: () =>
        this.state === 'open' ? undefined : { code: closeCodes.restart, reason: GOES_AWAY },
      open: (channel, document, common) => {
        this.count('connected')
        return this.#begin(channel, { document, requester }, common)
      },
      onClosed: (closed) => {
        this.#shared.delete(closed)
        this.#beatIfNeeded()
      },
    })
    if (this.state === 'open') {
      this.#shared.add(connection)
      this.#beatIfNeeded()
    } else {
      connection.close(closeCodes.restart, GOES_AWAY)
    }
    return connection
  }

  #begin(peer: Peer, request: Request, common: CommonParts | undefined): Session {
    const session = new Session(peer, request, this.#forSessions, common)
    if (this.#closed) return session
    this.#sessions.set(session.id, session)
    this.#beatIfNeeded()
    return session
  }

  /**
   * Asks the application anew what peers may do. Resolves when that is in force for all that were connected.
   *
   * @param document Only for the peers of this one.
   */
  async reauthorize(document?: DocumentName): Promise<void> {
    const sessions = [...this.#sessions.values()].filter(
      (session) => document === undefined || session.mayConcern(document),
    )
    await Promise.all(await this.#askAnew(sessions))
  }

  #askAnew(sessions: readonly Session[]): Promise<readonly Promise<void>[]> {
    return inTurns(sessions, (session) => session.reauthorize(), {
      clock: this.#dependencies.clock,
      atOnce: ASKED_AT_ONCE,
      patienceMs: ANSWER_PATIENCE_MS,
    })
  }

  /** Asks for those again for whom there was no answer. */
  async #askAgain(): Promise<void> {
    if (this.#isAskingAgain) return
    this.#isAskingAgain = true
    // Who is not answered in time is not waited for.
    void (await this.#askAnew([...this.#sessions.values()].filter(({ isInDoubt }) => isInDoubt)))
    this.#isAskingAgain = false
  }

  /** Refuses a connection that does not get as far as a session. */
  refuse(peer: Peer, code: CloseCode, reason: string): void {
    this.count(`closed.${code.code}`)
    this.#dependencies.log({ level: 'warn', event: 'peer-refused', code: code.code, reason })
    peer.close(code, reason)
  }

  /** From now on sends newcomers away, to come back later. Those who are here stay, and go on. */
  drain(): void {
    this.#isDraining = true
  }

  /**
   * Sends newcomers away, and those who are here and cannot be told when to come back: a few at a time, over so many
   * milliseconds. Resolves when they are gone, or {@link hasten} says so.
   */
  async sendStockAway(windowMs: number): Promise<void> {
    this.drain()
    const stock = [...this.#sessions.values()].filter(({ isStock }) => isStock)
    await this.#departure.spread(stock, windowMs, (session) => {
      session.close(closeCodes.restart, GOES_AWAY)
    })
  }

  /** Whoever is being sent away goes at once. */
  hasten(): void {
    this.#departure.hasten()
  }

  /**
   * Sends everybody away, spread over `spreadMs`, and resolves when everything that was taken is on disk.
   * While storage fails that can be never: the caller sets the time limit.
   */
  close(spreadMs: number): Promise<void> {
    this.#closed ??= this.#close(spreadMs)
    return this.#closed
  }

  async #close(spreadMs: number): Promise<void> {
    this.#stopBeating()
    this.#directory.confirm()
    // First, so that it is told once and not on each channel.
    for (const connection of [...this.#shared]) {
      connection.goAway(closeCodes.restart, GOES_AWAY, spreadMs)
    }
    for (const session of [...this.#sessions.values()]) {
      session.goAway(closeCodes.restart, GOES_AWAY, spreadMs)
    }
    this.#writer.drain()
    // First: who waits for a long log to be condensed waits in vain, and a snapshot can be made at any time.
    await this.#compaction.close()
    await this.#directory.close()
    await this.#writer.flushed()
  }

  #beatIfNeeded(): void {
    if (this.#closed || this.#sessions.size + this.#shared.size === 0) return this.#stopBeating()
    this.#cancelBeat ??= this.#beatLater()
  }

  #beatLater(): Cancel {
    const { clock, limits } = this.#dependencies
    return clock.after(beatIntervalMs(limits), () => {
      this.#cancelBeat = undefined
      for (const connection of [...this.#shared]) connection.beat()
      for (const session of [...this.#sessions.values()]) session.beat()
      void this.#askAgain()
      if (this.#memory.look()) this.#directory.unloadIdle()
      this.#beatIfNeeded()
    })
  }

  #stopBeating(): void {
    this.#cancelBeat?.()
    this.#cancelBeat = undefined
  }
}

/** The application's log. What it throws has nowhere to go. */
function contained(log: Log): Log {
  return (entry) => {
    try {
      log(entry)
    } catch {
      // Not logged, for want of a log.
    }
  }
}

const OPEN_GATE: ChannelGate = { enter: () => undefined, leave: () => {} }
