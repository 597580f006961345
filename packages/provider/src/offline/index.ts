export type { OfflineCopy, OfflineEnd, OfflineState, OfflineStore } from '../offline-copy.ts'
export { indexedDb, type IndexedDbOptions } from './indexed-db.ts'
export { unsavedOnDevice } from './unsaved-on-device.ts'
