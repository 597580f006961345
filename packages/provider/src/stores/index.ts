export { latencyStore } from './latency-store.ts'
export { myPresenceStore, type MyPresenceStore } from './my-presence-store.ts'
export {
  type Person,
  presenceStore,
  type PresenceStoreOptions,
  type SelectingPresenceStoreOptions,
} from './presence-store.ts'
export {
  documentSizeStore,
  offlineStore,
  refusalStore,
  rightsStore,
  statusStore,
  syncedStore,
  syncProgressStore,
} from './provider-stores.ts'
export { saveStore, type SaveStoreOptions, type Saving } from './save-store.ts'
export type { Store } from './store.ts'
export { type User, userOf } from './user.ts'
