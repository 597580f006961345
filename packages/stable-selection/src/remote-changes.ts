import type { Fragment, Node, Slice } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { UndoManager } from 'yjs'
import { applyDifferences } from './apply-differences.ts'
import type { Binding } from './binding.ts'
import { keepSelection } from './keep-selection.ts'

const improved = new WeakSet<Binding>()

/**
 * Lets a binding show others' changes as changes of what they change, in place of a new document.
 *
 * The bindings replace the whole content for each of them, and y-tiptap makes each of its nodes anew. So ProseMirror
 * believes that nothing is left: every decoration goes, the selection is what the binding guesses it to be from what is
 * left in the document, and each key of somebody else's costs a walk through everything.
 *
 * Here the binding does what it always did, but for two places: what it knows of unchanged nodes stays known while it
 * shows a change, and its replacement of everything is carried out as what differs. Nothing is undone when the plugin
 * goes: it is the same document.
 */
export function improveBinding(binding: Binding): void {
  if (improved.has(binding)) return
  improved.add(binding)
  /** What is in the document is what the editor has shown of it. */
  let written: Node | undefined
  let shows: 'own undo' | 'change' | undefined

  const { mapping } = binding
  mapping.clear = () => {
    if (shows === undefined) Map.prototype.clear.call(mapping)
  }

  const show = binding._observeFunction
  const isObserving = binding.prosemirrorView !== null
  if (isObserving) binding.type.unobserveDeep(show)
  binding._observeFunction = (events, transaction) => {
    shows = transaction.origin instanceof UndoManager ? 'own undo' : 'change'
    try {
      show(events, transaction)
    } finally {
      shows = undefined
    }
  }
  if (isObserving) binding.type.observeDeep(binding._observeFunction)

  const write = binding._prosemirrorChanged
  binding._prosemirrorChanged = (doc) => {
    // It is asked to at every update of the view, also when a caret has moved.
    if (doc === written) return
    write.call(binding, doc)
    written = doc
  }

  Object.defineProperty(binding, '_tr', {
    get() {
      const view = binding.prosemirrorView
      if (!view) throw new Error('A binding without a view has nothing to change')
      const before = view.state
      const transaction = before.tr.setMeta('addToHistory', false)
      const replace = transaction.replace.bind(transaction)
      transaction.replace = (from: number, to?: number, slice?: Slice) => {
        const isWhole = from === 0 && to === before.doc.content.size && slice
        if (!isWhole || transaction.docChanged) return replace(from, to, slice)
        transaction.replace = replace
        const found = applyDifferences(transaction, slice.content)
        written = transaction.doc
        recognize(binding, slice.content, transaction.doc)
        if (shows !== 'own undo') {
          keepSelection(transaction, before, found)
          leaveSelection(transaction)
        }
        return transaction
      }
      return transaction
    },
  })
}

/** Others' changes put the caret nowhere and scroll nothing. */
function leaveSelection(transaction: Transaction): void {
  transaction.setSelection = () => transaction
  transaction.scrollIntoView = () => transaction
}

/** Tells the binding by which nodes it knows what it has just made: those in the editor's document. */
function recognize({ type, mapping }: Binding, made: Fragment, doc: Node): void {
  if (made.childCount !== doc.childCount || type.length !== doc.childCount) return
  type.toArray().forEach((shared, index) => {
    const node = made.child(index)
    if (node !== doc.child(index) && mapping.get(shared) === node) {
      mapping.set(shared, doc.child(index))
    }
  })
}
