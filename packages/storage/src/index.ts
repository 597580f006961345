export { compareDocumentNames, requireDocumentName, requireNamePart } from './document-name.ts'
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
export { noSuchDocument, StorageError, type StorageErrorCode } from './errors.ts'
export { MemoryStorage } from './memory-storage.ts'
export { requireBound, requireListLimit, requireSequence } from './ranges.ts'
