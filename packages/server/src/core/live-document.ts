import * as Y from 'yjs'
import type { ApplyBudget } from './apply-budget.ts'
import type { CheckedUpdate } from './checked-update.ts'
import { Contents } from './contents.ts'
import { applyGradually, FIRST_STEP } from './gradual.ts'
import { Pending } from './pending.ts'
import { sameBytes } from './same-bytes.ts'
import { canBeCut, statePieces } from './state-pieces.ts'

/**
 * What one update did to the document.
 *
 * - `failed`: Yjs threw; it may have been applied in part.
 * - `too-costly`: it took too long, and was applied in part.
 * - `left-out`: it was not even tried.
 */
export type Outcome = 'changed' | 'unchanged' | 'failed' | 'too-costly' | 'left-out'

/** Decides over updates that come from peers. */
export interface Guard {
  /** Whether the update must not be applied; asked just before it would be. */
  leavesOut(index: number): boolean
  budget(index: number): ApplyBudget | undefined
}

/** What a batch of updates did to the document. */
export interface Applied {
  /** One for each update, in order. */
  readonly outcomes: readonly Outcome[]
  /** What the log needs besides the updates that changed something, to hold all that the document now holds. */
  readonly extra: readonly Uint8Array[]
  /** What others must be told: one update, or undefined when nothing was integrated. */
  readonly broadcast: Uint8Array | undefined
  /** Whether a client that sent the whole batch has nothing to learn from `broadcast`. */
  readonly isKnownToSoleAuthor: boolean
  readonly hasDeletions: boolean
  /** Whether Yjs threw on something that had waited for others until these came. All that waited is forgotten. */
  readonly hasLostPending: boolean
}

/** Smaller updates are parsed and applied faster than looked up. */
const KNOWN_UNITS = 200

/**
 * A room's `Y.Doc`, kept in step with the log: nothing is in it that {@link apply} or {@link takeServerEdits} did not
 * hand out for the log. What cannot be integrated yet waits in it (pending) and is never part of what others are sent.
 */
export class LiveDocument {
  readonly doc = new Y.Doc({ gc: true })
  readonly contents = new Contents(this.doc)
  readonly pending = new Pending(this.doc)
  #events: Uint8Array[] = []
  /** Called when application code has edited the document; {@link takeServerEdits} has the edits. */
  onServerEdit: () => void = () => {}
  #isApplying = false
  /** Whether Yjs threw, in the present transaction, on something that had waited. */
  #hasLostPending = false
  #sizeBytes = 0
  #version = 0
  /** The last large update that changed nothing: clients that come back together mostly all say the same. */
  #known: CheckedUpdate | undefined
  /** Subdocuments of the present transaction; Yjs counts them when it ends. */
  #newSubdocuments = 0

  readonly #onUpdate = (update: Uint8Array) => {
    this.#version += 1
    this.#events.push(update)
    if (!this.#isApplying) this.onServerEdit()
  }

