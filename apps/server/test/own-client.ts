import { WeftProvider } from '@weft/provider'
import type { WeftSocket } from '@weft/provider/socket'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

type Options = NonNullable<ConstructorParameters<typeof WeftProvider>[3]>

/** Weft's provider with a document of its own, until the test ends. @param socket Shared with others. */
export function ownClient(
  address: string,
  name: string,
  token?: Options['token'],
  socket?: WeftSocket,
): WeftProvider {
  const provider = new WeftProvider(`ws://${address}`, name, new Y.Doc(), {
    ...(socket ? { socket } : { WebSocketPolyfill: WebSocket }),
    disableBc: true,
    ...(token === undefined ? {} : { token }),
  })
  onTestFinished(() => {
    provider.destroy()
    provider.doc.destroy()
  })
  return provider
}
