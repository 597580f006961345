import type { Page } from '@playwright/test'

/** Resolves when what a page has written by now is on the device: a transaction waits for those before it. */
export function writtenToDevice(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onerror = () => reject(new Error(`${name} cannot be opened`))
        opening.onsuccess = () => {
          const database = opening.result
          const transaction = database.transaction(database.objectStoreNames, 'readonly')
          transaction.oncomplete = () => {
            database.close()
            resolve()
          }
        }
      })
    }
  })
}
