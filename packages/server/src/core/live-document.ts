import * as Y from 'yjs'
import type { ApplyBudget } from './apply-budget.ts'
import type { CheckedUpdate, Reach } from './checked-update.ts'
import { applyGradually, FIRST_STEP } from './gradual.ts'
import { deepestType } from './nesting.ts'
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

/**
 * A room's `Y.Doc`, kept in step with the log: nothing is in it that {@link apply} or {@link takeServerEdits} did not
 * hand out for the log. What cannot be integrated yet waits in it (pending) and is never part of what others are sent.
 */
export class LiveDocument {
  readonly doc = new Y.Doc({ gc: true })
  #events: Uint8Array[] = []
  /** Called when application code has edited the document; {@link takeServerEdits} has the edits. */
  onServerEdit: () => void = () => {}
  #isApplying = false
  /** Whether Yjs threw, in the present transaction, on something that had waited. */
  #hasLostPending = false
  /** At least as many structs and ranges as wait for others. */
  #pendingUnits = 0
  /** What waited for others when the document was loaded: of a damaged log, that can be most of it. */
  #loadedPending = { bytes: 0, units: 0 }
  #sizeBytes = 0
  #version = 0
  #known: CheckedUpdate | undefined
  /** Subdocuments of the present transaction; Yjs counts them when it ends. */
  #newSubdocuments = 0

  constructor() {
    this.doc.on('update', (update: Uint8Array) => {
      this.#version += 1
      this.#events.push(update)
      if (!this.#isApplying) this.onServerEdit()
    })
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
    const earlier = this.#events.length
    this.#transact((transaction) => {
      updates.forEach((update, index) => {
        if (!this.#tryApply(update)) failed.push(index)
      })
      transaction.local = true
    })
    // It is stored already.
    this.#events.splice(earlier)
    // Two documents with one ID would edit each other. Yjs looks for that only in what comes from elsewhere.
    while (this.doc.store.clients.has(this.doc.clientID)) this.doc.clientID += 1
    this.#sizeBytes += updates.reduce((sum, { length }) => sum + length, 0)
    this.#pendingUnits = countPending(this.doc)
    this.#loadedPending = { bytes: this.pendingBytes, units: this.#pendingUnits }
    return failed
  }

