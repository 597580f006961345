'use client'

export type {
  MyPresenceStore,
  Person,
  PresenceStoreOptions,
  Saving,
  SelectingPresenceStoreOptions,
  Store,
  User,
} from '@weft/provider/stores'
export { useProvider, WeftProviderContext } from './provider-context.ts'
export { useMyPresence } from './use-my-presence.ts'
export { usePresence } from './use-presence.ts'
export { useProviderStore } from './use-provider-store.ts'
export { useSaveState } from './use-save-state.ts'
export { useStatus } from './use-status.ts'
export { useSynced } from './use-synced.ts'
export { useWeftProvider, type UseWeftProviderOptions } from './use-weft-provider.ts'
export { WeftDocument, type WeftDocumentProps } from './weft-document.ts'
