import { WeftProvider, type WeftProviderOptions } from '@weft/provider'
import { onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { until, type Source } from './waiting.test-support.ts'

type WeftOptions = WeftProviderOptions<WeftProvider> & { readonly doc?: Y.Doc }

/** Opens Weft's provider on a document of its own; it ends with the test. Comes back quickly after a lost connection. */
export function openWeftClient(
  url: string,
  documentName: string,
  options: WeftOptions = {},
): WeftProvider {
  const { doc = new Y.Doc(), ...weftOptions } = options
  const settings = { disableBc: true, maxBackoffTime: 50, ...weftOptions }
  const client = new WeftProvider(url, documentName, doc, settings)
  onTestFinished(() => {
    client.destroy()
    doc.destroy()
  })
  return client
}

export function weftEventsOf(client: WeftProvider): Source {
  return (look) => {
    client.on('sync', look)
    client.on('status', look)
    client.on('closed', look)
    client.on('rights', look)
    client.on('save-state', look)
    client.on('unsaved-changes', look)
    return () => {
      client.off('sync', look)
      client.off('status', look)
      client.off('closed', look)
      client.off('rights', look)
      client.off('save-state', look)
      client.off('unsaved-changes', look)
    }
  }
}

export function weftSynced(client: WeftProvider): Promise<void> {
  return until('a Weft client is synced', () => client.synced, weftEventsOf(client))
}

/** Resolves when the client's edits are where `saveState` says. */
export function weftReports(
  client: WeftProvider,
  saveState: WeftProvider['saveState'],
): Promise<void> {
  const what = `a Weft client reports "${saveState}"`
  return until(what, () => client.saveState === saveState, weftEventsOf(client))
}

/** Resolves with what the client reports when it stops for good. */
export function weftClosed(
  client: WeftProvider,
): Promise<{ readonly code: number; readonly reason: string }> {
  return new Promise((resolve) => client.once('closed', resolve))
}
