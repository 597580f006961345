import * as Y from 'yjs'
import { STORES } from './database.ts'

/**
 * Makes one update of all that a database has, if they are many. From what is kept and in one transaction, so that
 * nothing is lost of what another tab has written and this one has not seen. What cannot be read is left as it is.
 *
 * @param gc Whether deleted content may go, as the document has it.
 */
export function compact(database: IDBDatabase, trimSize: number, gc: boolean): void {
  const transaction = database.transaction(STORES, 'readwrite')
  const store = transaction.objectStore('updates')
  const count = store.count()
  count.onsuccess = () => {
    if (count.result < trimSize) return
    const updates: IDBRequest<unknown[]> = store.getAll()
    const keys = store.getAllKeys()
    // The requests of one transaction are answered in order.
    keys.onsuccess = () => {
      const last = keys.result.at(-1)
      const whole = merge(updates.result, gc)
      if (last === undefined || !whole) return
      store.delete(IDBKeyRange.upperBound(last))
      store.add(whole)
    }
  }
}

// Through a document: merging updates keeps all that was deleted, and takes quadratic time.
function merge(updates: readonly unknown[], gc: boolean): Uint8Array | undefined {
  const doc = new Y.Doc({ gc })
  try {
    doc.transact(() => {
      for (const update of updates) {
        if (!(update instanceof Uint8Array)) throw new TypeError('not an update')
        Y.applyUpdate(doc, update)
      }
    })
    return Y.encodeStateAsUpdate(doc)
  } catch {
    return undefined
  } finally {
    doc.destroy()
  }
}
