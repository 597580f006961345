import type { WeftProvider } from '@weft/provider'
import type { Doc } from 'yjs'
import { Observable } from './observable.ts'

/** `text`: formatted text. `code`: plain text in some language. */
export type DocumentKind = 'text' | 'code'

/** The root in the Yjs document that says what the document is. */
const META = 'meta'

/** What a document says that it is; whatever it says that is not known is formatted text. */
export function kindOf(doc: Doc): DocumentKind {
  return doc.getMap(META).get('kind') === 'code' ? 'code' : 'text'
}

/**
 * Makes a document one of code, if nobody ever wrote anything into it. Two people who do so at once set the same key to the
 * same value, so nothing is there twice; one that is anything already stays what it is.
 */
export function claimForCode(doc: Doc): void {
  if (isUntouched(doc)) doc.getMap(META).set('kind', 'code')
}

function isUntouched({ store }: Doc): boolean {
  return store.clients.size === 0 && store.pendingStructs === null
}

/** What a document is, before it has come and after. */
export class KindWatch extends Observable<DocumentKind> {
  readonly #stop: () => void

  /** @param wanted What the document is to be when it is new, and is taken to be until it has come. */
  constructor(provider: WeftProvider, wanted: DocumentKind) {
    super(wanted)
    const { doc } = provider
    const meta = doc.getMap(META)
    // Once something is there, it says what the document is.
    const look = () => this.set(provider.synced || !isUntouched(doc) ? kindOf(doc) : wanted)
    const synced = (isSynced: boolean) => {
      if (isSynced && wanted === 'code' && provider.rights.canWrite) claimForCode(doc)
      look()
    }
    provider.on('sync', synced)
    meta.observe(look)
    doc.once('update', look)
    this.#stop = () => {
      provider.off('sync', synced)
      meta.unobserve(look)
      doc.off('update', look)
    }
  }

  destroy(): void {
    this.#stop()
  }
}
