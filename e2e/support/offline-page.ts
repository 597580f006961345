import { WeftProvider } from '@weft/provider'
import { indexedDb } from '@weft/provider/offline'
import * as Y from 'yjs'

/** What a page of an application knows of its document, as far as the stories ask. */
export interface OfflineFacts {
  readonly text: string
  readonly saveState: string
  readonly unsavedChanges: number
  readonly synced: boolean
  /** How many are present, this page included. */
  readonly people: number
  /** How the copy on this device is. */
  readonly copy: string
  /** What was told of the copy, in order. */
  readonly copyStates: readonly string[]
  readonly saveStates: readonly string[]
}

/** What the page shows to the stories. */
export interface OfflinePage {
  facts(): OfflineFacts
  type(text: string): void
  /** Resolves with the document's text at the moment when the copy had been read. */
  loaded(): Promise<{ readonly text: string; readonly synced: boolean; readonly saveState: string }>
  /** Cuts this page off from the server, but not from the other tabs. */
  cut(): void
  mend(): void
}

declare global {
  interface Window {
    offlinePage: OfflinePage
    /** Set by a story that does not want to wait for the usual time. */
    loadTimeoutMs?: number
  }
}

const doc = new Y.Doc()
const text = doc.getText('text')
const url = location.origin.replace('http', 'ws')
const provider = new WeftProvider(url, 'offline', doc, {
  offline: indexedDb({ loadTimeoutMs: window.loadTimeoutMs }),
  maxBackoffTime: 100,
})
const copyStates: string[] = []
const saveStates: string[] = []
provider.on('offline-state', (state) => {
  copyStates.push('because' in state ? `${state.name} ${state.because}` : state.name)
})
provider.on('save-state', (saveState) => saveStates.push(saveState))
const loaded = provider.offline?.whenLoaded.then(() => ({
  text: text.toString(),
  synced: provider.synced,
  saveState: provider.saveState,
}))

window.offlinePage = {
  facts: () => ({
    text: text.toString(),
    saveState: provider.saveState,
    unsavedChanges: provider.unsavedChanges,
    synced: provider.synced,
    people: provider.awareness.getStates().size,
    copy: provider.offline?.state.name ?? 'none',
    copyStates,
    saveStates,
  }),
  type: (more) => text.insert(text.length, more),
  loaded: async () => (await loaded) ?? { text: '', synced: false, saveState: '' },
  cut: () => {
    provider.shouldConnect = false
  },
  mend: () => provider.connect(),
}
