import { type Extension, StateEffect } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  type PluginValue,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Readable } from '../collaboration/observable.ts'
import type { Participant } from '../collaboration/participants.ts'
import { field, personFrom } from '../collaboration/person.ts'
import { hasSoundCaret } from '../editor/caret-guard.ts'
import { CaretLabels } from '../editor/caret-labels.ts'
import { CaretWidget } from './caret-widget.ts'
import { indexOf } from './code-position.ts'
import { CODE_FIELD } from './code-text.ts'

export interface CodeCaretsOptions {
  readonly text: Y.Text
  readonly awareness: Awareness
  /** Names and colors as they are shown elsewhere on the page. */
  readonly presence: Readable<readonly Participant[]>
}

/** The others' carets and selections, which look as they do in formatted text. */
export function codeCarets(options: CodeCaretsOptions): Extension {
  return ViewPlugin.define((view) => new CodeCarets(view, options), {
    decorations: ({ decorations }) => decorations,
  })
}

const redraw = StateEffect.define()

class CodeCarets implements PluginValue {
  decorations: DecorationSet
  readonly #view: EditorView
  readonly #options: CodeCaretsOptions
  readonly #labels: CaretLabels
  readonly #stop: () => void
  #frame: number | undefined

  constructor(view: EditorView, options: CodeCaretsOptions) {
    this.#view = view
    this.#options = options
    const { awareness, presence } = options
    const draw = () => this.#drawSoon()
    awareness.on('change', draw)
    const stopPresence = presence.subscribe(draw)
    this.#stop = () => {
      awareness.off('change', draw)
      stopPresence()
    }
    this.#labels = new CaretLabels(view, awareness)
    this.decorations = decorationsFrom(view, options)
  }

  update({ docChanged, changes, transactions }: ViewUpdate): void {
    const isDue = transactions.some(({ effects }) => effects.some((effect) => effect.is(redraw)))
    if (isDue) this.decorations = decorationsFrom(this.#view, this.#options)
    else if (docChanged) this.decorations = this.decorations.map(changes)
    // The positions are Yjs' own, and Yjs hears of the change only now.
    if (docChanged) this.#drawSoon()
    this.#labels.drawn()
  }

  destroy(): void {
    this.#stop()
    this.#labels.destroy()
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  /** Once a frame at most, and never in the middle of an update. */
  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#view.dispatch({ effects: redraw.of(null) })
    })
  }
}

function decorationsFrom(
  { state }: EditorView,
  { text, awareness, presence }: CodeCaretsOptions,
): DecorationSet {
  const people = new Map(presence.get().map((person) => [person.clientId, person]))
  const { length } = state.doc
  const found = [...awareness.getStates()].flatMap(([clientId, peer]) => {
    if (clientId === awareness.clientID || !hasSoundCaret(peer, CODE_FIELD)) return []
    const anchor = indexOf(text, field(field(peer, 'cursor'), 'anchor'))
    const head = indexOf(text, field(field(peer, 'cursor'), 'head'))
    if (anchor === undefined || head === undefined) return []
    const person = people.get(clientId) ?? personFrom(peer, clientId)
    const [from, to] = [Math.min(anchor, head, length), Math.min(Math.max(anchor, head), length)]
    const caret = Decoration.widget({
      widget: new CaretWidget(clientId, person),
      // Outside its own selection.
      side: head > anchor ? -1 : 1,
    }).range(Math.min(head, length))
    if (from === to) return [caret]
    const style = `--person: ${person.color}; --tint: var(--tint-${clientId})`
    const selection = Decoration.mark({ class: 'remote-selection', attributes: { style } })
    return [selection.range(from, to), caret]
  })
  return Decoration.set(found, true)
}
