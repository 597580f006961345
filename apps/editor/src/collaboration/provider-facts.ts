import type { DocumentSize, SaveState, WeftProvider } from '@weft/provider'
import type { OfflineState } from '@weft/provider/offline'
import type { Readable } from './observable.ts'

/**
 * Where edits are that the server does not have. On this `device` they outlive the tab; otherwise they live in the tab
 * alone: the device is `full`, or its browser lets this page keep nothing (`denied`), or the copy is not there for
 * another reason or not read yet (`tab`).
 */
export type KeptIn = 'device' | 'tab' | 'full' | 'denied'

/** What a provider says now. */
export interface ProviderFacts {
  readonly connection: 'connecting' | 'connected' | 'disconnected'
  readonly synced: boolean
  readonly saveState: SaveState
  readonly unsavedChanges: number
  readonly keptIn: KeptIn
  /** How many attempts to connect have failed in a row. */
  readonly failures: number
  readonly canWrite: boolean
  /** The document is as large as the server lets it become: what is added now is not sent, what is deleted is. */
  readonly isFull: boolean
  /** Set once the server has refused this document for good. */
  readonly closed: { readonly code: number; readonly reason: string } | undefined
  /** The server's document has another history than the one here, so the two were not merged. */
  readonly historyChanged: boolean
}

/** A provider's properties and events as one value to watch. The provider's end ends it. */
export function providerFacts(provider: WeftProvider): Readable<ProviderFacts> {
  let closed: ProviderFacts['closed']
  let historyChanged = false
  // First, so that whoever subscribes later sees what these have noted.
  provider.on('closed', ({ code, reason }) => {
    closed = { code, reason }
  })
  provider.on('history-changed', () => {
    historyChanged = true
  })
  return {
    get: () => {
      const { wsconnected, wsconnecting, synced, saveState, unsavedChanges, rights } = provider
      return {
        connection: wsconnected ? 'connected' : wsconnecting ? 'connecting' : 'disconnected',
        synced,
        saveState,
        unsavedChanges,
        keptIn: keptIn(provider.offline?.state),
        failures: provider.wsUnsuccessfulReconnects,
        canWrite: rights.canWrite,
        isFull: rights.isFull === true,
        // Whoever tries again, and may, is not refused any more.
        closed: provider.refusal && closed,
        historyChanged,
      }
    },
    subscribe: (listener) => {
      const events = [
        'status',
        'sync',
        'save-state',
        'unsaved-changes',
        'rights',
        'offline-state',
        'closed',
        'history-changed',
      ] as const
      const look = () => listener()
      for (const event of events) provider.on(event, look)
      return () => {
        for (const event of events) provider.off(event, look)
      }
    },
  }
}

function keptIn(state: OfflineState | undefined): KeptIn {
  if (state?.name === 'keeping') return 'device'
  if (state?.name === 'failing') return state.because === 'full' ? 'full' : 'tab'
  return state?.name === 'stopped' && state.because === 'unavailable' ? 'denied' : 'tab'
}

/** How large the document is, once the server has warned that it is large. */
export function documentSizeOf(provider: WeftProvider): Readable<DocumentSize | undefined> {
  return {
    get: () => provider.documentSize,
    subscribe: (listener) => {
      const look = () => listener()
      provider.on('document-size', look)
      return () => provider.off('document-size', look)
    },
  }
}
