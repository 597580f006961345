import * as Y from 'yjs'
import { Observable } from './observable.ts'
import { applyEdit, editAfter, editBetween, type TextEdit } from './text-edit.ts'
import { MAX_TITLE_LENGTH } from './title-words.ts'

/** The root in the Yjs document that holds the title. */
const ROOT = 'title'
/** Of a longer text that somebody keeps there only the beginning is shown, in UTF-16 units. */
const MAX_SHOWN = 500

/**
 * The title that everybody shares, as an input shows it: each unit of the shared text is one unit here, so that places in
 * the one are places in the other.
 *
 * Edits are the smallest that do, so two people's merge; and undo takes back one's own.
 */
export class SharedTitle extends Observable<string> {
  readonly #text: Y.Text
  readonly #undo: Y.UndoManager
  readonly #onChange = () => this.set(shown(this.#text))

  constructor(doc: Y.Doc) {
    const text = doc.getText(ROOT)
    super(shown(text))
    this.#text = text
    this.#undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]) })
    text.observe(this.#onChange)
  }

  /**
   * Makes of the title what somebody made of it in an input.
   *
   * @param before What the input showed when they began; others may have changed the title since.
   * @param caret Where the caret stands in `wanted`.
   * @returns What the title is now.
   */
  change(before: string, wanted: string, caret?: number): string {
    const mine = editBetween(before, oneLine(wanted), caret)
    if (!mine) return this.get()
    const theirs = editBetween(before, this.get())
    const edit = bounded(theirs ? editAfter(mine, theirs) : mine, this.get())
    this.#text.doc?.transact(() => {
      this.#text.delete(edit.index, edit.removed)
      this.#text.insert(edit.index, edit.inserted)
    }, this)
    return this.get()
  }

  /** Takes back what was changed here last. Others' changes stay. */
  undo(): void {
    this.#undo.undo()
  }

  redo(): void {
    this.#undo.redo()
  }

  /** What is changed from now on is taken back by itself. */
  endUndoStep(): void {
    this.#undo.stopCapturing()
  }

  destroy(): void {
    this.#text.unobserve(this.#onChange)
    this.#undo.destroy()
  }
}

/** A text as one line: what was on several is joined by blanks. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\n\r\u2028\u2029]\s*/g, ' ')
}

/** Nobody can make a title longer than this; one that is may be made shorter. */
function bounded(edit: TextEdit, text: string): TextEdit {
  const excess = applyEdit(text, edit).length - Math.max(MAX_TITLE_LENGTH, text.length)
  if (excess <= 0) return edit
  const kept = edit.inserted.slice(0, Math.max(0, edit.inserted.length - excess))
  return {
    ...edit,
    inserted: isHighHalf(kept.charCodeAt(kept.length - 1)) ? kept.slice(0, -1) : kept,
  }
}

const isHighHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

/** Anybody can write there what an input cannot show, such as lines and things that are no text. */
function shown(text: Y.Text): string {
  const whole = text.toString()
  const units = whole.length === text.length ? whole : withEmbeds(text)
  const start = units.slice(0, MAX_SHOWN)
  return start.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

function withEmbeds(text: Y.Text): string {
  const delta = text.toDelta() as readonly { readonly insert?: unknown }[]
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : ' ')).join('')
}
