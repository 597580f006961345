import type { Editor } from '@tiptap/core'
import { Observable } from '../collaboration/observable.ts'
import { personFrom } from '../collaboration/person.ts'
import type { AnyOpenPage } from '../document/open-page.ts'
import { comments as words } from '../strings/comments.ts'
import '../styles/comment-marks.css'
import { authorId, randomId } from './author.ts'
import { CommentNews } from './comment-news.ts'
import { CommentsInText, type Draft } from './comments-in-text.ts'
import { Comments, type Remark } from './comments.ts'
import { revealText } from './reveal-text.ts'
import type { Author, Thread } from './thread.ts'

/** How long a deletion can be taken back, in milliseconds. */
const UNDO_MS = 15_000

/** What is to have the focus in the panel, as soon as it is there. */
export type FocusWish =
  | { readonly at: 'draft' }
  | { readonly at: 'list' }
  | { readonly at: 'thread'; readonly id: string }

/** The comments of one open document, for whatever shows them. Whoever opens it closes it. */
export class OpenComments {
  readonly threads: Comments
  readonly inText: CommentsInText
  readonly news: CommentNews
  /** The thread that is about to begin. */
  readonly draft = new Observable<Draft | undefined>(undefined)
  readonly focusWish = new Observable<FocusWish | undefined>(undefined)
  /** What has been written and not sent, by where it was written. */
  readonly unsent = new Map<string, string>()
  /** Puts back what was deleted last, for a while. */
  readonly removed = new Observable<(() => void) | undefined>(undefined)
  readonly ownId: string
  readonly #page: AnyOpenPage
  readonly #editor: Editor
  readonly #stop: () => void

  constructor(page: AnyOpenPage, editor: Editor) {
    this.#page = page
    this.#editor = editor
    const { session, browser, panels } = page
    const { doc, announcer } = session
    this.ownId = authorId(browser.authorStorage, browser.draw)
    this.threads = new Comments(doc)
    this.inText = new CommentsInText({
      editor,
      plugin: editor.storage.commentHost.plugin,
      doc,
      fragment: doc.getXmlFragment('default'),
      comments: this.threads,
    })
    this.news = new CommentNews({
      threads: this.threads,
      clientId: doc.clientID,
      announcer,
      clock: browser.clock,
    })
    const readIfOpen = () => this.news.reading(panels.isOpen('comments'))
    readIfOpen()
    const stopPanels = panels.subscribe(readIfOpen)
    const stopClicks = this.#openByClick()
    this.#stop = () => {
      stopPanels()
      stopClicks()
      this.news.destroy()
      this.inText.destroy()
      this.threads.destroy()
    }
  }

  /** A new comment on what is selected; else to the thread at the caret; from the panel back to the text. */
  run(): void {
    const { panels } = this.#page
    if (document.activeElement?.closest('[data-panel="comments"]')) {
      this.backToText()
      return
    }
    const current = this.inText.current.get()
    const draft = this.#beginDraft()
    panels.open('comments')
    if (draft) this.focusWish.set({ at: 'draft' })
    else if (current !== undefined) this.focusWish.set({ at: 'thread', id: current })
    else this.focusWish.set({ at: 'list' })
  }

  send(text: string): void {
    const draft = this.draft.get()
    const anchor = draft && this.inText.anchorOfDraft(draft.id)
    if (!draft || !anchor) return
    this.threads.begin(draft.id, anchor, draft.quote, this.remark(text))
    this.dropDraft()
    this.inText.point(draft.id)
    this.focusWish.set({ at: 'thread', id: draft.id })
  }

  dropDraft(): void {
    this.draft.set(undefined)
    this.inText.dropDraft()
  }

  remark(text: string): Remark {
    return { text, author: this.author, atMs: Date.now() }
  }

  get author(): Author {
    const { awareness } = this.#page.session
    const { name, color } = personFrom(awareness.getLocalState(), awareness.clientID)
    return { id: this.ownId, name, color }
  }

  /** Takes back a comment of one's own. A thread in which nobody else has spoken goes as a whole with its first one. */
  remove(thread: Thread, comment: string): void {
    const { clock } = this.#page.browser
    const spoken = thread.comments.filter(({ content }) => content.kind === 'text')
    const isWhole =
      spoken[0]?.id === comment && spoken.every(({ author }) => author.id === this.ownId)
    const restore = this.threads.remove(thread.id, isWhole ? spoken.map(({ id }) => id) : [comment])
    const putBack = () => {
      restore()
      this.removed.set(undefined)
      this.#page.session.announcer.say(words.restored)
      this.focusWish.set({ at: 'thread', id: thread.id })
    }
    this.removed.set(putBack)
    this.#page.session.announcer.say(words.deleted)
    this.focusWish.set(
      spoken.length > 1 && !isWhole ? { at: 'thread', id: thread.id } : { at: 'list' },
    )
    clock.after(UNDO_MS, () => {
      if (this.removed.get() === putBack) this.removed.set(undefined)
    })
  }

  /** Opens the panel at a thread. */
  show(id: string): void {
    this.#page.panels.open('comments')
    this.focusWish.set({ at: 'thread', id })
  }

  /** Looks at a thread and at its text, and leaves the focus where it is. */
  look(id: string): void {
    this.inText.point(id)
    const place = this.inText.placeOf(id)
    if (place) revealText(this.#editor.view, place.from)
  }

  /** Puts the caret into a thread's text. */
  goToText(id: string): void {
    const place = this.inText.placeOf(id)
    if (!place) return
    if (!matchMedia('(width >= 64rem)').matches) this.#page.panels.close('comments')
    this.#editor
      .chain()
      .setTextSelection(place.from)
      .focus(undefined, { scrollIntoView: false })
      .run()
    this.look(id)
  }

  /** To where the caret was, or to the text of the thread that is looked at. */
  backToText(): void {
    const current = this.inText.current.get()
    if (current !== undefined && this.inText.placeOf(current)) this.goToText(current)
    else this.#editor.commands.focus(undefined, { scrollIntoView: false })
  }

  close(): void {
    this.#stop()
  }

  #beginDraft(): Draft | undefined {
    const { state, isEditable } = this.#editor
    if (!isEditable || state.selection.empty) return undefined
    this.dropDraft()
    const draft = this.inText.draft(randomId(this.#page.browser.draw))
    this.draft.set(draft)
    // What is typed before the panel is there is not to replace the text that it is about.
    if (draft) this.#editor.view.dom.blur()
    return draft
  }

  // A click on commented text shows what was said, where there is room beside it.
  #openByClick(): () => void {
    const { dom } = this.#editor.view
    const clicked = (event: MouseEvent) => {
      const isOnMark = event.target instanceof Element && event.target.closest('.comment-mark')
      if (!isOnMark || !this.#editor.state.selection.empty) return
      if (matchMedia('(width >= 64rem)').matches) this.#page.panels.open('comments')
    }
    dom.addEventListener('click', clicked)
    return () => dom.removeEventListener('click', clicked)
  }
}
