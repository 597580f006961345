import type { Fragment, Node, Slice } from 'prosemirror-model'
import type { EditorState, PluginKey, Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { UndoManager } from 'yjs'
import { applyDifferences } from './apply-differences.ts'
import { type Binding, type Sync, syncOf } from './binding.ts'
import { HeldChanges, isInComposed } from './held-changes.ts'
import { keepSelection } from './keep-selection.ts'

const improved = new WeakMap<Binding, RemoteChanges>()

/**
 * Lets a binding show others' changes as changes of what they change, in place of a new document.
 *
 * The bindings replace the whole content for each of them, and y-tiptap makes each of its nodes anew. So ProseMirror
 * believes that nothing is left: every decoration goes, the selection is what the binding guesses it to be from what is
 * left in the document, and each key of somebody else's costs a walk through everything.
 *
 * Here the binding does what it always did, but for three places: what it knows of unchanged nodes stays known while it
 * shows a change; its replacement of everything is carried out as what differs; and where text is being composed it is
 * carried out later. Nothing is undone when the plugin goes: it is the same document.
 */
export function improveBinding(sync: Sync): RemoteChanges {
  const known = improved.get(sync.binding)
  if (known) return known
  const changes = new RemoteChanges(sync)
  improved.set(sync.binding, changes)
  return changes
}

/** What others have changed that an editor does not show yet. */
export function heldChanges(state: EditorState, syncKey?: PluginKey): HeldChanges | undefined {
  return improved.get(syncOf(state, syncKey).binding)?.held
}

/** The changes that a binding shows, and those that wait. */
export class RemoteChanges {
  readonly #sync: Sync
  /** What is in the document is what the editor has shown of it. */
  #written: Node | undefined
  #shows: 'own undo' | 'change' | undefined
  #held: HeldChanges | undefined
  /** Whether what would disturb a composition may wait for its end. */
  mayWait: () => boolean = () => false

  constructor(sync: Sync) {
    this.#sync = sync
    const { binding } = sync
    const { mapping } = binding
    mapping.clear = () => {
      if (this.#shows === undefined) Map.prototype.clear.call(mapping)
    }

    const show = binding._observeFunction
    const isObserving = binding.prosemirrorView !== null
    if (isObserving) binding.type.unobserveDeep(show)
    binding._observeFunction = (events, transaction) => {
      this.#shows = transaction.origin instanceof UndoManager ? 'own undo' : 'change'
      // It is found by the text here. The binding would look for it in a document that may not be shown.
      if (this.#shows === 'change') binding.beforeTransactionSelection = null
      try {
        show(events, transaction)
      } finally {
        this.#shows = undefined
      }
    }
    if (isObserving) binding.type.observeDeep(binding._observeFunction)

    const write = binding._prosemirrorChanged
    binding._prosemirrorChanged = (doc) => {
      // It is asked to at every update of the view, also when a caret has moved.
      if (doc === this.#written) return
      this.#held?.write(doc)
      write.call(binding, this.#held?.shared ?? doc)
      this.#written = doc
    }

    Object.defineProperty(binding, '_tr', { get: () => this.#begin() })
  }

  get held(): HeldChanges | undefined {
    return this.#held
  }

  /** Shows what waits, if anything does. */
  release(view: EditorView): void {
    const { key, binding } = this.#sync
    if (!this.#held || binding.prosemirrorView !== view) return
    const transaction = view.state.tr.setMeta('addToHistory', false)
    this.#show(view.state, transaction, this.#held.shared.content)
    binding.mux(() => view.dispatch(transaction.setMeta(key, { isChangeOrigin: true })))
  }

  /** A transaction with which the binding is going to replace everything. */
  #begin(): Transaction {
    const view = this.#sync.binding.prosemirrorView
    if (!view) throw new Error('A binding without a view has nothing to change')
    const before = view.state
    const transaction = before.tr.setMeta('addToHistory', false)
    const replace = transaction.replace.bind(transaction)
    transaction.replace = (from: number, to?: number, slice?: Slice) => {
      const isWhole = from === 0 && to === before.doc.content.size && slice
      if (!isWhole || transaction.docChanged) return replace(from, to, slice)
      transaction.replace = replace
      if (!this.#holdBack(view, slice.content)) this.#show(before, transaction, slice.content)
      if (this.#shows !== 'own undo') leaveSelection(transaction)
      return transaction
    }
    return transaction
  }

  #show(before: EditorState, transaction: Transaction, content: Fragment): void {
    this.#held = undefined
    const found = applyDifferences(transaction, content)
    this.#written = transaction.doc
    recognize(this.#sync.binding, content, transaction.doc)
    if (this.#shows !== 'own undo') keepSelection(transaction, before, found)
  }

  #holdBack(view: EditorView, content: Fragment): boolean {
    if (this.#shows !== 'change' || !this.mayWait()) return false
    const { doc } = view.state
    const after = doc.copy(content)
    if (!this.#held && !isInComposed(view, after)) return false
    const held = this.#held ?? new HeldChanges(doc, after)
    held.add(after)
    // Where nothing is left of the text that one writes in, there is nothing to go on with.
    if (!held.isPlaced(view.state)) return false
    this.#held = held
    this.#written = doc
    return true
  }
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
