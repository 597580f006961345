import type { WeftProvider } from '@weft/provider'
import { Observable } from './observable.ts'

/**
 * Whether there is a text to work with. Before that there is nothing to edit, only something to overwrite.
 *
 * There is one once the server's has come; or sooner, once this device's copy has been read, if it is of a text that the
 * server had told of: a document's history is known only from there.
 */
export class ContentArrival extends Observable<boolean> {
  constructor(provider: WeftProvider) {
    super(provider.synced)
    void provider.whenSynced.then(() => this.set(true))
    void provider.offline?.whenLoaded.then(() => {
      const isKnown = provider.history !== undefined && provider.doc.store.clients.size > 0
      if (isKnown) this.set(true)
    })
  }
}
