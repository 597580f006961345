import type { Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { Observable } from '../collaboration/observable.ts'
import { visibleBox } from '../editor/visible-box.ts'
import { entryAt, isSameOutline, Outline, type OutlineEntry } from './outline.ts'

export interface OutlineNow {
  readonly entries: readonly OutlineEntry[]
  /** The section that one writes in or reads; -1 above the first heading. */
  readonly current: number
}

/** Below the top of what can be seen, in pixels: a heading that stands there is the one of what is read. */
const READING_PX = 80

/**
 * The headings of an editor's document and where one is among them. Looks at a change once for all the changes of a
 * frame, and tells only what is another outline.
 */
export class OutlineWatch extends Observable<OutlineNow> {
  readonly #editor: Editor
  readonly #outline = new Outline()
  readonly #stop = new AbortController()
  #frame = 0

  constructor(editor: Editor) {
    super({ entries: [], current: -1 }, isSame)
    this.#editor = editor
    editor.on('transaction', this.#stepped)
    window.addEventListener('scroll', this.#moved, { signal: this.#stop.signal, passive: true })
    this.#look()
  }

  /** Puts the caret into a heading and the heading under the bar. */
  jump(index: number, takesFocus: boolean): void {
    const { view, state } = this.#editor
    const position = this.#outline.positions(state.doc)[index]
    if (position === undefined) return
    this.#editor.commands.setTextSelection(position + 1)
    if (takesFocus) view.focus()
    const heading = view.nodeDOM(position)
    if (!(heading instanceof Element)) return
    const gap = heading.getBoundingClientRect().top - visibleBox().top - READING_PX / 4
    window.scrollBy({ top: gap, behavior: 'instant' })
    this.set({ ...this.get(), current: index })
  }

  destroy(): void {
    this.#stop.abort()
    cancelAnimationFrame(this.#frame)
    this.#editor.off('transaction', this.#stepped)
  }

  readonly #stepped = ({ transaction }: { readonly transaction: Transaction }) => {
    if (transaction.docChanged || transaction.selectionSet) this.#moved()
  }

  readonly #moved = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#look()
    })
  }

  #look(): void {
    if (this.#editor.isDestroyed) return
    const { doc, selection } = this.#editor.state
    const positions = this.#outline.positions(doc)
    const isAtCaret = this.#editor.isFocused && this.#isVisible(selection.head)
    const current = isAtCaret ? entryAt(positions, selection.head) : this.#entryRead(positions)
    this.set({ entries: this.#outline.entries(doc), current })
  }

  #isVisible(position: number): boolean {
    const [caret, visible] = [this.#editor.view.coordsAtPos(position), visibleBox()]
    return caret.bottom > visible.top && caret.top < visible.bottom
  }

  /** The last heading above where one reads. */
  #entryRead(positions: readonly number[]): number {
    const line = visibleBox().top + READING_PX
    let [low, high] = [0, positions.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const heading = this.#editor.view.nodeDOM(positions[middle] ?? 0)
      const top = heading instanceof Element ? heading.getBoundingClientRect().top : 0
      if (top <= line) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

function isSame(one: OutlineNow, other: OutlineNow): boolean {
  return one.current === other.current && isSameOutline(one.entries, other.entries)
}
