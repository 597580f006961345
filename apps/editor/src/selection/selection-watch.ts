import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { Clock } from '../collaboration/clock.ts'
import { Observable } from '../collaboration/observable.ts'
import { addBehavior } from '../editor/late-behaviors.ts'
import { hrefAt } from '../editor/link-address.ts'

/** What stands beside the selection. */
export type BesideSelection =
  | { readonly state: 'nothing' }
  /** Tools, for selected text. */
  | { readonly state: 'tools'; readonly from: number; readonly to: number }
  /** The address of the link that the caret is in. */
  | { readonly state: 'link'; readonly from: number; readonly to: number; readonly href: string }

/** How long a selection must stay as it is before tools come up, in milliseconds: not at each step of the arrow keys. */
export const SETTLE_MS = 200

const nothing: BesideSelection = { state: 'nothing' }

/** Decides what stands beside the selection, and when. */
export class SelectionWatch extends Observable<BesideSelection> {
  readonly #editor: Editor
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #removeBehavior: () => void
  #isPointerDown = false
  /** The selection for which somebody wanted no tools. */
  #dismissed: string | undefined
  #stopWaiting = () => {}
  /** What comes up if it stays as it is. */
  #awaited: BesideSelection = nothing

  /** @param enter Takes the focus into what is shown. */
  constructor(editor: Editor, clock: Clock, enter: () => void) {
    super(nothing, isSame)
    this.#editor = editor
    this.#clock = clock
    editor.on('transaction', this.#update)
    editor.on('focus', this.#update)
    const { signal } = this.#stop
    editor.view.dom.addEventListener('pointerdown', this.#pressed, { signal })
    window.addEventListener('pointerup', this.#released, { signal })
    window.addEventListener('pointercancel', this.#released, { signal })
    this.#removeBehavior = addBehavior(editor, 'selection', {
      handleKeyDown: (_view, event) => {
        if (this.get().state !== 'tools') return false
        if (event.key === 'Escape') this.dismiss()
        else if (event.altKey && event.key === 'F10') enter()
        else return false
        return true
      },
    })
    this.#update()
  }

  /** Until something else is selected. */
  dismiss(): void {
    this.#dismissed = this.#selectionKey()
    this.#show(nothing)
  }

  /** The focus has left the text and what stands beside it. */
  left(): void {
    this.#show(nothing)
  }

  destroy(): void {
    this.#stopWaiting()
    this.#stop.abort()
    this.#editor.off('transaction', this.#update)
    this.#editor.off('focus', this.#update)
    this.#removeBehavior()
  }

  readonly #pressed = () => {
    this.#isPointerDown = true
    if (this.get().state === 'tools') this.#show(nothing)
  }

  readonly #released = () => {
    this.#isPointerDown = false
    // The text hears of a click only after this.
    this.#after(0)
  }

  readonly #update = () => {
    const wanted = this.#wanted()
    const isNew = wanted.state === 'tools' && this.get().state !== 'tools'
    if (!isNew) this.#show(wanted)
    // Others' carets move all the time.
    else if (!isSame(wanted, this.#awaited)) this.#after(SETTLE_MS, wanted)
  }

  #after(delayMs: number, awaited = nothing): void {
    this.#stopWaiting()
    this.#awaited = awaited
    this.#stopWaiting = this.#clock.after(delayMs, () => this.#show(this.#wanted()))
  }

  #show(shown: BesideSelection): void {
    this.#stopWaiting()
    this.#awaited = nothing
    this.set(shown)
  }

  #wanted(): BesideSelection {
    const { selection } = this.#editor.state
    const { from, to, empty, $from } = selection
    const isShown = this.get().state !== 'nothing'
    // Whoever is in the menu is still at the selection.
    if (this.#editor.isDestroyed || !(this.#editor.isFocused || isShown)) return nothing
    if (!(selection instanceof TextSelection)) return nothing
    if (this.#dismissed !== this.#selectionKey()) this.#dismissed = undefined
    if (empty) {
      const href = hrefAt(this.#editor)
      return href === '' ? nothing : { state: 'link', from, to, href }
    }
    const isPlace = this.#editor.isEditable && !$from.parent.type.spec.code && !this.#isPointerDown
    return isPlace && !this.#dismissed && hasText(this.#editor.state.doc, from, to)
      ? { state: 'tools', from, to }
      : nothing
  }

  // Others' edits move a selection and do not make it another one.
  #selectionKey(): string {
    const { anchor, head } = this.#editor.state.selection
    return String(head - anchor)
  }
}

function hasText(doc: Node, from: number, to: number): boolean {
  let found = false
  doc.nodesBetween(from, to, (node) => {
    found ||= node.isText && node.text?.trim() !== ''
    return !found
  })
  return found
}

function isSame(one: BesideSelection, other: BesideSelection): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
