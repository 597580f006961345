import type { Node } from 'prosemirror-model'
import type { EditorState, PluginKey, Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { AbstractType, Doc, Transaction as DocTransaction, XmlFragment, YEvent } from 'yjs'

type SharedType = AbstractType<YEvent<AbstractType<unknown>>>

/**
 * What ties an editor to a Yjs type, as y-prosemirror 1 and y-tiptap 3 have it in the state of their sync plugins. Both
 * are the same code, and neither is imported here: whoever has one must not be made to load the other.
 */
export interface Binding {
  readonly doc: Doc
  readonly type: XmlFragment
  /** The nodes that were made of each shared type, by which it knows what has changed. */
  readonly mapping: Map<unknown, Node | readonly Node[]>
  /** Null while there is no view. */
  readonly prosemirrorView: EditorView | null
  /** Where it will look for the selection after a transaction; null for nowhere. */
  beforeTransactionSelection: unknown
  /** Runs something unless it is running something itself: what it shows is not to be written again. */
  readonly mux: (run: () => void) => void
  /** What it changes the state with. */
  readonly _tr: Transaction
  /** Shows what has changed in the document. */
  _observeFunction: (events: YEvent<SharedType>[], transaction: DocTransaction) => void
  /** Writes into the document what has changed in the editor. */
  _prosemirrorChanged: (doc: Node) => void
}

/** The sync plugin of an editor. */
export interface Sync {
  /** Under which its transactions say what they are. */
  readonly key: string
  readonly binding: Binding
}

/** Both bindings' own; a second copy of one has a number behind it. */
const SYNC_KEY = /^y-sync\$/

/**
 * @param given The sync plugin's key; without it the plugin is looked for.
 * @throws {TypeError} When the editor has no such plugin.
 */
export function syncOf(state: EditorState, given?: PluginKey): Sync {
  const plugin = given
    ? given.get(state)
    : state.plugins.find(({ spec }) => spec.key && SYNC_KEY.test(keyOf(spec.key)))
  const binding: unknown = plugin && part(plugin.getState(state), 'binding')
  if (!plugin?.spec.key || !isBinding(binding)) {
    throw new TypeError(
      'Cannot keep the selection stable: the editor has no sync plugin of y-prosemirror 1 or y-tiptap 3.',
    )
  }
  return { key: keyOf(plugin.spec.key), binding }
}

/** A part of a value of which nothing is known. */
export function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

// The property by which ProseMirror finds a plugin's state and metadata; not in its types.
function keyOf(key: PluginKey): string {
  return String(part(key, 'key'))
}

function isBinding(value: unknown): value is Binding {
  return (
    part(value, 'mapping') instanceof Map &&
    typeof part(value, 'mux') === 'function' &&
    typeof part(value, '_observeFunction') === 'function' &&
    typeof part(value, '_prosemirrorChanged') === 'function' &&
    typeof part(part(value, 'type'), 'observeDeep') === 'function'
  )
}
