import { WeftProvider } from '@weft/provider'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const providers = { Weft: WeftProvider, 'y-websocket': WebsocketProvider }

/**
 * Opens a document as a page does that was just loaded, and leaves it again.
 *
 * @param kind Whose provider.
 * @param options More options for it.
 * @returns How long it took from `new` to the first `sync` event, and how much text was there then.
 */
export async function firstSync(kind, url, documentName, options = {}) {
  const doc = new Y.Doc()
  const startMs = performance.now()
  const provider = new providers[kind](url, documentName, doc, { disableBc: true, ...options })
  await new Promise((resolve) => provider.once('sync', resolve))
  const tookMs = performance.now() - startMs
  const { length } = doc.getText('text')
  provider.destroy()
  doc.destroy()
  return { tookMs, length }
}
