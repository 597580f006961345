import type { History } from '../core/history.ts'
import { isHistory } from '../core/history.ts'
import {
  editsOf,
  HISTORY_KEY,
  sessionKey,
  STORES,
  type KeptSession,
  type SessionEdits,
} from './database.ts'

/** What is written, and what the provider knows at that moment. */
export interface Batch {
  readonly updates: readonly Uint8Array[]
  readonly edits: SessionEdits
  readonly history: History | undefined
}

/** How a write ended. `other-history`: the database belongs to another history than ours, and was left alone. */
export type WriteOutcome = 'written' | 'other-history' | { readonly error: DOMException | null }

/**
 * Writes one provider's changes, each time in one transaction: the updates, how many edits are not known to be on the
 * server's disk, and the document's history. So no content is ever kept without the history that it belongs to, and no
 * edit without its being counted.
 */
export class Writer {
  readonly #database: IDBDatabase
  readonly #key = sessionKey(Math.random().toString(36).slice(2))
  /** Sessions whose unsaved edits are this one's, too: saved once the first `made` edits of this one are. */
  #inherited: { readonly made: number; readonly sessions: readonly KeptSession[] }
  #saved = 0
  #history: History | undefined

  /**
   * @param sessions Those that the database knew when it was read.
   * @param made How many edits this session had then, with those that it inherits from them.
   */
  constructor(database: IDBDatabase, sessions: readonly KeptSession[], made: number) {
    this.#database = database
    this.#inherited = { made, sessions }
  }

  /**
   * Calls `ended` later, unless there is nothing to write.
   *
   * @throws {DOMException} `InvalidStateError` once the database is closed.
   */
  write({ updates, edits, history }: Batch, ended: (outcome: WriteOutcome) => void): void {
    const isSameEpoch = history?.epoch === this.#history?.epoch
    if (updates.length === 0 && edits.saved === this.#saved && isSameEpoch) return
    const transaction = this.#database.transaction(STORES, 'readwrite')
    const rows = transaction.objectStore('updates')
    const custom = transaction.objectStore('custom')
    for (const update of updates) rows.add(update)
    const isInheritedSaved = edits.saved >= this.#inherited.made
    const saved = isInheritedSaved ? edits.saved : Math.max(edits.saved, this.#inheritedUnsaved)
    if (saved >= edits.made) custom.delete(this.#key)
    else custom.put({ made: edits.made, saved }, this.#key)
    const inherited = isInheritedSaved ? this.#inherited.sessions : []
    for (const session of inherited) putSaved(custom, session)
    const newHistory = history === this.#history ? undefined : history
    let outcome: WriteOutcome = 'written'
    if (newHistory) {
      putHistory(custom, newHistory, () => {
        outcome = 'other-history'
        transaction.abort()
      })
    }
    transaction.oncomplete = () => {
      this.#saved = edits.saved
      this.#history = history
      if (isInheritedSaved) this.#inherited = { made: 0, sessions: [] }
      ended('written')
    }
    transaction.onabort = () =>
      ended(outcome === 'written' ? { error: transaction.error } : outcome)
    // At once, where no answer has to be waited for: the page may be about to be closed.
    if (!newHistory && inherited.length === 0) transaction.commit()
  }

  get #inheritedUnsaved(): number {
    return this.#inherited.sessions.reduce((sum, { edits }) => sum + edits.made - edits.saved, 0)
  }
}

/** What another session had made when this one began is saved. It may still go on. */
function putSaved(custom: IDBObjectStore, { key, edits }: KeptSession): void {
  const request: IDBRequest<unknown> = custom.get(key)
  request.onsuccess = () => {
    if (request.result === undefined) return
    const now = editsOf(request.result)
    const saved = Math.max(now.saved, edits.made)
    if (saved >= now.made) custom.delete(key)
    else custom.put({ made: now.made, saved }, key)
  }
}

/** Puts the history, if it is the same as the one that is there. It never falls behind what another tab has put. */
function putHistory(custom: IDBObjectStore, history: History, isOther: () => void): void {
  const request: IDBRequest<unknown> = custom.get(HISTORY_KEY)
  request.onsuccess = () => {
    const there = isHistory(request.result) ? request.result : undefined
    if (there && there.epoch !== history.epoch) return isOther()
    if (!there || there.sequence <= history.sequence) custom.put(history, HISTORY_KEY)
  }
}
