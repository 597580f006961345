import type { Awareness } from 'y-protocols/awareness'
import { browserClock } from '../collaboration/clock.ts'
import { CaretActivity } from './caret-activity.ts'
import { isOnCaret, type LabelBox, placeLabels } from './caret-label.ts'
import { textWindow } from './text-window.ts'

/** An editor, of ProseMirror or CodeMirror, by the element that it draws in. */
interface DrawnEditor {
  readonly dom: HTMLElement
}

/**
 * Shows whose caret it is while it moves, for a while after, and under the pointer; and takes back selections that nobody
 * has moved for long. Works on the elements in the editor, which the editor keeps or makes anew as it likes.
 */
export class CaretLabels {
  readonly #view: DrawnEditor
  readonly #activity: CaretActivity
  /** Where the pointer is, in the window; undefined outside the text. */
  #pointer: { readonly x: number; readonly y: number } | undefined
  #frame: number | undefined

  constructor(view: DrawnEditor, awareness: Awareness) {
    this.#view = view
    view.dom.addEventListener('pointermove', this.#pointerMoved)
    view.dom.addEventListener('pointerleave', this.#pointerLeft)
    this.#activity = new CaretActivity(awareness, browserClock, () => this.drawn())
  }

  /** The editor drew: elements made anew must look like those they replace. */
  drawn(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#draw()
    })
  }

  destroy(): void {
    this.#activity.destroy()
    this.#view.dom.removeEventListener('pointermove', this.#pointerMoved)
    this.#view.dom.removeEventListener('pointerleave', this.#pointerLeft)
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  readonly #pointerMoved = ({ clientX, clientY }: PointerEvent) => {
    this.#pointer = { x: clientX, y: clientY }
    this.drawn()
  }

  readonly #pointerLeft = () => {
    this.#pointer = undefined
    this.drawn()
  }

  #draw(): void {
    const { dom } = this.#view
    const activity = this.#activity
    const carets = [...dom.querySelectorAll<HTMLElement>('.remote-caret')]
    // Not yet seen is what is drawn while the text is still hidden.
    if (dom.checkVisibility()) for (const caret of carets) activity.see(clientOf(caret))
    const pointer = this.#pointer
    const hovered = carets.filter(
      (caret) => pointer && isOnCaret(caret.getBoundingClientRect(), pointer.x, pointer.y),
    )
    const moving = carets.filter((caret) => activity.isMoving(clientOf(caret)))
    for (const caret of carets) {
      caret.toggleAttribute('data-hovered', hovered.includes(caret))
      caret.toggleAttribute('data-moving', moving.includes(caret))
      this.#drawSelection(clientOf(caret))
    }
    placeLabels([...moving, ...hovered], this.#box())
  }

  /** By a property of the whole text: an attribute in it would look to ProseMirror like somebody's edit. */
  #drawSelection(clientId: number): void {
    const { style } = this.#view.dom
    const property = `--tint-${clientId}`
    if (this.#activity.isResting(clientId)) style.setProperty(property, '0%')
    else if (style.getPropertyValue(property) !== '') style.removeProperty(property)
  }

  #box(): LabelBox {
    const { left, right, top } = this.#view.dom.getBoundingClientRect()
    return { left, right, top: Math.max(top, textWindow(this.#view.dom).top) }
  }
}

function clientOf(caret: HTMLElement): number {
  return Number(caret.dataset['client'])
}
