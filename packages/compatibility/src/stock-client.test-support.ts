import { onTestFinished } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { until, type Source } from './waiting.test-support.ts'

type StockOptions = NonNullable<ConstructorParameters<typeof WebsocketProvider>[3]>

/** Opens an unmodified y-websocket client on a document of its own; it ends with the test. */
export function openStockClient(
  url: string,
  room: string,
  options: StockOptions & { readonly doc?: Y.Doc } = {},
): WebsocketProvider {
  const { doc = new Y.Doc(), ...stockOptions } = options
  const client = new WebsocketProvider(url, room, doc, { disableBc: true, ...stockOptions })
  onTestFinished(() => endStockClient(client))
  return client
}

/** Ends a client for good, with its document and the awareness that its `destroy` leaves running. */
export function endStockClient(client: WebsocketProvider): void {
  client.destroy()
  client.doc.destroy()
}

export function stockEventsOf(client: WebsocketProvider): Source {
  return (look) => {
    client.on('sync', look)
    client.on('status', look)
    client.on('closed', look)
    client.on('connection-close', look)
    return () => {
      client.off('sync', look)
      client.off('status', look)
      client.off('closed', look)
      client.off('connection-close', look)
    }
  }
}

/** Resolves when the client is synced, whichever way it connects. */
export function stockSynced(client: WebsocketProvider): Promise<void> {
  return until('a stock client is synced', () => client.synced, stockEventsOf(client))
}

export interface Closed {
  readonly code: number
  readonly reason: string
}

/** Resolves with what the client reports when it stops for good. */
export function stockClosed(client: WebsocketProvider): Promise<Closed> {
  return new Promise((resolve) => client.once('closed', resolve))
}

/** Resolves with the close code of the client's next lost connection. */
export function stockConnectionLost(client: WebsocketProvider): Promise<number | undefined> {
  return new Promise((resolve) => {
    client.once('connection-close', (event) => resolve(event?.code))
  })
}
