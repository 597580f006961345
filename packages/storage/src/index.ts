export { compareDocumentNames, requireDocumentName, requireNamePart } from './document-name.ts'
export type {
  Append,
  Damage,
  DocumentEntry,
  DocumentStorage,
  ListOptions,
  LoadOptions,
  LogBranch,
  LogRecord,
  NewHistory,
  Quarantine,
  RecordedUpdate,
  Snapshot,
  StoredDocument,
} from './document-storage.ts'
export { noSuchDocument, StorageError, type StorageErrorCode, tooLarge } from './errors.ts'
export { MemoryStorage } from './memory-storage.ts'
export { blanked, requireQuarantine, withQuarantines } from './quarantine.ts'
export { requireBound, requireListLimit, requireSequence } from './ranges.ts'
