import type { EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import { field } from '../collaboration/person.ts'
import { isOnCaret, LABEL_MS, placeLabel } from './caret-label.ts'

/**
 * Shows whose caret it is while it moves, for {@link LABEL_MS} after, and under the pointer. Works on the elements in the
 * editor, which ProseMirror keeps or makes anew as it likes.
 */
export class CaretLabels {
  readonly #view: EditorView
  readonly #awareness: Awareness
  readonly #positions = new Map<number, string>()
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  #frame = 0

  constructor(view: EditorView, awareness: Awareness) {
    this.#view = view
    this.#awareness = awareness
    awareness.on('change', this.#awarenessChanged)
    view.dom.addEventListener('pointermove', this.#pointerMoved)
    view.dom.addEventListener('pointerleave', this.#pointerMoved)
    // Everybody's name once, at the start.
    this.#awarenessChanged()
  }

  /** ProseMirror drew: elements made anew must look like those they replace. */
  drawn(): void {
    for (const caret of this.#carets()) {
      if (this.#timers.has(clientOf(caret))) this.#show(caret)
    }
  }

  destroy(): void {
    this.#awareness.off('change', this.#awarenessChanged)
    this.#view.dom.removeEventListener('pointermove', this.#pointerMoved)
    this.#view.dom.removeEventListener('pointerleave', this.#pointerMoved)
    cancelAnimationFrame(this.#frame)
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  readonly #awarenessChanged = () => {
    const states = this.#awareness.getStates()
    for (const clientId of this.#positions.keys()) {
      if (!states.has(clientId)) this.#positions.delete(clientId)
    }
    for (const [clientId, state] of states) {
      const position = JSON.stringify(field(state, 'cursor') ?? null)
      if (position === this.#positions.get(clientId)) continue
      this.#positions.set(clientId, position)
      this.#moved(clientId)
    }
  }

  #moved(clientId: number): void {
    clearTimeout(this.#timers.get(clientId))
    const timer = setTimeout(() => this.#rest(clientId), LABEL_MS)
    this.#timers.set(clientId, timer)
    this.drawn()
  }

  #rest(clientId: number): void {
    this.#timers.delete(clientId)
    for (const caret of this.#carets()) {
      if (clientOf(caret) === clientId) caret.removeAttribute('data-moving')
    }
  }

  #show(caret: HTMLElement): void {
    caret.setAttribute('data-moving', '')
    placeLabel(caret, this.#view.dom.getBoundingClientRect().right)
  }

  readonly #pointerMoved = ({ clientX, clientY, type }: PointerEvent) => {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      for (const caret of this.#carets()) {
        const isHovered =
          type === 'pointermove' && isOnCaret(caret.getBoundingClientRect(), clientX, clientY)
        if (isHovered) placeLabel(caret, this.#view.dom.getBoundingClientRect().right)
        caret.toggleAttribute('data-hovered', isHovered)
      }
    })
  }

  #carets(): Iterable<HTMLElement> {
    return this.#view.dom.querySelectorAll<HTMLElement>('.remote-caret')
  }
}

function clientOf(caret: HTMLElement): number {
  return Number(caret.dataset['client'])
}
