import { ContentString, Item, type Doc } from 'yjs'
import type { WeftProvider } from '../provider.ts'
import type { Warn } from './warning.ts'

/** Shorter texts are the same by chance, in UTF-16 code units. */
const MIN_LENGTH = 3

/**
 * Warns when the first sync has brought a text that was put in here before it, word for word. That is what content does
 * that is given to an editor together with collaboration: everybody who opens the document inserts it.
 *
 * Nothing is said of who is the first: one cannot tell such content from somebody's who types before the server answers.
 */
export function watchForDuplicates(provider: WeftProvider, warn: Warn): void {
  const look = (isSynced: boolean) => {
    if (!isSynced) return
    provider.off('sync', look)
    const text = duplicateIn(provider.doc)
    if (text === undefined) return
    const shown = text.length > 30 ? `${text.slice(0, 30)}…` : text
    warn({
      name: 'duplicated content',
      problem: `"${shown}" was put into the document before the server's content had come, and that has it, too: it is there twice now.`,
      remedy:
        'Give the editor no content together with collaboration. Put the first content in once, where the document is still empty after the sync: provider.once("sync", () => { if (isEmpty(doc)) … }), or on the server.',
    })
  }
  provider.on('sync', look)
}

/** A text of our own that somebody else has written, too. */
function duplicateIn({ store, clientID }: Doc): string | undefined {
  const own = new Set(textsOf(store.clients.get(clientID)))
  if (own.size === 0) return undefined
  for (const [client, structs] of store.clients) {
    if (client === clientID) continue
    const text = textsOf(structs).find((theirs) => own.has(theirs))
    if (text !== undefined) return text
  }
  return undefined
}

function textsOf(structs: readonly unknown[] = []): string[] {
  return structs.flatMap((struct) => {
    if (!(struct instanceof Item) || struct.deleted) return []
    const { content } = struct
    return content instanceof ContentString && content.str.length >= MIN_LENGTH ? [content.str] : []
  })
}
