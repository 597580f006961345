import * as Y from 'yjs'
import type { CheckedUpdate } from './checked-update.ts'
import { statePieces } from './state-pieces.ts'

/** What one update did to the document. */
export type Outcome = 'changed' | 'unchanged' | 'failed'

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
}

/**
 * A room's `Y.Doc`, kept in step with the log: nothing is in it that {@link apply} or {@link takeServerEdits} did not
 * hand out for the log. What cannot be integrated yet waits in it (pending) and is never part of what others are sent.
 */
export class LiveDocument {
  readonly doc = new Y.Doc({ gc: true })
  #events: Uint8Array[] = []
  #fullState: Uint8Array | undefined
  /** Called when application code has edited the document; {@link takeServerEdits} has the edits. */
  onServerEdit: () => void = () => {}
  #isApplying = false

  constructor() {
    this.doc.on('update', (update: Uint8Array) => {
      this.#fullState = undefined
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
    return failed
  }

  /** Applies updates in one transaction, each caught by itself. Edits of application code must have been taken before. */
  apply(updates: readonly CheckedUpdate[]): Applied {
    const hadPending = this.pendingBytes > 0
    const outcomes: Outcome[] = []
    this.#transact((transaction) => {
      for (const update of updates) outcomes.push(this.#applyOne(transaction, update))
    })
    const events = this.#events.splice(0)
    const hasFailed = outcomes.includes('failed')
    return {
      outcomes,
      // The log takes the raw bytes, not the events: an update whose parents are missing is in no event. But Yjs may add
      // transactions of its own (formatting clean-up), and an update that failed may have been applied in part: only
      // the events have those.
      extra: hasFailed ? events : events.slice(1),
      broadcast: merge(events),
      isKnownToSoleAuthor: !hadPending && !hasFailed && events.length === 1,
    }
  }

  /** The edits that application code made since the last call, merged; undefined when there are none. */
  takeServerEdits(): Uint8Array | undefined {
    return merge(this.#events.splice(0))
  }

  get hasServerEdits(): boolean {
    return this.#events.length > 0
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  /** One update with everything integrated that a peer at `stateVector` lacks. */
  diff(stateVector: Uint8Array): Uint8Array {
    const isEmpty = stateVector.length <= 1
    if (isEmpty && this.#fullState) return this.#fullState
    const update = this.#withoutPending(() => Y.encodeStateAsUpdate(this.doc, stateVector))
    if (isEmpty) this.#fullState = update
    return update
  }

  /** As {@link diff}, in several updates of about `pieceBytes` that each build only on those before. */
  pieces(stateVector: Uint8Array, pieceBytes: number): Uint8Array[] {
    return statePieces(this.doc, Y.decodeStateVector(stateVector), pieceBytes)
  }

  /** Whether everything in the update is integrated, and nothing of it waits. */
  hasIntegrated({ ends, deletes }: Pick<CheckedUpdate, 'ends' | 'deletes'>): boolean {
    for (const [client, end] of ends) if (this.#clock(client) < end) return false
    for (const [client, ranges] of deletes) {
      const clock = this.#clock(client)
      if (ranges.some(({ to }) => to > clock)) return false
    }
    return true
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

  /** Forgets what waits. Whoever sent it must sync anew. */
  dropPending(): void {
    this.doc.store.pendingStructs = null
    this.doc.store.pendingDs = null
  }

  destroy(): void {
    this.doc.destroy()
  }

  #applyOne(transaction: Y.Transaction, { update, ends }: CheckedUpdate): Outcome {
    const { store } = this.doc
    const clocks = [...ends.keys()].map((client) => [client, this.#clock(client)] as const)
    const deletes = countDeletes(transaction)
    const pendingStructs = store.pendingStructs?.update
    const { pendingDs } = store
    if (!this.#tryApply(update)) return 'failed'
    const isChanged =
      clocks.some(([client, clock]) => this.#clock(client) > clock) ||
      countDeletes(transaction) > deletes ||
      !sameBytes(store.pendingStructs?.update, pendingStructs) ||
      !sameBytes(store.pendingDs, pendingDs)
    return isChanged ? 'changed' : 'unchanged'
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

function merge(updates: readonly Uint8Array[]): Uint8Array | undefined {
  return updates.length > 1 ? Y.mergeUpdates([...updates]) : updates[0]
}

function countDeletes(transaction: Y.Transaction): number {
  let count = 0
  for (const ranges of transaction.deleteSet.clients.values()) count += ranges.length
  return count
}

function sameBytes(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  if (a === b) return true
  if (!a || !b) return (a ?? undefined) === (b ?? undefined)
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
