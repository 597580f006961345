import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { Observable } from '../collaboration/observable.ts'
import { beginUndoStep } from '../editor/begin-undo-step.ts'
import { addBehavior } from '../editor/late-behaviors.ts'
import { visibleBox } from '../editor/visible-box.ts'
import { followed, type FoundMatches, nearestFrom, stepped } from './current-match.ts'
import { Finder, type FindQuery, type Match } from './find-matches.ts'
import { replaceMatches } from './replace-matches.ts'
import { visibleRange } from './visible-range.ts'

export interface FindCount {
  readonly count: number
  /** Which of them one is at, from 1 on; 0 when at none. */
  readonly current: number
}

/**
 * Finds in the text of an editor and shows what it finds, while one's own and others' edits go on. Only one's own steps
 * scroll the page.
 */
export class FindInText extends Observable<FindCount> {
  readonly #editor: Editor
  readonly #stop = new AbortController()
  readonly #removeBehavior: () => void
  #finder = new Finder({ text: '', matchCase: false, wholeWord: false })
  #doc: Node
  #found: FoundMatches
  /** Marks are drawn in here only: a letter can have tens of thousands of matches. */
  #drawn: Match = { from: 0, to: 0 }
  #frame = 0

  constructor(editor: Editor) {
    super({ count: 0, current: 0 }, isSameCount)
    this.#editor = editor
    this.#doc = editor.state.doc
    this.#found = { matches: [], current: -1, place: editor.state.selection.from }
    this.#removeBehavior = addBehavior(editor, 'find', {
      decorations: (state) => this.#decorations(state),
    })
    editor.on('transaction', this.#tell)
    const options = { signal: this.#stop.signal, passive: true }
    window.addEventListener('scroll', this.#moved, options)
    window.addEventListener('resize', this.#moved, options)
  }

  /** Looks for something else, and goes to the first match from where one is. */
  search(query: FindQuery): void {
    this.#finder = new Finder(query)
    this.#doc = this.#editor.state.doc
    this.#go(nearestFrom(this.#finder.matches(this.#doc), this.#found.place))
  }

  /** Goes to the next match or the one before. */
  step(by: 1 | -1): void {
    this.#follow(this.#editor.state)
    this.#go(stepped(this.#found, by))
  }

  /** Replaces the match that one is at and goes to the next. */
  replace(replacement: string): void {
    this.#follow(this.#editor.state)
    const match = this.#found.matches[this.#found.current]
    if (match) this.#change([match], replacement)
    const place = match ? match.from + replacement.length : this.#found.place
    this.#go(nearestFrom(this.#found.matches, place))
  }

  /** Replaces all matches. @returns How many there were. */
  replaceAll(replacement: string): number {
    this.#follow(this.#editor.state)
    const { matches } = this.#found
    this.#change(matches, replacement)
    return matches.length
  }

  /** Gives the caret back to the text, at the match that one is at. */
  returnToText(): void {
    const { state, view } = this.#editor
    this.#follow(state)
    const match = this.#found.matches[this.#found.current]
    if (match) {
      const selection = TextSelection.create(state.doc, match.from, match.to)
      view.dispatch(state.tr.setSelection(selection))
    }
    view.focus()
  }

  destroy(): void {
    this.#stop.abort()
    cancelAnimationFrame(this.#frame)
    this.#editor.off('transaction', this.#tell)
    this.#removeBehavior()
    this.#redraw()
  }

  #change(matches: readonly Match[], replacement: string): void {
    if (matches.length === 0 || !this.#editor.isEditable) return
    const { state, view } = this.#editor
    beginUndoStep(state)
    view.dispatch(replaceMatches(state.tr, matches, replacement).setMeta('preventAutolink', true))
    beginUndoStep(this.#editor.state)
  }

  #go(found: FoundMatches): void {
    this.#found = found
    this.#drawn = visibleRange(this.#editor.view)
    this.#redraw()
    this.#tell()
    const marked = this.#editor.view.dom.querySelector('.find-current')
    if (marked && !isVisible(marked)) marked.scrollIntoView({ block: 'center', inline: 'nearest' })
  }

  /** Takes in what has changed in the document since. */
  #follow({ doc }: EditorState): void {
    if (doc === this.#doc) return
    const before = this.#doc
    this.#doc = doc
    this.#found = followed(before, doc, this.#found, this.#finder.matches(doc))
    // What is to be seen has moved with the text; it is looked up again before it is missed.
    const grown = doc.content.size - before.content.size
    this.#drawn = {
      from: Math.min(this.#drawn.from, this.#drawn.from + grown),
      to: this.#drawn.to + Math.max(0, grown),
    }
    this.#moved()
  }

  #decorations(state: EditorState): DecorationSet {
    this.#follow(state)
    const { matches, current } = this.#found
    const { from: first, to: last } = this.#drawn
    const marks: Decoration[] = []
    for (const [index, { from, to }] of matches.entries()) {
      if (index === current) marks.push(Decoration.inline(from, to, { class: 'find-current' }))
      else if (to > first && from < last)
        marks.push(Decoration.inline(from, to, { class: 'find-match' }))
    }
    return DecorationSet.create(state.doc, marks)
  }

  readonly #tell = () => {
    const { matches, current } = this.#found
    this.set({ count: matches.length, current: current + 1 })
  }

  readonly #moved = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      const { from, to } = visibleRange(this.#editor.view)
      if (from === this.#drawn.from && to === this.#drawn.to) return
      this.#drawn = { from, to }
      this.#redraw()
    })
  }

  #redraw(): void {
    const { view } = this.#editor
    if (!view.isDestroyed) view.updateState(view.state)
  }
}

function isSameCount(one: FindCount, other: FindCount): boolean {
  return one.count === other.count && one.current === other.current
}

function isVisible(element: Element): boolean {
  const [{ top, bottom }, visible] = [element.getBoundingClientRect(), visibleBox()]
  return top >= visible.top && bottom <= visible.bottom
}
