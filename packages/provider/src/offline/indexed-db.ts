import type { OfflineStore } from '../offline-copy.ts'
import { IndexedDbCopy } from './indexed-db-copy.ts'

/** How {@link indexedDb} keeps documents. */
export interface IndexedDbOptions {
  /**
   * The name of the database for a document. Where several people use one browser, put the user's ID in it: whoever has
   * the database has the document.
   *
   * @default `weft:<server URL>/<document name>`
   */
  readonly databaseName?: ((documentName: string, serverUrl: string) => string) | undefined
  /** How long the copy may take to be read before the provider goes on without it, in milliseconds. @default 5_000 */
  readonly loadTimeoutMs?: number | undefined
  /** How many pieces the copy may have before they are made one. @default 500 */
  readonly trimSize?: number | undefined
}

/**
 * Keeps documents in IndexedDB: they are there before the network is, and what was edited without it outlives a reload,
 * as does the knowledge of what is not on the server yet.
 *
 * The databases have the layout of `y-indexeddb`'s, so one that it has made is taken over when it is given by name.
 *
 * @example
 *   new WeftProvider(url, 'my-document', doc, { offline: indexedDb() })
 */
export function indexedDb(options: IndexedDbOptions = {}): OfflineStore {
  const {
    databaseName = (documentName, serverUrl) => `weft:${serverUrl}/${documentName}`,
    loadTimeoutMs = 5_000,
    trimSize = 500,
  } = options
  return (provider, connection) =>
    new IndexedDbCopy(provider, connection, {
      name: databaseName(provider.documentName, provider.serverUrl),
      loadTimeoutMs,
      trimSize,
    })
}
