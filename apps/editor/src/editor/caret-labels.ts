import type { Awareness } from 'y-protocols/awareness'
import { field } from '../collaboration/person.ts'
import { isOnCaret, LABEL_MS, placeLabels } from './caret-label.ts'

interface Change {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** An editor, of ProseMirror or CodeMirror, by the element that it draws in. */
interface DrawnEditor {
  readonly dom: HTMLElement
}

/**
 * Shows whose caret it is while it moves, for {@link LABEL_MS} after, and under the pointer. Works on the elements in the
 * editor, which the editor keeps or makes anew as it likes.
 */
export class CaretLabels {
  readonly #view: DrawnEditor
  readonly #awareness: Awareness
  readonly #positions = new Map<number, string>()
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  /** Where the pointer is, in the window; undefined outside the text. */
  #pointer: { readonly x: number; readonly y: number } | undefined
  #frame: number | undefined

  constructor(view: DrawnEditor, awareness: Awareness) {
    this.#view = view
    this.#awareness = awareness
    awareness.on('change', this.#awarenessChanged)
    view.dom.addEventListener('pointermove', this.#pointerMoved)
    view.dom.addEventListener('pointerleave', this.#pointerLeft)
    // Everybody's name once, at the start.
    this.#awarenessChanged({ added: [...awareness.getStates().keys()], updated: [], removed: [] })
  }

  /** The editor drew: elements made anew must look like those they replace. */
  drawn(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#draw()
    })
  }

  destroy(): void {
    this.#awareness.off('change', this.#awarenessChanged)
    this.#view.dom.removeEventListener('pointermove', this.#pointerMoved)
    this.#view.dom.removeEventListener('pointerleave', this.#pointerLeft)
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  readonly #awarenessChanged = ({ added, updated, removed }: Change) => {
    for (const clientId of removed) this.#positions.delete(clientId)
    const states = this.#awareness.getStates()
    for (const clientId of [...added, ...updated]) {
      const position = JSON.stringify(field(states.get(clientId), 'cursor') ?? null)
      if (position === this.#positions.get(clientId)) continue
      this.#positions.set(clientId, position)
      this.#moved(clientId)
    }
  }

  #moved(clientId: number): void {
    clearTimeout(this.#timers.get(clientId))
    const rest = () => {
      this.#timers.delete(clientId)
      this.drawn()
    }
    this.#timers.set(clientId, setTimeout(rest, LABEL_MS))
    this.drawn()
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
    const carets = [...this.#view.dom.querySelectorAll<HTMLElement>('.remote-caret')]
    const pointer = this.#pointer
    const hovered = carets.filter(
      (caret) => pointer && isOnCaret(caret.getBoundingClientRect(), pointer.x, pointer.y),
    )
    const moving = carets.filter((caret) => this.#timers.has(Number(caret.dataset['client'])))
    for (const caret of carets) {
      caret.toggleAttribute('data-hovered', hovered.includes(caret))
      caret.toggleAttribute('data-moving', moving.includes(caret))
    }
    placeLabels([...moving, ...hovered], this.#view.dom.getBoundingClientRect().right)
  }
}
