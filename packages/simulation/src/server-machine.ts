import type { DocumentName } from '@weft/protocol'
import {
  SyncServer,
  type Authorize,
  type Clock,
  type Limits,
  type LogEntry,
  type Peer,
  type Seed,
} from '@weft/server/core'
import type { DocumentStorage } from '@weft/storage'
import { openStorageOver } from '@weft/storage-level/over-database'
import { SimulatedDisk } from '@weft/testkit'
import type { Doc } from 'yjs'
import { containedPeer } from './contained-peer.ts'
import type { Network } from './network.ts'
import { SimulatedCompactor } from './simulated-compactor.ts'
import { calmDisk, openSimulatedDatabase, type DiskMood } from './simulated-database.ts'
import { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

/** How the server's process ends when it is not asked to. */
export type Crash = 'kill' | 'power cut'

type State =
  | { readonly kind: 'down' }
  | { readonly kind: 'starting'; readonly process: SimulatedProcess }
  | {
      readonly kind: 'up' | 'draining'
      readonly process: SimulatedProcess
      readonly server: SyncServer
      readonly storage: DocumentStorage
    }

/** What the server logs that must never happen with a disk that keeps what it has synced. */
const FORBIDDEN_EVENTS = new Set([
  'document-damaged',
  'internal-error',
  'compaction-failed',
  'room-broken',
  'hook-failed',
])
/** What is counted of what the server logs: proof that the run got there. */
const COUNTED_EVENTS = new Set(['storage-failed', 'storage-recovered'])
/** What is taken over of what it counts itself. */
const COUNTED = [
  'compacted',
  'unloaded',
  'answered-early',
  'condensed',
  'left-behind',
  'caught-up',
  'update-incomplete',
  'pending-dropped',
  'silent',
]
/** A stop that takes longer than one of these is cut short, as by a supervisor, in milliseconds. */
const STOP_TIMEOUTS_MS = [200, 2_000, 10_000]

export interface ServerMachineOptions {
  readonly world: World
  readonly network: Network
  readonly limits: Limits
  /** How often building a snapshot fails, and how long it takes on average, in milliseconds. */
  readonly compactionFailures: number
  readonly compactionMs: number
  readonly authorize: Authorize
  /** The first content of new documents. */
  readonly seed: Seed | undefined
}

/** The machine that the server runs on, with its disk. Whatever ends the server, something starts it again. */
export class ServerMachine {
  readonly disk = new SimulatedDisk()
  readonly mood: DiskMood = { ...calmDisk }
  /** Whether crashes amid something cut the power or only kill the process. */
  crashKind: Crash = 'kill'
  /** Whether a document could not be loaded for want of a worker: it is then not tried again for a minute. */
  hasRefusedToLoad = false
  /** Whether the next compaction is the process's end. */
  diesOfCompaction = false
  /** The live documents of the present server's rooms, by name, as the application's hook was told of them. */
  readonly rooms = new Map<string, Doc>()
  readonly #options: ServerMachineOptions
  #state: State = { kind: 'down' }
  #starts = 0

  constructor(options: ServerMachineOptions) {
    this.#options = options
  }

  get server(): SyncServer | undefined {
    return this.#state.kind === 'up' ? this.#state.server : undefined
  }

  get process(): SimulatedProcess | undefined {
    return this.#state.kind === 'down' ? undefined : this.#state.process
  }

  get isDown(): boolean {
    return this.#state.kind === 'down'
  }

  get isUp(): boolean {
    return this.#state.kind === 'up'
  }

  start(): void {
    if (this.#state.kind !== 'down') return
    const { world } = this.#options
    this.#starts += 1
    const process = new SimulatedProcess(world, `server ${this.#starts}`)
    world.note(`${process.name} starts`)
    this.#state = { kind: 'starting', process }
    process.run(() => {
      this.#open(process).then(
        (storage) => process.run(() => this.#serve(process, storage)),
        (error: unknown) => process.run(() => this.#startFailed(process, error)),
      )
    })
  }

  /** Ends the server at once. After a kill the cache is there still; after a power cut only a part of it. */
  crash(crash: Crash, where = ''): void {
    const { world, network } = this.#options
    const { process } = this
    if (!process) return
    world.fault(`server: ${crash}`, where)
    if (where !== '') world.count(`server: ${crash} ${where}`)
    this.#down()
    process.kill()
    network.serverDied(process, crash === 'kill')
    if (crash === 'power cut') {
      const kept = world.random.below(this.disk.unsynced + 1)
      if (this.disk.unsynced > 0) world.count('disk: power cut loses or tears what was not synced')
      this.disk.cutPower(kept)
    }
    this.#restartLater(process)
  }

  /** Has the application asked anew what everybody may do. */
  reauthorize(): void {
    const { server } = this
    if (server) this.process?.deliver(() => void server.reauthorize())
  }

  /** Stops the server as an operator does. What it still had to save, it saves. */
  drain(): void {
    if (this.#state.kind !== 'up') return
    const { world } = this.#options
    const { process, server, storage } = this.#state
    world.fault('server: clean restart')
    this.#state = { ...this.#state, kind: 'draining' }
    this.#options.network.listener = undefined
    process.after(world.random.pick(STOP_TIMEOUTS_MS), () =>
      this.crash('kill', 'amid a stop that took too long'),
    )
    process.run(() => {
      void this.#stop(server, storage).then(() => {
        world.note(`${process.name} has stopped`)
        this.#exit(process)
      })
    })
  }

  /** Stops the server for good. Resolves when all is on disk. */
  async stop(): Promise<void> {
    if (this.#state.kind !== 'up') return
    const { server, storage } = this.#state
    await server.close(0)
    await storage.close()
    this.#countWhatHappened(server)
  }

  async #stop(server: SyncServer, storage: DocumentStorage): Promise<void> {
    await server.close(2_000)
    await storage.close()
  }

  #open(process: SimulatedProcess): Promise<DocumentStorage> {
    const { world } = this.#options
    const { disk, mood } = this
    const crash = (where: string) => {
      if (!process.isDead) this.crash(this.crashKind, where)
    }
    return openStorageOver({
      path: '/data',
      openDatabase: () => openSimulatedDatabase({ world, disk, mood, process, crash }),
      minFreeBytes: 1_000,
      spaceProbe: {
        freeBytes: async () => (mood.isFull && mood.showsFull ? 0 : 1_000_000),
        now: () => process.now(),
      },
      entryLimit: 100,
      deletionChunk: 10,
      uuid: `storage ${world.random.below(2 ** 32)}`,
    })
  }

  #serve(process: SimulatedProcess, storage: DocumentStorage): void {
    const { world, network, limits, seed, authorize, compactionFailures, compactionMs } =
      this.#options
    const server = new SyncServer({
      storage,
      compactor: new SimulatedCompactor({
        world,
        process,
        failures: compactionFailures,
        meanMs: compactionMs,
        crashPerhaps: () => {
          if (this.diesOfCompaction) this.crash(this.crashKind, 'amid a compaction')
          this.diesOfCompaction = false
        },
      }),
      hooks: {
        authorize,
        ...(seed ? { seed } : {}),
        changed: (name, doc) => {
          if (!process.isDead) this.rooms.set(name, doc)
        },
      },
      clock: clockOf(process),
      random: { next: () => world.random.next(), secret: () => this.#secret() },
      limits,
      log: (entry) => this.#log(process, entry),
    })
    this.#state = { kind: 'up', process, server, storage }
    network.listener = {
      process,
      accept: (document: DocumentName | undefined, peer: Peer) => {
        const requester = { token: undefined, headers: {}, address: '127.0.0.1' }
        const contained = containedPeer(process, peer)
        return document === undefined
          ? server.share(contained, requester)
          : server.connect(contained, { document, requester })
      },
    }
  }

  #log(process: SimulatedProcess, entry: LogEntry): void {
    const { world } = this.#options
    if (process.isDead) return
    world.note(`${process.name} logs ${JSON.stringify(entry)}`)
    if (entry.event === 'load-refused') this.hasRefusedToLoad = true
    if (COUNTED_EVENTS.has(entry.event)) world.count(`server: ${entry.event}`)
    if (!FORBIDDEN_EVENTS.has(entry.event)) return
    // Storage that fails is no fault of the snapshot's, nor is a worker that ends.
    if (entry.event === 'compaction-failed' && /^Cannot|worker/.test(String(entry['message'])))
      return
    world.fail(`the server logged ${JSON.stringify(entry)}`)
  }

  #startFailed(process: SimulatedProcess, error: unknown): void {
    this.#options.world.note(`${process.name} cannot start: ${String(error)}`)
    this.#options.world.count('server: start fails')
    this.#exit(process)
  }

  #exit(process: SimulatedProcess): void {
    this.#down()
    process.kill()
    this.#options.network.serverDied(process, true)
    this.#restartLater(process)
  }

  #down(): void {
    if ('server' in this.#state) this.#countWhatHappened(this.#state.server)
    this.#state = { kind: 'down' }
    this.rooms.clear()
    this.#options.network.listener = undefined
  }

  #countWhatHappened({ counters }: SyncServer): void {
    for (const name of COUNTED) {
      this.#options.world.count(`server: ${name}`, counters.get(name) ?? 0)
    }
  }

  #restartLater(ended: SimulatedProcess): void {
    const { world } = this.#options
    world.note(`${ended.name} has ended`)
    world.clock.after(world.exponential(1_000), () => this.start())
  }

  #secret(): string {
    const { random } = this.#options.world
    return [random.below(2 ** 32), random.below(2 ** 32)].map((part) => part.toString(16)).join('-')
  }
}

function clockOf(process: SimulatedProcess): Clock {
  return {
    now: () => process.now(),
    wallTime: () => process.wallTime(),
    after: (delayMs, run) => process.after(delayMs, run),
    soon: (run) => process.after(0, run),
  }
}