  constructor() {
    this.doc.on('update', this.#onUpdate)
  }

  /**
   * Brings in what is stored, as it is: no formatting is cleaned up on the way. What looks redundant in a part of a
   * document may not be so in the whole.
   *
   * @returns The places of the updates that threw; something of them may be in the document.
   * @throws What Yjs throws at the transaction's end: the document must then be made anew.
   */
  load(updates: readonly Uint8Array[]): readonly number[] {
    const failed: number[] = []
    // It is stored already. Where nobody listens, Yjs does not encode again what it has just decoded.
    this.doc.off('update', this.#onUpdate)
    try {
      this.#transact((transaction) => {
        updates.forEach((update, index) => {
          if (!this.#tryApply(update)) failed.push(index)
        })
        transaction.local = true
      })
    } finally {
      this.doc.on('update', this.#onUpdate)
    }
    this.#version += 1
    // Two documents with one ID would edit each other. Yjs looks for that only in what comes from elsewhere.
    while (this.doc.store.clients.has(this.doc.clientID)) this.doc.clientID += 1
    this.#sizeBytes += updates.reduce((sum, { length }) => sum + length, 0)
    this.pending.loaded()
    return failed
  }

  /** Applies updates in one transaction, each caught by itself. Edits of application code must have been taken before. */
  apply(updates: readonly CheckedUpdate[], guard?: Guard): Applied {
    const hadPending = this.pending.bytes > 0
    const outcomes: Outcome[] = []
    let hasDeletions = false
    this.#hasLostPending = false
    this.#transact((transaction) => {
      updates.forEach((update, index) => {
        const isLeftOut = guard?.leavesOut(index) ?? false
        const budget = guard?.budget(index)
        outcomes.push(isLeftOut ? 'left-out' : this.#applyOne(transaction, update, budget))
      })
      hasDeletions = transaction.deleteSet.clients.size > 0
    })
    this.#newSubdocuments = 0
    const events = this.#events.splice(0)
    const hasLostPending = this.#hasLostPending
    const hasFailed =
      hasLostPending || outcomes.some((outcome) => outcome === 'failed' || outcome === 'too-costly')
    return {
      outcomes,
      // The log takes the raw bytes, not the events: an update whose parents are missing is in no event. But Yjs may add
      // transactions of its own (formatting clean-up), and an update that failed may have been applied in part: only
      // the events have those.
      extra: hasFailed ? events : events.slice(1),
      broadcast: merge(events),
      hasDeletions,
      hasLostPending,
      isKnownToSoleAuthor: !hadPending && !hasFailed && events.length === 1,
    }
  }

  /** The edits that application code made since the last call, merged; undefined when there are none. */
  takeServerEdits(): Uint8Array | undefined {
    const edits = merge(this.#events.splice(0))
    this.#sizeBytes += edits?.length ?? 0
    return edits
  }

  get hasServerEdits(): boolean {
    return this.#events.length > 0
  }

  /** All that is in it, what waits included. For the log, never for a peer. */
  everything(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  /** Whether a peer with this state vector has all that was ever inserted, and nothing else. */
  isAt(stateVector: Uint8Array): boolean {
    const clocks = Y.decodeStateVector(stateVector)
    const { clients } = this.doc.store
    if (clocks.size !== clients.size) return false
    for (const [client, clock] of clocks) if (this.contents.clock(client) !== clock) return false
    return true
  }

  /** One update with everything integrated that a peer at `stateVector` lacks. */
  diff(stateVector: Uint8Array): Uint8Array {
    return this.pending.without(() => Y.encodeStateAsUpdate(this.doc, stateVector))
  }

  /** Another number after each change: what was encoded before is out of date. */
  get version(): number {
    return this.#version
  }

  /** What the document takes when it is encoded, in bytes, at most: what came since it was measured is only summed up. */
  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Measures the document, by encoding all of it. */
  measure(): number {
    this.#sizeBytes = this.diff(new Uint8Array([0])).length
    return this.#sizeBytes
  }

  /** Whether a client may be given {@link pieces}. */
  get canBeCut(): boolean {
    return canBeCut(this.doc)
  }

  /** As {@link diff}, in several updates of about `pieceBytes` that each build only on those before. */
  pieces(known: ReadonlyMap<number, number>, pieceBytes: number): Uint8Array[] {
    return statePieces(this.doc, known, pieceBytes)
  }

  /** Notes an update that changes nothing. */
  remember(update: CheckedUpdate): void {
    if (update.units >= KNOWN_UNITS) this.#known = update
  }

  /** The same update, if it is known to change nothing. It never will: what is integrated stays. */
  known(update: Uint8Array): CheckedUpdate | undefined {
    return this.#known && sameBytes(this.#known.update, update) ? this.#known : undefined
  }

  /** How many subdocuments there are, those included that have been replaced since they came. */
  get subdocuments(): number {
    return this.doc.subdocs.size + this.#newSubdocuments
  }

  destroy(): void {
    this.doc.destroy()
  }

  #applyOne(
    transaction: Y.Transaction,
    checked: CheckedUpdate,
    budget: ApplyBudget | undefined,
  ): Outcome {
    const { update, ends } = checked
    if (checked === this.#known) return 'unchanged'
    const { contents, pending } = this
    const clocks = [...ends.keys()].map((client) => [client, contents.clock(client)] as const)
    const deletes = countDeletes(transaction)
    const { waiting } = pending
    const outcome = this.#applyWithin(checked, budget)
    if (outcome) return outcome
    pending.grew(contents.hasIntegrated(checked) ? 0 : checked.units)
    const isChanged =
      clocks.some(([client, clock]) => contents.clock(client) > clock) ||
      countDeletes(transaction) > deletes ||
      pending.isOtherThan(waiting)
    if (isChanged) {
      this.#sizeBytes += update.length
      this.#newSubdocuments += checked.subdocuments
    }
    return isChanged ? 'changed' : 'unchanged'
  }

  /** Returns the outcome if it is no good one. */
  #applyWithin(checked: CheckedUpdate, budget?: ApplyBudget): 'failed' | 'too-costly' | undefined {
    const { update, units } = checked
    let hasFailed = false
    const apply = (bytes: Uint8Array) => {
      hasFailed = !this.#tryApplyAlone(bytes) || hasFailed
    }
    if (budget && units > FIRST_STEP) {
      const clockOf = (client: number) => this.contents.clock(client)
      const isDone = applyGradually(checked, budget, clockOf, apply)
      if (hasFailed) return 'failed'
      if (!isDone) return 'too-costly'
    }
    // After steps, this adds what waits for other updates; all else is there already.
    if (budget) budget.spend(units, () => apply(update))
    else apply(update)
    return hasFailed ? 'failed' : undefined
  }

  /** As {@link #tryApply}, but what Yjs throws on something else, that had waited for this update, is not held against it. */
  #tryApplyAlone(update: Uint8Array): boolean {
    const { waiting } = this.pending
    if (this.#tryApply(update)) return true
    if (!waiting.structs && !waiting.ranges) return false
    this.pending.drop()
    if (this.#tryApply(update)) return (this.#hasLostPending = true)
    this.pending.restore(waiting)
    return false
  }

  #tryApply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.doc, update)
      return true
    } catch {
      // Some updates parse and still make Yjs throw. The caller closes their sender, or reports a damaged log.
      return false
    }
  }

  #transact(run: (transaction: Y.Transaction) => void): void {
    this.#isApplying = true
    try {
      Y.transact(this.doc, run, this, false)
    } finally {
      this.#isApplying = false
    }
  }
}

function merge(updates: readonly Uint8Array[]): Uint8Array | undefined {
  return updates.length > 1 ? Y.mergeUpdates([...updates]) : updates[0]
}

function countDeletes(transaction: Y.Transaction): number {
  let count = 0
  for (const ranges of transaction.deleteSet.clients.values()) count += ranges.length
  return count
}
