import type { Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import { Observable, type Readable } from '../collaboration/observable.ts'
import type { LatePlugin } from '../editor/late-plugin.ts'
import { type Anchor, anchorAt, sameAnchor } from './anchor.ts'
import { anchorsAnew } from './anchors-anew.ts'
import type { Comments } from './comments.ts'
import { locateThreads } from './locate-threads.ts'
import { isOthersChange, isUndo, type Mark, Marks, type MarksContent, withMarks } from './marks.ts'
import { changedBy, differenceOf } from './places.ts'
import { type Range, TextLayout } from './text-layout.ts'
import { orderOf, sameOrder, type ThreadOrder } from './thread-order.ts'
import type { Thread } from './thread.ts'

export interface CommentsInTextOptions {
  readonly editor: Editor
  readonly plugin: LatePlugin
  readonly doc: Y.Doc
  /** What the editor shows. */
  readonly fragment: Y.XmlFragment
  readonly comments: Comments
}

/** A thread that is about to begin. */
export interface Draft {
  readonly id: string
  readonly quote: string
}

/** Keeps each thread at its text in one editor, and the shared anchors true to what is changed in this editor. */
export class CommentsInText {
  readonly order: Readable<ThreadOrder>
  /** The thread that is looked at. */
  readonly current: Readable<string | undefined>
  readonly #options: CommentsInTextOptions
  readonly #order = new Observable<ThreadOrder>({ ids: [], gone: new Set() }, sameOrder)
  readonly #current = new Observable<string | undefined>(undefined)
  #draft: { readonly id: string; readonly mark: Mark } | undefined
  readonly #stop: () => void

  constructor(options: CommentsInTextOptions) {
    this.#options = options
    this.order = this.#order
    this.current = this.#current
    const { editor, plugin, comments } = options
    const empty = { marks: new Map(), current: undefined, isListed: false }
    plugin.begin(editor.view, new Marks(empty, editor.state.doc))
    const changed = (event: {
      readonly transaction: Transaction
      readonly appendedTransactions?: readonly Transaction[]
    }) => this.#changed([event.transaction, ...(event.appendedTransactions ?? [])])
    editor.on('transaction', changed)
    const stopComments = comments.subscribe(() => this.#take(comments.get()))
    this.#take(comments.get())
    this.#stop = () => {
      editor.off('transaction', changed)
      stopComments()
    }
  }

  /** Whether the threads are on the page as elements of their own, for the text to refer to. */
  listed(isListed: boolean): void {
    this.#dispatch({ isListed })
  }

  /** Looks at a thread, until the caret is moved. */
  point(id: string | undefined): void {
    if (id !== this.#content.current) this.#dispatch({ current: id })
  }

  /** Where a thread's text is; undefined when it is gone. */
  placeOf(id: string): Range | undefined {
    const place = this.#content.marks.get(id)?.place
    return typeof place === 'string' ? undefined : place
  }

  /** Marks what is selected as what a new thread will be about. Undefined when nothing is. */
  draft(id: string): Draft | undefined {
    const { editor } = this.#options
    const layout = this.#layout()
    const place = layout.trim(editor.state.selection)
    const anchor = place && anchorAt(layout, place)
    if (!place || !anchor) return undefined
    this.#draft = { id, mark: { anchor, place, isShown: true } }
    this.#dispatch({
      marks: new Map(this.#content.marks).set(id, this.#draft.mark),
      current: id,
    })
    return { id, quote: editor.state.doc.textBetween(place.from, place.to, ' ', '') }
  }

  /** @returns Where the drafted thread is to be anchored. */
  anchorOfDraft(id: string): Anchor | undefined {
    const mark = this.#content.marks.get(id)
    if (!mark || typeof mark.place === 'string') return mark?.anchor
    return anchorAt(this.#layout(), mark.place) ?? mark.anchor
  }

  dropDraft(): void {
    if (!this.#draft) return
    this.#draft = undefined
    this.#take(this.#options.comments.get())
  }

  destroy(): void {
    this.#stop()
  }

  get #content(): MarksContent {
    const { editor, plugin } = this.#options
    const state = plugin.get(editor.state)
    if (!(state instanceof Marks)) throw new Error('The comments of this editor have been replaced')
    return state.content
  }

  #dispatch(change: Partial<MarksContent>): void {
    const { view, isDestroyed } = this.#options.editor
    if (isDestroyed) return
    view.dispatch(withMarks(view.state.tr, change))
  }

  #layout(): TextLayout {
    const { fragment, editor } = this.#options
    return new TextLayout(fragment, (name) => editor.schema.nodes[name]?.isLeaf ?? false)
  }

  #take(threads: readonly Thread[]): void {
    const { marks: before, current } = this.#content
    const marks = new Map<string, Mark>()
    for (const { id, anchor, resolution } of threads) {
      if (!anchor) continue
      const known = before.get(id)
      const place = known && sameAnchor(known.anchor, anchor) ? known.place : 'unknown'
      marks.set(id, { anchor, place, isShown: resolution === undefined })
    }
    if (this.#draft && !marks.has(this.#draft.id)) {
      marks.set(this.#draft.id, before.get(this.#draft.id) ?? this.#draft.mark)
    }
    const layout = once(() => this.#layout())
    // What has just been resolved is out of sight, also for whoever has the caret there.
    const isSettled = before.get(current ?? '')?.isShown && !marks.get(current ?? '')?.isShown
    this.#dispatch({
      marks: locateThreads(marks, this.#options.doc, layout) ?? marks,
      ...(isSettled ? { current: undefined } : {}),
    })
  }

  // After the view has been updated, and with it the shared document.
  #changed(transactions: readonly Transaction[]): void {
    if (transactions.some(({ docChanged }) => docChanged)) this.#textChanged(transactions)
    const { marks, current } = this.#content
    this.#current.set(current)
    this.#order.set(orderOf(marks))
  }

  #textChanged(transactions: readonly Transaction[]): void {
    const { doc, comments } = this.#options
    const layout = once(() => this.#layout())
    const isOwn = !transactions.some((each) => isOthersChange(each) && !isUndo(each))
    const changed = changedRange(transactions)
    const change = changed && { changed, isOwn }
    const located = locateThreads(this.#content.marks, doc, layout, change)
    if (located) this.#dispatch({ marks: located })
    if (!isOwn || !changed) return
    const anew = anchorsAnew(this.#content.marks, changed, doc, layout)
    if (anew.size > 0) comments.anchorAnew(anew)
  }
}

function changedRange(transactions: readonly Transaction[]): Range | undefined {
  const [first] = transactions
  if (!first || !transactions.some(isOthersChange)) return changedBy(transactions)
  const difference = differenceOf(first.before, transactions.at(-1)?.doc ?? first.doc)
  return difference && { from: difference.start, to: difference.newEnd }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
