import { WeftProvider } from '@weft/provider'
import { WeftSocket } from '@weft/provider/socket'
import * as Y from 'yjs'

/** How many documents the page has. */
const DOCUMENTS = 20

/** What the page knows of its documents, as far as the stories ask. */
export interface ManyFacts {
  readonly texts: readonly string[]
  /** How many documents are synced, saved, and seen by how many people in all. */
  readonly synced: number
  readonly saved: number
  readonly people: number
  readonly sharing: string
  readonly channels: number
  /** What the browser has told of the page, in order. */
  readonly pageEvents: readonly string[]
}

/** What the page shows to the stories. */
export interface PageWithManyDocuments {
  facts(): ManyFacts
  type(document: number, text: string): void
}

declare global {
  interface Window {
    pageWithManyDocuments: PageWithManyDocuments
  }
}

const socket = new WeftSocket(location.origin, { maxBackoffTime: 100 })
const providers = Array.from({ length: DOCUMENTS }, (_, index) => {
  const options = { socket, disableBc: true, maxBackoffTime: 100 }
  return new WeftProvider(socket.url, `document ${index}`, new Y.Doc(), options)
})
for (const { awareness } of providers) awareness.setLocalStateField('user', {})
const pageEvents: string[] = []
for (const type of ['pagehide', 'pageshow'] as const) {
  window.addEventListener(type, ({ persisted }) => pageEvents.push(`${type} ${persisted}`))
}

window.pageWithManyDocuments = {
  facts: () => ({
    texts: providers.map(({ doc }) => doc.getText('text').toString()),
    synced: providers.filter(({ synced }) => synced).length,
    saved: providers.filter(({ saveState }) => saveState === 'saved').length,
    people: providers.reduce((sum, { awareness }) => sum + awareness.getStates().size, 0),
    sharing: socket.sharing,
    channels: socket.channels,
    pageEvents,
  }),
  type(document, more) {
    const text = providers[document]?.doc.getText('text')
    text?.insert(text.length, more)
  },
}
