import type { SaveState, WeftProvider } from '@weft/provider'
import { wireTap } from '@weft/provider/debug'
import type { Clock } from '../collaboration/clock.ts'
import { Observable, type Readable } from '../collaboration/observable.ts'
import type { Participant } from '../collaboration/participants.ts'
import { DocumentBytes } from './document-bytes.ts'
import { RoundTrips } from './round-trips.ts'
import { vectorSummary, type VectorSummary } from './state-vector.ts'
import type { Traffic } from './traffic.ts'
import { type RecordedMessage, WireRecord } from './wire-record.ts'

/** What a developer wants to know of a document's connection, at one moment. */
export interface DeveloperFacts {
  /** In milliseconds since 1970. */
  readonly atMs: number
  readonly connection: 'connected' | 'connecting' | 'waiting' | 'disconnected'
  /** In milliseconds, the newest last. */
  readonly roundTrips: readonly number[]
  readonly in: Traffic
  readonly out: Traffic
  readonly peers: number
  readonly saveState: SaveState
  readonly unsavedChanges: number
  readonly epoch: string | undefined
  readonly sequence: number | undefined
  readonly documentBytes: number
  /** Known once the server has warned. */
  readonly maxBytes: number | undefined
  readonly failures: number
  readonly retryInMs: number | undefined
  readonly vector: VectorSummary
  readonly messages: readonly RecordedMessage[]
  readonly isPaused: boolean
  readonly missed: number
}

export interface DeveloperWatchOptions {
  readonly provider: WeftProvider
  readonly presence: Readable<readonly Participant[]>
  readonly clock: Clock
  /** The time in milliseconds since 1970. */
  readonly dateMs: () => number
  /** Runs with the next frame that is drawn. @returns Cancels it. */
  readonly frame: (run: () => void) => () => void
}

/** The least time between two looks, in milliseconds. Numbers that change more often cannot be read. */
const LOOK_MS = 250
/** The longest, because times pass even when nothing happens. */
const REST_MS = 1_000

/**
 * Watches a provider from the outside while somebody looks: its frames through `provider.debug`, everything else by its
 * properties. Costs something only between being made and {@link destroy}, and draws at most four times a second.
 */
export class DeveloperWatch extends Observable<DeveloperFacts> {
  readonly #options: DeveloperWatchOptions
  readonly #record: WireRecord
  readonly #tools: { readonly trips: RoundTrips; readonly bytes: DocumentBytes }
  readonly #stop: () => void
  #lastMs = Number.NEGATIVE_INFINITY
  #cancelLook: () => void = () => {}
  #isDue = false

  constructor(options: DeveloperWatchOptions) {
    const { provider, presence, clock } = options
    const record = new WireRecord()
    const trips = new RoundTrips(provider, clock)
    const bytes = new DocumentBytes(provider.doc, clock)
    super(factsOf(options, record, { trips, bytes }))
    this.#options = options
    this.#record = record
    this.#tools = { trips, bytes }
    // Whoever listened before goes on listening.
    const { debug } = provider
    const tap = wireTap((message) => {
      if (!trips.take(message)) record.add(message)
      this.#lookSoon()
    })
    provider.debug = (...frame) => {
      debug?.(...frame)
      tap(...frame)
    }
    const stopPresence = presence.subscribe(() => this.#lookSoon())
    const events = ['status', 'sync', 'save-state', 'unsaved-changes', 'document-size'] as const
    const look = () => this.#lookSoon()
    for (const event of events) provider.on(event, look)
    this.#stop = () => {
      provider.debug = debug
      for (const event of events) provider.off(event, look)
      stopPresence()
      trips.destroy()
      bytes.destroy()
      this.#cancelLook()
    }
    this.#rest()
  }

  pause(isPaused: boolean): void {
    this.#record.pause(isPaused)
    this.#look()
  }

  clear(): void {
    this.#record.clear()
    this.#look()
  }

  destroy(): void {
    this.#stop()
  }

  #lookSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#lookAfter(Math.max(0, this.#lastMs + LOOK_MS - this.#options.clock.now()))
  }

  #rest(): void {
    this.#isDue = false
    this.#lookAfter(REST_MS)
  }

  #lookAfter(delayMs: number): void {
    this.#cancelLook()
    this.#cancelLook = this.#options.clock.after(delayMs, () => {
      this.#cancelLook = this.#options.frame(() => this.#look())
    })
  }

  #look(): void {
    this.#lastMs = this.#options.clock.now()
    this.set(factsOf(this.#options, this.#record, this.#tools))
    this.#rest()
  }
}

function factsOf(
  { provider, presence, dateMs }: DeveloperWatchOptions,
  record: WireRecord,
  { trips, bytes }: { readonly trips: RoundTrips; readonly bytes: DocumentBytes },
): DeveloperFacts {
  const atMs = dateMs()
  const people = presence.get()
  const { saveState, unsavedChanges, history, documentSize, latencyMs, retryInMs } = provider
  return {
    atMs,
    connection: connectionOf(provider),
    roundTrips: trips.measured.length > 0 || latencyMs === undefined ? trips.measured : [latencyMs],
    in: record.traffic('in', atMs),
    out: record.traffic('out', atMs),
    peers: people.length,
    saveState,
    unsavedChanges,
    epoch: history?.epoch,
    sequence: history?.sequence,
    documentBytes: bytes.get(),
    maxBytes: documentSize?.maxBytes,
    failures: provider.wsUnsuccessfulReconnects,
    retryInMs,
    vector: vectorSummary(
      provider.doc,
      new Map(people.map(({ clientId, name }) => [clientId, name])),
    ),
    messages: record.messages,
    isPaused: record.isPaused,
    missed: record.missed,
  }
}

function connectionOf(provider: WeftProvider): DeveloperFacts['connection'] {
  if (provider.wsconnected) return 'connected'
  if (provider.wsconnecting) return 'connecting'
  return provider.retryInMs === undefined ? 'disconnected' : 'waiting'
}
