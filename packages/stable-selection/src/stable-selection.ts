import { Plugin, type PluginKey, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { part, syncOf } from './binding.ts'
import { Composing } from './composing.ts'
import { selectionInPage, takeOverSelection } from './page-selection.ts'
import { improveBinding } from './remote-changes.ts'

/** What {@link stableSelection} may be told. */
export interface StableSelectionOptions {
  /**
   * The key of the sync plugin: `ySyncPluginKey` of the binding that is used. Needed only where an editor has several;
   * by default it is the first one in the editor.
   */
  readonly syncKey?: PluginKey
}

/** Under which both bindings' cursor plugins tell that somebody's caret has moved. */
const CURSORS = 'yjs-cursor$'

/**
 * A ProseMirror plugin by which one's own caret, selection and scroll position never move because of others.
 *
 * For y-prosemirror 1 and y-tiptap 3, with any provider. Put it before plugins that handle keys. Without it, in the same
 * places:
 *
 * - One's caret jumps when somebody else splits, joins or retypes the block it is in (ueberdosis/tiptap#7213), or writes
 *   in an empty block that it is in (ueberdosis/tiptap#7332).
 * - The page scrolls to one's caret when somebody else writes (ueberdosis/tiptap#7302).
 * - Decorations go with each change of somebody else's (yjs/y-prosemirror#49).
 * - A step with an arrow key is lost when something is drawn at the same moment.
 * - A word is doubled that an input method is composing when somebody splits or retypes its block. What others do to that
 *   block is shown when the word is written, or after 10 s in which nothing is composed; what one composes reaches them
 *   all the while.
 */
export function stableSelection(options: StableSelectionOptions = {}): Plugin {
  let view: EditorView | undefined
  let release: ((view: EditorView) => void) | undefined
  const composing = new Composing((settled) => release?.(settled))
  return new Plugin({
    props: {
      handleDOMEvents: composing.handlers,
      handleKeyDown: (editorView) => {
        takeOverSelection(editorView)
        return false
      },
    },
    // When an arrow key or a finger moves the caret, the browser tells it a little later. Whatever is drawn in between,
    // such as somebody's caret, makes ProseMirror put the caret back to where it last heard of it.
    filterTransaction: (transaction) => {
      if (!view || !isOthersCarets(transaction) || !selectionInPage(view)) return true
      // It was made for the old selection and would bring it back. Once more, for the new one.
      const drawn = view
      queueMicrotask(() => drawAgain(drawn))
      return false
    },
    view: (editorView) => {
      view = editorView
      const sync = syncOf(editorView.state, options.syncKey)
      const changes = improveBinding(sync)
      changes.mayWait = () => composing.isAtWork
      release = (settled) => changes.release(settled)
      const { doc } = sync.binding
      const transactionBegins = () => {
        if (doc._transaction?.local === false) takeOverSelection(editorView)
      }
      doc.on('beforeAllTransactions', transactionBegins)
      return {
        destroy: () => {
          doc.off('beforeAllTransactions', transactionBegins)
          composing.destroy()
          view = undefined
        },
      }
    },
  })
}

function isOthersCarets(transaction: Transaction): boolean {
  const meta: unknown = transaction.getMeta(CURSORS)
  return part(meta, 'awarenessUpdated') === true && !transaction.docChanged
}

function drawAgain(view: EditorView): void {
  if (view.isDestroyed) return
  takeOverSelection(view)
  view.dispatch(view.state.tr.setMeta(CURSORS, { awarenessUpdated: true }))
}
