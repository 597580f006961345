import type { History } from '../core/history.ts'
import { isHistory } from '../core/history.ts'

/** The stores of a database, named as `y-indexeddb` names them: updates by number, and whatever else by key. */
export const STORES = ['updates', 'custom'] as const

/** Where the document's history is. */
export const HISTORY_KEY = ['weft', 'history']

/** How many edits a session has made, and how many of them, the first so many, are known to be on the server's disk. */
export interface SessionEdits {
  readonly made: number
  readonly saved: number
}

/** Where a session's edits are counted. A session is a provider's life. */
export const sessionKey = (session: string) => ['weft', 'edits', session]

/** What a database holds of a document. */
export interface Kept {
  readonly updates: readonly unknown[]
  readonly history: History | undefined
  /** Sessions with edits that are not known to be on the server's disk. */
  readonly sessions: readonly KeptSession[]
}

export interface KeptSession {
  readonly key: IDBValidKey
  readonly edits: SessionEdits
}

/** Opens a database, or makes it. May never settle, where another page is in the way. */
export function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('updates', { autoIncrement: true })
      request.result.createObjectStore('custom')
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(errorOf(request.error))
  })
}

/** Deletes a database, once all who have it open have let go of it. */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(errorOf(request.error))
  })
}

/** Reads all of a document as it is at one moment. */
export function readKept(database: IDBDatabase): Promise<Kept> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, 'readonly')
    const custom = transaction.objectStore('custom')
    const updates: IDBRequest<unknown[]> = transaction.objectStore('updates').getAll()
    const history: IDBRequest<unknown> = custom.get(HISTORY_KEY)
    const sessions = askSessions(custom)
    transaction.onabort = () => reject(errorOf(transaction.error))
    transaction.oncomplete = () =>
      resolve({
        updates: updates.result,
        history: isHistory(history.result) ? history.result : undefined,
        sessions: sessions(),
      })
  })
}

/** Reads of a document only who has edits that are not known to be on the server's disk. */
export function readSessions(database: IDBDatabase): Promise<readonly KeptSession[]> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('custom', 'readonly')
    const sessions = askSessions(transaction.objectStore('custom'))
    transaction.onabort = () => reject(errorOf(transaction.error))
    transaction.oncomplete = () => resolve(sessions())
  })
}

/** @returns What was read, once the transaction is complete. */
function askSessions(custom: IDBObjectStore): () => readonly KeptSession[] {
  // An array is greater than any string.
  const all = IDBKeyRange.bound(['weft', 'edits'], ['weft', 'edits', []])
  const keys = custom.getAllKeys(all)
  const edits: IDBRequest<unknown[]> = custom.getAll(all)
  return () => keys.result.map((key, index) => ({ key, edits: editsOf(edits.result[index]) }))
}

/** Reads what a session has written; nonsense counts as an edit that is not saved. */
export function editsOf(value: unknown): SessionEdits {
  const { made, saved }: { made?: unknown; saved?: unknown } = value ?? {}
  return typeof made === 'number' && typeof saved === 'number' && made >= saved
    ? { made, saved }
    : { made: 1, saved: 0 }
}

/** An aborted transaction has no error when it was aborted by us. */
export function errorOf(error: DOMException | null): Error {
  return error ?? new Error('IndexedDB gave up without saying why')
}
