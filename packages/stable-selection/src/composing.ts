import type { EditorView } from 'prosemirror-view'

/**
 * How long nothing may be heard of an input method while others' changes wait for it, in milliseconds. Some keyboards
 * never say that they are done, and on phones a word may stay open for as long as one looks at it.
 */
const IDLE_MS = 10_000

/** How long after the end of a composition ProseMirror has read all of it from the page, in milliseconds. */
const SETTLE_MS = 50

/** Knows when an input method is at work in an editor, and when what waited for it may be shown. */
export class Composing {
  readonly #settled: (view: EditorView) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param settled Called when the page may be drawn again; also when nothing has waited. */
  constructor(settled: (view: EditorView) => void) {
    this.#settled = settled
  }

  /** Whether {@link Composing.settled} will be called. */
  get isAtWork(): boolean {
    return this.#timer !== undefined
  }

  readonly handlers = {
    // In some languages each syllable begins where the last ends. Nothing of the new one is in the page yet.
    compositionstart: (view: EditorView) => {
      this.#settle(view)
      this.#wait(view, IDLE_MS)
    },
    compositionupdate: (view: EditorView) => this.#wait(view, IDLE_MS),
    compositionend: (view: EditorView) => this.#wait(view, SETTLE_MS),
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(view: EditorView, ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#settle(view), ms)
  }

  #settle(view: EditorView): void {
    this.destroy()
    if (!view.isDestroyed) this.#settled(view)
  }
}
