import type { Doc } from 'yjs'
import type { DocumentConnection } from './core/document-connection.ts'

/**
 * What the option `offline` takes: begins to keep a provider's document on this device. `indexedDb()` of
 * `@weft/provider/offline` makes one.
 */
export type OfflineStore = (provider: KeptProvider, connection: KeptConnection) => OfflineCopy

/** What a copy needs of the provider. */
export interface KeptProvider {
  readonly doc: Doc
  readonly serverUrl: string
  readonly documentName: string
  on(name: 'unsaved-changes' | 'sync', listener: () => void): void
  off(name: 'unsaved-changes' | 'sync', listener: () => void): void
  emit(name: 'offline-state', args: [OfflineState]): void
}

/** What a copy needs of the provider's connection, which is not made before the copy is read. */
export type KeptConnection = Pick<DocumentConnection, 'history' | 'learntHistory' | 'saves'>

/** The document as this device keeps it. */
export interface OfflineCopy {
  /** How the copy does. */
  readonly state: OfflineState
  /** Resolves once the copy is in the document, or will not be. Never rejects. The provider connects after it. */
  readonly whenLoaded: Promise<void>
  /**
   * Removes the copy, also for the other tabs, and keeps nothing more. The document stays as it is.
   *
   * @throws {Error} When it cannot be removed.
   */
  clear(): Promise<void>
  /** Keeps what was edited until now, and lets go. The provider calls it. */
  destroy(): void
}

/**
 * - `loading`: the copy is being read. What is edited meanwhile is kept after that.
 * - `keeping`: what the device had is in the document, and what changes is kept.
 * - `failing`: what changes is not kept. The whole is tried again with a later edit.
 * - `stopped`: nothing more is kept by this provider. What was kept before is not touched.
 */
export type OfflineState =
  | { readonly name: 'loading' }
  | { readonly name: 'keeping' }
  | { readonly name: 'failing'; readonly because: 'full' | 'other'; readonly error: Error }
  | { readonly name: 'stopped'; readonly because: OfflineEnd; readonly error: Error | undefined }

/**
 * Why nothing is kept any more.
 *
 * - `unavailable`: there is no IndexedDB here, or it cannot be opened, as in some private windows.
 * - `timeout`: it did not answer in time.
 * - `unreadable`: a part of the copy is damaged. The rest is in the document.
 * - `deleted`: the copy was removed, by {@link OfflineCopy.clear}, another tab or the browser.
 * - `other-history`: the copy belongs to another history of the document than the server's.
 * - `destroyed`: the provider is.
 */
export type OfflineEnd =
  | 'unavailable'
  | 'timeout'
  | 'unreadable'
  | 'deleted'
  | 'other-history'
  | 'destroyed'
