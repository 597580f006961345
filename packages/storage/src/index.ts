export type {
  Append,
  Damage,
  DocumentEntry,
  DocumentStorage,
  ListOptions,
  LogRecord,
  RecordedUpdate,
  Snapshot,
  StoredDocument,
} from './document-storage.ts'
export { StorageError, type StorageErrorCode } from './errors.ts'
