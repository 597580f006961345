import type { Editor } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Observable } from '../collaboration/observable.ts'
import { isFromDocument } from '../editor/is-from-document.ts'
import { addBehavior } from '../editor/late-behaviors.ts'
import { type Findable, filterItems } from './filter-items.ts'
import { type SlashQuery, slashQueryAfter, slashQueryAt } from './slash-query.ts'

/** What the menu shows; undefined when it is closed. */
export interface OpenChoices<T> {
  readonly query: SlashQuery
  /** At least one. */
  readonly items: readonly T[]
  /** Which of them Enter takes. */
  readonly active: number
}

/**
 * What can be chosen for the `/` at the caret. Takes the arrows, Enter, Tab and Escape from the text while there is
 * something to choose, and no other key.
 */
export class SlashChoices<T extends Findable> extends Observable<OpenChoices<T> | undefined> {
  readonly #editor: Editor
  readonly #items: () => readonly T[]
  readonly #onChoose: (item: T, query: SlashQuery) => void
  #state: EditorState
  #query: SlashQuery | undefined
  readonly #removeBehavior: () => void

  /**
   * @param items All of them, asked for when a query begins.
   * @param onChoose Is to take out the query, which still stands in the text.
   */
  constructor(
    editor: Editor,
    items: () => readonly T[],
    onChoose: (item: T, query: SlashQuery) => void,
  ) {
    super(undefined)
    this.#editor = editor
    this.#items = items
    this.#onChoose = onChoose
    this.#state = editor.state
    editor.on('transaction', this.#stepped)
    editor.on('blur', this.close)
    this.#removeBehavior = addBehavior(editor, 'slash', {
      handleKeyDown: (_view, event) => this.#takesKey(event.key),
    })
    // The menu may come later than its first `/`.
    this.#show(slashQueryAt(editor.state))
  }

  /** Makes another item the one that Enter takes. */
  point(active: number): void {
    const open = this.get()
    if (open && open.active !== active) this.set({ ...open, active })
  }

  /** Takes the item that is pointed at. */
  choose(): void {
    const open = this.get()
    const item = open?.items[open.active]
    if (!open || !item) return
    this.close()
    this.#onChoose(item, open.query)
  }

  /** Until the next `/`. */
  readonly close = (): void => {
    this.#query = undefined
    this.set(undefined)
  }

  destroy(): void {
    this.#editor.off('transaction', this.#stepped)
    this.#editor.off('blur', this.close)
    this.#removeBehavior()
  }

  readonly #stepped = ({ transaction }: { readonly transaction: Transaction }) => {
    const [before, after] = [this.#state, this.#editor.state]
    this.#state = after
    if (!this.#editor.isEditable) return this.close()
    const isFrom = isFromDocument(transaction)
    const query = slashQueryAfter(this.#query, { before, after, isFromDocument: isFrom })
    return this.#show(query)
  }

  #show(query: SlashQuery | undefined): void {
    if (!query) {
      if (this.#query) this.close()
      return
    }
    const isSame = query.typed === this.#query?.typed
    this.#query = query
    const items = isSame ? this.get()?.items : filterItems(this.#items(), query.typed)
    const active = isSame ? (this.get()?.active ?? 0) : 0
    this.set(items && items.length > 0 ? { query, items, active } : undefined)
  }

  #takesKey(key: string): boolean {
    const open = this.get()
    if (!open) return false
    const count = open.items.length
    switch (key) {
      case 'ArrowDown':
        this.point((open.active + 1) % count)
        return true
      case 'ArrowUp':
        this.point((open.active + count - 1) % count)
        return true
      case 'Enter':
      case 'Tab':
        this.choose()
        return true
      case 'Escape':
        this.close()
        return true
      default:
        return false
    }
  }
}
