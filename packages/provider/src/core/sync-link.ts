import {
  ProtocolError,
  syncStep1Frame,
  syncStep2Frame,
  updateFrame,
  type Rights,
} from '@weft/protocol'
import * as Y from 'yjs'
import { contain, type Clock } from './ports.ts'
import type { ServerKind } from './connection-state.ts'
import type { UnsavedEdits } from './unsaved-edits.ts'

export interface SyncLinkOptions {
  readonly doc: Y.Doc
  /** The origin of what comes from the server, by which the document's listeners know it. */
  readonly origin: object
  readonly edits: UnsavedEdits
  readonly clock: Clock
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void
}

// How often to ask the server for updates that ours build on, in milliseconds. If it lacks them as well, it will send
// them as soon as it has them.
const ASK_INTERVAL_MS = 5_000

// Merging is quadratic in the number of updates, so many are merged in groups, and the groups again.
const MERGE_GROUP = 64

/**
 * The document over one connection: sync steps and updates, both ways.
 *
 * Nothing but step 1 leaves before the server's first frame. To a Weft server updates leave only after a step 2, so that
 * its count of our messages means all edits; a stock server may never ask for a step 2, so it gets them at once.
 */
export class SyncLink {
  readonly #options: SyncLinkOptions
  #server: ServerKind | undefined
  #rights: Rights = { canWrite: true }
  #hasAnswered = false
  /** Whether edits were kept back since the server last got all of them. */
  #isHoldingBack = false
  /** What the server had when it last asked. */
  #serverStateVector: Uint8Array | undefined
  /** Local edits that no message holds yet. */
  #queued: Uint8Array[] = []
  #isFlushDue = false
  #askedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: SyncLinkOptions) {
    this.#options = options
    options.edits.beginConnection()
  }

  /** Asks for what the server has and we lack. */
  ask(): void {
    this.#askedAtMs = this.#options.clock.now()
    this.#options.send(syncStep1Frame(Y.encodeStateVector(this.#options.doc)))
  }

  /** The first frame told what the server is. */
  join(server: ServerKind, rights: Rights): void {
    this.#server = server
    this.#rights = rights
  }

  /** Whether deletions are sent although nothing may be added: the document is full, and nothing of ours is kept back. */
  get maySendDeletions(): boolean {
    return this.#rights.isFull === true && this.#hasAnswered && !this.#isHoldingBack
  }

  /** The right to write came or went. What was kept meanwhile leaves as a step 2. */
  setRights(rights: Rights): void {
    const isGranted = rights.canWrite && !this.#rights.canWrite
    this.#rights = rights
    if (!rights.canWrite) {
      this.#isHoldingBack ||= this.#queued.length > 0
      this.#queued = []
    }
    if (isGranted && this.#serverStateVector) this.answer(this.#serverStateVector)
  }

  /**
   * Whether an update has edits under the document's own client ID that were not made here, so that the server may take
   * ours for known.
   */
  takesOwnClientId(update: Uint8Array): boolean {
    const { store, clientID } = this.#options.doc
    const own = Y.getState(store, clientID)
    // What an application writes under an ID that it gives out itself is not ours to judge before we have written, too.
    if (own === 0 || this.#options.edits.count === 0) return false
    return (endsOf(update).get(clientID) ?? 0) > own
  }

  /** The server told what it has: gives it the rest. */
  answer(stateVector: Uint8Array): void {
    this.#serverStateVector = stateVector
    const { canWrite, isFull } = this.#rights
    if (!canWrite && !isFull) return
    const update = encodeIntegrated(this.#options.doc, stateVector)
    this.#isHoldingBack = !canWrite && !onlyDeletes(update)
    if (this.#isHoldingBack) return
    this.#queued = []
    this.#hasAnswered = true
    this.#sendCounted(syncStep2Frame(update))
  }

  /** A local edit was made. It leaves, together with all others of this turn, once the turn is over. */
  edited(update: Uint8Array): void {
    // Kept by the document. If the right to write comes, a step 2 will hold it.
    if (!this.#rights.canWrite && !(this.maySendDeletions && onlyDeletes(update))) {
      this.#isHoldingBack = true
      return
    }
    this.#queued.push(update)
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    this.#options.clock.soon(() => {
      this.#isFlushDue = false
      this.flush()
    })
  }

  /** Sends the local edits that wait for the end of the turn. */
  flush(): void {
    const mayWrite = this.#rights.canWrite || this.maySendDeletions
    const maySend = this.#server === 'stock' || (this.#hasAnswered && mayWrite)
    if (!maySend || this.#queued.length === 0) return
    const update = mergeAll(this.#queued)
    this.#queued = []
    this.#sendCounted(updateFrame(update))
  }

  /**
   * Takes in what the server sent.
   *
   * @throws {ProtocolError} `BAD_UPDATE`. Some of the update may have been applied; a new sync heals that.
   */
  receive(update: Uint8Array): void {
    const { doc, origin, clock } = this.#options
    const waiting = pendingBytes(doc)
    applyUpdate(doc, update, origin, clock)
    // What another tab had brought waited for this. The server may not have it, and its author may be gone.
    const hasCompleted = pendingBytes(doc) < waiting
    if (hasCompleted && this.#serverStateVector) this.answer(this.#serverStateVector)
    const isIncomplete = doc.store.pendingStructs !== null || doc.store.pendingDs !== null
    if (isIncomplete && clock.now() - this.#askedAtMs >= ASK_INTERVAL_MS) this.ask()
  }

  #sendCounted(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#server === 'weft') this.#options.edits.messageSent()
    this.#options.send(frame)
  }
}

/**
 * Applies an update of someone else. Errors of the document's listeners surface as uncaught ones; only a fault of the
 * update itself is thrown.
 *
 * @throws {ProtocolError} `BAD_UPDATE`
 */
export function applyUpdate(doc: Y.Doc, update: Uint8Array, origin: object, clock: Clock): void {
  let fault: unknown
  const apply = () => {
    try {
      Y.applyUpdate(doc, update, origin)
    } catch (error) {
      fault = error
    }
  }
  // Listeners run when the outer transaction ends, so what the inner one throws is the update's fault.
  contain(clock, () => Y.transact(doc, apply, origin, false))
  if (fault !== undefined) {
    const detail = fault instanceof Error ? fault.message : 'it cannot be applied'
    throw new ProtocolError('BAD_UPDATE', `an update is corrupt: ${detail}`)
  }
}

// Not what waits for its parents, though Yjs adds it to every encoding. The server confirms nothing that comes after an
// edit without parents, and those of another tab, which may be gone for good, would keep ours from ever being saved.
function encodeIntegrated(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  store.pendingStructs = null
  store.pendingDs = null
  try {
    return Y.encodeStateAsUpdate(doc, stateVector)
  } finally {
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
  }
}

/** How much waits for its parents, in bytes. */
function pendingBytes({ store }: Y.Doc): number {
  return (store.pendingStructs?.update.length ?? 0) + (store.pendingDs?.length ?? 0)
}

/** Whether an update has no structs: its first number is how many clients have some. */
function onlyDeletes(update: Uint8Array): boolean {
  return update[0] === 0
}

/** For each client ID in an update, the clock after its last struct. */
function endsOf(update: Uint8Array): ReadonlyMap<number, number> {
  try {
    return Y.parseUpdateMeta(update).to
  } catch {
    // Applying it will tell what is wrong with it.
    return new Map()
  }
}

function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length <= MERGE_GROUP) return Y.mergeUpdates([...updates])
  const merged: Uint8Array[] = []
  for (let index = 0; index < updates.length; index += MERGE_GROUP) {
    merged.push(Y.mergeUpdates(updates.slice(index, index + MERGE_GROUP)))
  }
  return mergeAll(merged)
}
