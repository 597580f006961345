import { checkDocumentName, type DocumentName, type Hello } from '@weft/protocol'
import { ManualClock, SeededRandom } from '@weft/testkit'
import * as Y from 'yjs'
import type { Compactor } from './compaction.ts'
import { FaultyStorage } from './faulty-storage.test-support.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Observe } from './measures.ts'
import { allowEveryone, type Hooks, type LogEntry, type Random } from './ports.ts'
import { buildSnapshot } from './snapshot.ts'
import { SyncServer } from './sync-server.ts'
import { TestPeer, type PeerOptions } from './test-peer.test-support.ts'

export interface WorldOptions {
  readonly limits?: Partial<Limits>
  readonly hooks?: Partial<Hooks>
  readonly storage?: FaultyStorage
  readonly compactor?: Compactor
  readonly clock?: ManualClock
  readonly observe?: Observe
  readonly memoryUse?: () => number
}

export const DOCUMENT = documentName('notes')

export function documentName(name: string): DocumentName {
  const checked = checkDocumentName(name)
  if (!checked.ok) throw new TypeError(checked.reason)
  return checked.name
}

const inlineCompactor: Compactor = {
  compact: async (updates) => buildSnapshot(updates, 1024),
  close: async () => {},
}

/** A server, its storage and its peers, on a clock that stands still until it is told to go on. */
export class World {
  readonly clock: ManualClock
  readonly storage: FaultyStorage
  readonly log: LogEntry[] = []
  readonly #options: WorldOptions
  readonly #peers: TestPeer[] = []
  #server: SyncServer
  #nextClientId = 100

  constructor(options: WorldOptions = {}) {
    this.#options = options
    this.clock = options.clock ?? new ManualClock(1_000)
    this.storage = options.storage ?? new FaultyStorage()
    this.#server = this.#start()
  }

  get server(): SyncServer {
    return this.#server
  }

  count(name: string): number {
    return this.#server.counters.get(name) ?? 0
  }

  logged(event: string): LogEntry[] {
    return this.log.filter((entry) => entry.event === event)
  }

  /** An unmodified y-websocket client, connected. Let {@link run} pass time for it to join. */
  stock(options: PeerOptions = {}): TestPeer {
    return this.#connect(options)
  }

  /** A client that says hello. */
  extended(options: PeerOptions & { readonly hello?: Partial<Hello> } = {}): TestPeer {
    const hello = {
      type: 'hello',
      version: 1,
      client: 'test',
      token: '',
      sessionId: '',
      resumeSecret: '',
      ...options.hello,
    } as const
    return this.#connect({ ...options, hello })
  }

  /** A connection that says only what it is told to. */
  raw(options: PeerOptions = {}): TestPeer {
    return this.#connect({ ...options, isMute: true })
  }

  /** Peers that have joined and come to rest. */
  async joined(...peers: TestPeer[]): Promise<void> {
    await this.run()
    for (const peer of peers) if (!peer.isSynced) throw new Error('The peer has not joined')
  }

  /** Lets what is due happen, then `ms` pass. */
  async run(ms = 0): Promise<void> {
    await this.clock.advance(ms)
  }

  /** The process dies with all that is not in storage, and another takes its place. */
  crash(): void {
    for (const peer of this.#peers) peer.cut()
    this.#server = this.#start()
  }

  /** What a fresh process would read of a document. */
  async stored(document: DocumentName = DOCUMENT): Promise<Y.Doc> {
    const doc = new Y.Doc()
    const stored = await this.storage.inner.load(document)
    const updates = [
      ...(stored?.snapshot?.pieces ?? []),
      ...(stored?.records ?? []).flatMap((record) => record.updates.map(({ update }) => update)),
    ]
    doc.transact(() => {
      for (const update of updates) {
        try {
          Y.applyUpdate(doc, update)
        } catch {
          // As the server does: what cannot be applied is left out.
        }
      }
    })
    return doc
  }

  /** The raw updates in a document's log. */
  async logOf(document: DocumentName = DOCUMENT): Promise<Uint8Array[]> {
    const records = await this.storage.inner.read(document, 0)
    return records.flatMap((record) => record.updates.map(({ update }) => update))
  }

  /** Puts an update into a document's log, as an earlier process did. */
  async store(update: Uint8Array, document: DocumentName = DOCUMENT): Promise<void> {
    await this.storage.inner.create(document, 'epoch-of-old', 1)
    await this.storage.inner.append([
      { document, updates: [{ update, user: undefined, timeMs: 1 }] },
    ])
  }

  end(): void {
    for (const peer of this.#peers) peer.destroy()
  }

  #connect(options: PeerOptions): TestPeer {
    const clientId = options.clientId ?? this.#nextClientId++
    const peer = new TestPeer(this.clock, { ...options, clientId })
    this.#peers.push(peer)
    const session = this.#server.connect(peer, {
      document: options.document ?? DOCUMENT,
      requester: { token: options.token, headers: {}, address: '127.0.0.1' },
    })
    peer.begin(session)
    return peer
  }

  #start(): SyncServer {
    const { limits, hooks, compactor, observe, memoryUse = () => 0 } = this.#options
    return new SyncServer({
      storage: this.storage,
      compactor: compactor ?? inlineCompactor,
      hooks: { authorize: allowEveryone, ...hooks },
      clock: this.clock,
      random: new TestRandom(this.#nextClientId),
      limits: { ...defaultLimits, ...limits },
      log: (entry) => this.log.push(entry),
      observe: observe ?? (() => {}),
      memoryUse,
    })
  }
}

class TestRandom implements Random {
  readonly #random: SeededRandom
  #secrets = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  next(): number {
    return this.#random.next()
  }

  secret(): string {
    this.#secrets += 1
    return `secret-${this.#secrets}-${this.#random.next()}`
  }
}
