import type { DocumentSize, Rights } from '@weft/protocol'
import type { History } from './history.ts'
import type { SaveState } from './save-state.ts'

/** What a connection tells the application, by the names under which the provider emits it. */
export interface ConnectionEvents {
  /** `syncProgress` grew: a part of a large state came, or all of it. */
  'sync-progress': (progress: number) => void
  'save-state': (saveState: SaveState) => void
  'unsaved-changes': (count: number) => void
  /** The oldest unsaved edit has been so for longer than `unsavedWarningMs`; or no longer has. Each is told once. */
  'unsaved-for-long': (isLong: boolean) => void
  /** Without the right to write, `isFull` says that the document is full: deletions are still sent. */
  rights: (rights: Rights) => void
  /** The document is large, or has just ceased to be; undefined on a new connection, until the server tells. */
  'document-size': (size: DocumentSize | undefined) => void
  /** The server's document has another history. Nothing was merged, and the provider has stopped. */
  'history-changed': (event: { before: History; now: History }) => void
}

export type Tell = <Name extends keyof ConnectionEvents>(
  name: Name,
  ...args: Parameters<ConnectionEvents[Name]>
) => void