  /** Applies updates in one transaction, each caught by itself. Edits of application code must have been taken before. */
  apply(updates: readonly CheckedUpdate[], guard?: Guard): Applied {
    const hadPending = this.pendingBytes > 0
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

  /** One update with everything integrated that a peer at `stateVector` lacks. */
  diff(stateVector: Uint8Array): Uint8Array {
    return this.#withoutPending(() => Y.encodeStateAsUpdate(this.doc, stateVector))
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
  pieces(stateVector: Uint8Array, pieceBytes: number): Uint8Array[] {
    return statePieces(this.doc, Y.decodeStateVector(stateVector), pieceBytes)
  }

  /** Whether everything in the update is integrated, and nothing of it waits. */
  hasIntegrated({ ends, deletes }: Reach): boolean {
    for (const [client, end] of ends) if (this.#clock(client) < end) return false
    for (const [client, ranges] of deletes) {
      const clock = this.#clock(client)
      if (ranges.some(({ to }) => to > clock)) return false
    }
    return true
  }

  /** Whether the update adds something, rather than delete only. */
  isExtendedBy({ ends }: Reach): boolean {
    for (const [client, end] of ends) if (this.#clock(client) < end) return true
    return false
  }

  /** How many structs and deleted ranges of the update will surely wait: those behind a gap. */
  countWaiting({ structs, ends, deletes }: CheckedUpdate): number {
    let count = 0
    let client: number | undefined
    let isBehindGap = false
    let clock = 0
    for (const struct of structs) {
      if (struct.id.client !== client) {
        client = struct.id.client
        clock = this.#clock(client)
        isBehindGap = false
      }
      const end = struct.id.clock + struct.length
      isBehindGap ||= struct.id.clock > clock || (struct instanceof Y.Skip && end > clock)
      clock = Math.max(clock, end)
      if (isBehindGap) count += 1
    }
    for (const [deleted, ranges] of deletes) {
      const end = Math.max(this.#clock(deleted), ends.get(deleted) ?? 0)
      for (const { to } of ranges) if (to > end) count += 1
    }
    return count
  }

  /** Whether the update would change nothing: all integrated, and everything it deletes is deleted. */
  hasAll(update: CheckedUpdate): boolean {
    if (!this.hasIntegrated(update)) return false
    for (const [client, ranges] of update.deletes) {
      for (const { from, to } of ranges) if (!this.#isDeleted(client, from, to)) return false
    }
    return true
  }

  /** How much waits for updates that are not here, in bytes. */
  get pendingBytes(): number {
    const { pendingStructs, pendingDs } = this.doc.store
    return (pendingStructs?.update.length ?? 0) + (pendingDs?.length ?? 0)
  }

  /** Whether more waits for others than these bounds allow, beside what waited when the document was loaded. */
  hasPendingOver(maxBytes: number, maxUnits: number): boolean {
    const { bytes, units } = this.#loadedPending
    if (this.pendingBytes > maxBytes + bytes) return true
    if (this.#pendingUnits <= maxUnits + units) return false
    this.#pendingUnits = countPending(this.doc)
    return this.#pendingUnits > maxUnits + units
  }

  /** Notes an update that changes nothing, so that the same object need not be applied again. */
  remember(update: CheckedUpdate): void {
    this.#known = update
  }

  /** Forgets what waits. Whoever sent it must sync anew. */
  dropPending(): void {
    this.doc.store.pendingStructs = null
    this.doc.store.pendingDs = null
    this.#pendingUnits = 0
  }

  /** How many of these clients the document has nothing of. */
  countUnknown(clients: Iterable<number>): number {
    let count = 0
    for (const client of clients) if (!this.doc.store.clients.has(client)) count += 1
    return count
  }

  /** How many root types there are. */
  get roots(): number {
    return this.doc.share.size
  }

  /** How many of these root types there are not. */
  countNewRoots(names: Iterable<string>): number {
    let count = 0
    for (const name of names) if (!this.doc.share.has(name)) count += 1
    return count
  }

  /** How many subdocuments there are, those included that have been replaced since they came. */
  get subdocuments(): number {
    return this.doc.subdocs.size + this.#newSubdocuments
  }

  /** How deep types would lie in each other of those that the update brings. */
  deepestType({ hasTypes, structs }: CheckedUpdate): number {
    if (!hasTypes) return 0
    return deepestType(
      this.doc,
      structs.filter((struct) => !(struct instanceof Y.Skip)),
    )
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
    const { store } = this.doc
    const clocks = [...ends.keys()].map((client) => [client, this.#clock(client)] as const)
    const deletes = countDeletes(transaction)
    const pendingStructs = store.pendingStructs?.update
    const { pendingDs } = store
    const outcome = this.#applyWithin(checked, budget)
    if (outcome) return outcome
    this.#pendingUnits = this.pendingBytes === 0 ? 0 : this.#pendingUnits
    if (!this.hasIntegrated(checked)) this.#pendingUnits += checked.units
    const isChanged =
      clocks.some(([client, clock]) => this.#clock(client) > clock) ||
      countDeletes(transaction) > deletes ||
      !sameBytes(store.pendingStructs?.update, pendingStructs) ||
      !sameBytes(store.pendingDs, pendingDs)
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
      const clockOf = (client: number) => this.#clock(client)
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
    const { store } = this.doc
    const { pendingStructs, pendingDs } = store
    if (this.#tryApply(update)) return true
    if (!pendingStructs && !pendingDs) return false
    this.dropPending()
    if (this.#tryApply(update)) return (this.#hasLostPending = true)
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
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

  #clock(client: number): number {
    return Y.getState(this.doc.store, client)
  }

  #isDeleted(client: number, from: number, to: number): boolean {
    const structs = this.doc.store.clients.get(client) ?? []
    for (let clock = from; clock < to;) {
      const struct = structs[Y.findIndexSS(structs, clock)]
      if (!struct?.deleted) return false
      clock = struct.id.clock + struct.length
    }
    return true
  }

  // Yjs adds what is pending to every encoding; it would infect whoever joins.
  #withoutPending<T>(encode: () => T): T {
    const { store } = this.doc
    const { pendingStructs, pendingDs } = store
    store.pendingStructs = null
    store.pendingDs = null
    try {
      return encode()
    } finally {
      store.pendingStructs = pendingStructs
      store.pendingDs = pendingDs
    }
  }
}

/** How many structs and deleted ranges wait for others. */
function countPending({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
  const structs = pendingStructs ? Y.decodeUpdateV2(pendingStructs.update).structs.length : 0
  let ranges = 0
  if (pendingDs) {
    for (const items of Y.decodeUpdateV2(pendingDs).ds.clients.values()) ranges += items.length
  }
  return structs + ranges
}

function merge(updates: readonly Uint8Array[]): Uint8Array | undefined {
  return updates.length > 1 ? Y.mergeUpdates([...updates]) : updates[0]
}

function countDeletes(transaction: Y.Transaction): number {
  let count = 0
  for (const ranges of transaction.deleteSet.clients.values()) count += ranges.length
  return count
}

export function sameBytes(
  a: Uint8Array | null | undefined,
  b: Uint8Array | null | undefined,
): boolean {
  if (a === b) return true
  if (!a || !b) return (a ?? undefined) === (b ?? undefined)
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
