import { WeftProvider } from '@weft/provider'
import { warnBeforeUnload } from '@weft/provider/warn-before-unload'
import * as Y from 'yjs'

/** What a page of an application knows of its document, as far as the stories ask. */
export interface PageFacts {
  readonly text: string
  readonly synced: boolean
  readonly saveState: string
  /** The names of those who are here, in order. */
  readonly people: readonly string[]
  /** What the browser has told of the page, in order. */
  readonly pageEvents: readonly string[]
}

/** What the page shows to the stories. */
export interface PageWithProvider {
  facts(): PageFacts
  type(text: string): void
}

declare global {
  interface Window {
    pageWithProvider: PageWithProvider
  }
}

const doc = new Y.Doc()
const text = doc.getText('text')
const provider = new WeftProvider(location.origin, 'story', doc, { maxBackoffTime: 100 })
provider.awareness.setLocalStateField('user', { name: location.hash.slice(1) })
warnBeforeUnload(provider)

// As Lexical does, so that nobody sees a ghost: also when the page then stays, or comes back.
for (const type of ['beforeunload', 'pagehide']) {
  window.addEventListener(type, () => provider.awareness.setLocalState(null))
}
const pageEvents: string[] = []
for (const type of ['pagehide', 'pageshow'] as const) {
  window.addEventListener(type, ({ persisted }) => pageEvents.push(`${type} ${persisted}`))
}

window.pageWithProvider = {
  facts: () => ({
    text: text.toString(),
    synced: provider.synced,
    saveState: provider.saveState,
    people: [
      ...provider.awareness.getStates<{ readonly user: { readonly name: string } }>().values(),
    ]
      .map(({ user }) => user.name)
      .toSorted(),
    pageEvents,
  }),
  type: (more) => text.insert(text.length, more),
}
