import * as Y from 'yjs'
import { Observable } from '../collaboration/observable.ts'
import { type Anchor, storedAnchor } from './anchor.ts'
import { cleanText, MAX_COMMENT_LENGTH } from './comment-text.ts'
import { byAge, MAX_THREADS, readThreads, threadsMap } from './read-threads.ts'
import {
  type Author,
  commentId,
  commentsOf,
  MAX_QUOTE_LENGTH,
  type Thread,
  threadFrom,
} from './thread.ts'

/** What somebody writes. */
export interface Remark {
  readonly text: string
  readonly author: Author
  /** Milliseconds since 1970. */
  readonly atMs: number
}

/**
 * The threads of a document, the oldest first, and what can be done to them. Set after each transaction that touched
 * them, when everybody else who listens to the document has seen it, too. A thread that did not change is the same object.
 */
export class Comments extends Observable<readonly Thread[]> {
  readonly #doc: Y.Doc
  readonly #map: Y.Map<unknown>
  readonly #changed = new Set<string>()
  readonly #stop: () => void

  constructor(doc: Y.Doc) {
    super(readThreads(doc))
    this.#doc = doc
    this.#map = threadsMap(doc)
    const update = (transaction: Y.Transaction) => {
      this.#note(transaction)
      this.#update()
    }
    doc.on('afterTransaction', update)
    this.#stop = () => doc.off('afterTransaction', update)
  }

  /** @param id The new thread's, random. @param quote The text that it is about. */
  begin(id: string, anchor: Anchor, quote: string, remark: Remark): void {
    this.#transact(() => {
      const thread = new Y.Map<unknown>()
      this.#map.set(id, thread)
      thread.set('anchor', storedAnchor(anchor))
      thread.set('quote', quote.slice(0, MAX_QUOTE_LENGTH))
      thread.set('comments', Y.Array.from([commentWith(remark)]))
    })
  }

  /** Opens the thread again if it was resolved. */
  reply(id: string, remark: Remark): void {
    this.#transact(() => commentsOf(this.#map.get(id))?.push([commentWith(remark)]))
  }

  edit(id: string, comment: string, text: string): void {
    this.#transact(() => {
      const stored = this.#comment(id, comment)
      stored?.set('text', text.slice(0, MAX_COMMENT_LENGTH))
      stored?.set('edited', true)
    })
  }

  /**
   * Takes comments away. Each leaves an empty place: if the thread itself went, a reply that somebody is writing at this
   * moment would go with it, unread by anybody.
   *
   * @returns Puts them back.
   */
  remove(id: string, comments: readonly string[]): () => void {
    const texts = comments.map((comment) => this.#comment(id, comment)?.get('text'))
    this.#transact(() => {
      for (const comment of comments) {
        const stored = this.#comment(id, comment)
        stored?.set('deleted', true)
        stored?.set('text', '')
      }
    })
    return () =>
      this.#transact(() => {
        for (const [index, comment] of comments.entries()) {
          const stored = this.#comment(id, comment)
          stored?.delete('deleted')
          stored?.set('text', texts[index])
        }
      })
  }

  /** Holds for the comments that are here now; one that comes in from somewhere opens the thread again. */
  resolve(id: string, by: Author, atMs: number): void {
    this.#transact(() => {
      const thread = this.#map.get(id)
      const seen = commentsOf(thread)?.length
      if (thread instanceof Y.Map && seen !== undefined) {
        thread.set('resolved', { by: { ...by }, at: atMs, seen })
      }
    })
  }

  reopen(id: string): void {
    this.#transact(() => {
      const thread = this.#map.get(id)
      if (thread instanceof Y.Map) thread.delete('resolved')
    })
  }

  /** For whoever changed the text so that threads' anchors no longer lead to it. */
  anchorAnew(anchors: ReadonlyMap<string, Anchor>): void {
    this.#transact(() => {
      for (const [id, anchor] of anchors) {
        const thread = this.#map.get(id)
        if (thread instanceof Y.Map) thread.set('anchor', storedAnchor(anchor))
      }
    })
  }

  destroy(): void {
    this.#stop()
  }

  // With an origin of its own: an undo of the text is not to take comments back.
  #transact(change: () => void): void {
    this.#doc.transact(change, this)
  }

  #comment(id: string, comment: string): Y.Map<unknown> | undefined {
    const list = commentsOf(this.#map.get(id))?.toArray() ?? []
    return list.find(
      (stored): stored is Y.Map<unknown> =>
        stored instanceof Y.Map && commentId(stored) === comment,
    )
  }

  // Not `observeDeep`: for each comment that changed it counts all those before it, so that many at once, which a peer can
  // change, would hold up the page for minutes.
  #note({ changed }: Y.Transaction): void {
    const map: object = this.#map
    for (const [type, keys] of changed) {
      if (type !== map) this.#noteThreadAround(type._item)
      else for (const id of keys) if (id !== null) this.#changed.add(id)
    }
  }

  #noteThreadAround(inner: Y.Item | null): void {
    let item = inner
    while (item && item.parent !== this.#map) {
      item = item.parent instanceof Y.AbstractType ? item.parent._item : null
    }
    if (item?.parentSub) this.#changed.add(item.parentSub)
  }

  #update(): void {
    if (this.#changed.size === 0) return
    const threads = new Map(this.get().map((thread) => [thread.id, thread]))
    for (const id of this.#changed) {
      const thread = threadFrom(id, this.#map.get(id))
      if (!thread) threads.delete(id)
      else if (threads.has(id) || threads.size < MAX_THREADS) threads.set(id, thread)
    }
    this.#changed.clear()
    this.set([...threads.values()].sort(byAge))
  }
}

function commentWith({ text, author, atMs }: Remark): Y.Map<unknown> {
  const comment = new Y.Map<unknown>()
  comment.set('author', { ...author })
  comment.set('at', atMs)
  comment.set('text', cleanText(text, MAX_COMMENT_LENGTH) ?? '')
  return comment
}
