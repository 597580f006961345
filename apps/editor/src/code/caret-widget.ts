import { WidgetType } from '@codemirror/view'
import type { Person } from '../collaboration/person.ts'
import { createCaret, drawPerson } from '../editor/caret-label.ts'

/** Somebody's caret. Its element stays the same for as long as it is theirs, so that the name does not flicker. */
export class CaretWidget extends WidgetType {
  readonly #clientId: number
  readonly #person: Person

  constructor(clientId: number, person: Person) {
    super()
    this.#clientId = clientId
    this.#person = person
  }

  override eq(other: CaretWidget): boolean {
    const { name, color } = this.#person
    const isSamePerson = other.#person.name === name && other.#person.color === color
    return other.#clientId === this.#clientId && isSamePerson
  }

  override toDOM(): HTMLElement {
    return createCaret(this.#clientId, this.#person)
  }

  override updateDOM(caret: HTMLElement): boolean {
    if (caret.dataset['client'] !== String(this.#clientId)) return false
    drawPerson(caret, this.#person)
    return true
  }

  override ignoreEvent(): boolean {
    return true
  }
}
