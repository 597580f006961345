import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { expect, story } from '../support/story.ts'
import type { WeftProcess } from '../support/weft-process.ts'

const RESTARTS = 8
const DOCUMENTS = ['a', 'b', 'c', 'd', 'e']

// The most reported fault of Yjs backends: the server answers before it has loaded, the client finds the document empty,
// and what it writes then stands beside what was stored.
story(
  `${RESTARTS} restarts, and a stock client's initial content is once in each of ${DOCUMENTS.length} documents`,
  async ({ weft }) => {
    for (let round = 0; round < RESTARTS; round += 1) {
      // At once, so that the server loads one while it answers for another.
      const contents = await Promise.all(DOCUMENTS.map((name) => contentAfterVisit(weft, name)))
      expect(contents).toEqual(DOCUMENTS.map(() => 'Initial content'))
      await (round % 2 === 0 ? weft.kill() : weft.stop())
      await weft.start()
    }
  },
)

/** Opens the document as many applications do: inserts its initial content when it is empty. */
async function contentAfterVisit(weft: WeftProcess, name: string): Promise<string> {
  const { text, provider } = visit(weft, name)
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  if (text.length === 0) {
    text.insert(0, 'Initial content')
    await storedAt(weft, name, 'Initial content'.length)
  }
  provider.destroy()
  return text.toString()
}

/** Stock clients are told nothing of the disk, so a second one looks until the server has the edit. */
async function storedAt(weft: WeftProcess, name: string, length: number): Promise<void> {
  const { text, provider } = visit(weft, name)
  await expect.poll(() => text.length).toBe(length)
  provider.destroy()
}

function visit({ socketUrl }: WeftProcess, name: string) {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(socketUrl, name, doc, {
    // The types ask for the browser's class; the library documents `ws` for Node.
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  })
  return { text: doc.getText('content'), provider }
}
