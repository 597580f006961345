import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import { Decoration, type DecorationAttrs, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { yCursorPluginKey } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import { field } from '../collaboration/person.ts'
import { type Ends, isPublished, ownSelection, positionsOf } from './caret-positions.ts'
import { isFromDocument } from './is-from-document.ts'

export interface CaretPluginOptions {
  readonly awareness: Awareness
  /** Whether a state has a caret that can be looked up and shown. */
  readonly isShown: (clientId: number, state: unknown) => boolean
  readonly drawCaret: (clientId: number) => HTMLElement
  readonly drawSelection: (clientId: number) => DecorationAttrs
}

interface CaretState {
  readonly places: ReadonlyMap<number, Ends<number>>
  readonly decorations: DecorationSet
}

/** How long the first of some moves may wait in a window that is not being drawn, in milliseconds. */
const HIDDEN_MS = 200

/**
 * Draws the others' carets and selections, and publishes one's own in the awareness field `cursor`.
 *
 * In place of y-tiptap's, which takes all carets away when one changes a block oneself, and shows none of which the place
 * is not known: what somebody has just written may arrive after the news of where their caret is. Here a caret stays
 * where it was, and moves with its text, until a new place for it is known. And it has everybody publish their caret
 * again at each key of anybody.
 */
export function caretPlugin(options: CaretPluginOptions): Plugin<CaretState> {
  return new Plugin<CaretState>({
    key: yCursorPluginKey,
    state: {
      init: () => ({ places: new Map(), decorations: DecorationSet.empty }),
      apply: (transaction, state, _, now) => follow(options, transaction, state, now),
    },
    props: {
      decorations(state) {
        return this.getState(state)?.decorations
      },
    },
    view: (view) => new Publisher(view, options.awareness),
  })
}

function follow(
  options: CaretPluginOptions,
  transaction: Transaction,
  state: CaretState,
  now: EditorState,
): CaretState {
  const hasMoved = field(transaction.getMeta(yCursorPluginKey), 'awarenessUpdated') === true
  if (hasMoved || isFromDocument(transaction)) return drawn(options, transaction, state, now)
  if (!transaction.docChanged) return state
  return {
    places: mapped(state.places, transaction),
    decorations: state.decorations.map(transaction.mapping, transaction.doc),
  }
}

function drawn(
  options: CaretPluginOptions,
  transaction: Transaction,
  before: CaretState,
  now: EditorState,
): CaretState {
  const known = mapped(before.places, transaction)
  const places = new Map<number, Ends<number>>()
  for (const [clientId, state] of options.awareness.getStates()) {
    if (!options.isShown(clientId, state)) continue
    const place = positionsOf(now, field(state, 'cursor')) ?? known.get(clientId)
    if (place) places.set(clientId, place)
  }
  if (!transaction.docChanged && isSame(places, before.places)) return before
  const decorations = [...places].flatMap(([clientId, place]) =>
    decorationsOf(options, clientId, place),
  )
  return { places, decorations: DecorationSet.create(now.doc, decorations) }
}

function decorationsOf(
  { drawCaret, drawSelection }: CaretPluginOptions,
  clientId: number,
  { anchor, head }: Ends<number>,
): Decoration[] {
  const caret = Decoration.widget(head, () => drawCaret(clientId), {
    key: String(clientId),
    side: 10,
  })
  if (anchor === head) return [caret]
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)]
  return [caret, Decoration.inline(from, to, drawSelection(clientId), { inclusiveEnd: true })]
}

function mapped(places: CaretState['places'], { mapping }: Transaction): CaretState['places'] {
  if (mapping.maps.length === 0) return places
  return new Map(
    [...places].map(([clientId, { anchor, head }]) => [
      clientId,
      { anchor: mapping.map(anchor), head: mapping.map(head) },
    ]),
  )
}

function isSame(one: CaretState['places'], other: CaretState['places']): boolean {
  return (
    one.size === other.size &&
    [...one].every(([clientId, { anchor, head }]) => {
      const counterpart = other.get(clientId)
      return counterpart?.anchor === anchor && counterpart.head === head
    })
  )
}

/** Tells the others where one's own selection is, and the editor when theirs have moved: once for all of a frame. */
class Publisher {
  readonly #view: EditorView
  readonly #awareness: Awareness
  #cancel: (() => void) | undefined

  constructor(view: EditorView, awareness: Awareness) {
    this.#view = view
    this.#awareness = awareness
    awareness.on('change', this.#othersMoved)
    view.dom.addEventListener('focusin', this.#publish)
    view.dom.addEventListener('focusout', this.#publish)
  }

  update(view: EditorView, before: EditorState): void {
    const { selection, doc } = view.state
    if (selection !== before.selection || doc !== before.doc) this.#publish()
  }

  destroy(): void {
    this.#cancel?.()
    this.#awareness.off('change', this.#othersMoved)
    this.#view.dom.removeEventListener('focusin', this.#publish)
    this.#view.dom.removeEventListener('focusout', this.#publish)
    this.#awareness.setLocalStateField('cursor', null)
  }

  readonly #publish = () => {
    const published = field(this.#awareness.getLocalState(), 'cursor')
    if (!this.#view.hasFocus()) {
      if (published) this.#awareness.setLocalStateField('cursor', null)
      return
    }
    const own = ownSelection(this.#view.state)
    if (!isPublished(published, own)) this.#awareness.setLocalStateField('cursor', own)
  }

  readonly #othersMoved = () => {
    this.#cancel ??= soon(() => {
      this.#cancel = undefined
      if (this.#view.isDestroyed) return
      this.#view.dispatch(this.#view.state.tr.setMeta(yCursorPluginKey, { awarenessUpdated: true }))
    })
  }
}

/** In the next frame; in a window that is not drawn, a little later. */
function soon(run: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(run, HIDDEN_MS)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(run)
  return () => cancelAnimationFrame(frame)
}
