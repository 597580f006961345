import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** Writes paragraphs into a document as a client without an editor, and resolves once they are on the server's disk. */
export async function fillDocument(url: string, paragraphs: readonly string[]): Promise<void> {
  const { origin, pathname } = new URL(url)
  const doc = new Y.Doc()
  const provider = new WeftProvider(
    origin.replace('http', 'ws'),
    decodeURIComponent(pathname.slice('/d/'.length)),
    doc,
    { WebSocketPolyfill: WebSocket, disableBc: true },
  )
  provider.awareness.setLocalState(null)
  try {
    await provider.whenSynced
    const blocks = paragraphs.map((text) => {
      const block = new Y.XmlElement('paragraph')
      block.insert(0, [new Y.XmlText(text)])
      return block
    })
    doc.getXmlFragment('default').insert(0, blocks)
    await provider.whenSaved()
  } finally {
    provider.destroy()
    doc.destroy()
  }
}
