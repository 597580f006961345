import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import type { DecorationSet, EditorView } from '@tiptap/pm/view'

/** What a {@link latePlugin} does once it is loaded: the state of a plugin. */
export interface LateState {
  readonly decorations: DecorationSet
  apply(transaction: Transaction, before: EditorState): LateState
}

/**
 * A plugin whose work is loaded after the editor stands. To add a plugin to a running editor is to have all plugins begin
 * anew, at which the Yjs binding draws the whole document again and the undo manager is taken apart; this one is there
 * from the start, and does nothing until then.
 */
export class LatePlugin {
  readonly #key = new PluginKey<LateState | undefined>()
  readonly plugin: Plugin<LateState | undefined>

  constructor() {
    const key = this.#key
    this.plugin = new Plugin<LateState | undefined>({
      key,
      state: {
        init: () => undefined,
        apply(transaction, state, before) {
          const meta: unknown = transaction.getMeta(key)
          return meta instanceof Beginning ? meta.state : state?.apply(transaction, before)
        },
      },
      props: { decorations: (state) => key.getState(state)?.decorations },
    })
  }

  /** Sets what it does from now on. */
  begin(view: EditorView, state: LateState): void {
    view.dispatch(view.state.tr.setMeta(this.#key, new Beginning(state)))
  }

  get(state: EditorState): LateState | undefined {
    return this.#key.getState(state)
  }
}

class Beginning {
  readonly state: LateState

  constructor(state: LateState) {
    this.state = state
  }
}
