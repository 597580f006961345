import { type Editor, Extension } from '@tiptap/core'
import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import type { DecorationSource, EditorProps, EditorView } from '@tiptap/pm/view'

/** What blocks of a kind do in the running editor. */
export interface BlockBehavior extends Pick<
  EditorProps,
  | 'handleKeyDown'
  | 'handlePaste'
  | 'handleDrop'
  | 'handleTripleClick'
  | 'createSelectionBetween'
  | 'transformPastedHTML'
> {
  readonly mousedown?: (view: EditorView, event: MouseEvent) => boolean
  /** What it remembers, after each transaction; begins as undefined. */
  readonly apply?: (transaction: Transaction, held: unknown, after: EditorState) => unknown
  readonly decorations?: (state: EditorState, held: unknown) => DecorationSource | null
  readonly appendTransaction?: (
    transactions: readonly Transaction[],
    before: EditorState,
    after: EditorState,
  ) => Transaction | null | undefined
}

interface Held {
  readonly value: unknown
}

interface Place {
  behavior: BlockBehavior | undefined
  /** What the behavior remembers. */
  held: (state: EditorState) => unknown
}

/**
 * Holds a place in the editor for the behavior of a kind of block, which is loaded with the first of them. Registering a
 * plugin with a running editor would make all its plugins begin anew.
 */
const place = (name: 'lateTables' | 'lateImages' | 'lateCode', priority: number) =>
  Extension.create<Record<string, never>, Place>({
    name,
    priority,
    addStorage: () => ({ behavior: undefined, held: () => undefined }),
    addProseMirrorPlugins() {
      const late = () => this.storage.behavior
      const plugin: Plugin<Held> = new Plugin<Held>({
        state: {
          init: () => ({ value: undefined }),
          apply: (transaction, held, _, after) => {
            const apply = late()?.apply
            if (!apply) return held
            const value = apply(transaction, held.value, after)
            return value === held.value ? held : { value }
          },
        },
        appendTransaction: (transactions, before, after) =>
          late()?.appendTransaction?.(transactions, before, after),
        props: {
          decorations: (state) =>
            late()?.decorations?.(state, plugin.getState(state)?.value) ?? null,
          handleKeyDown: (view, event) => late()?.handleKeyDown?.(view, event) ?? false,
          handlePaste: (view, event, slice) => late()?.handlePaste?.(view, event, slice) ?? false,
          handleDrop: (view, event, slice, moved) =>
            late()?.handleDrop?.(view, event, slice, moved) ?? false,
          handleTripleClick: (view, position, event) =>
            late()?.handleTripleClick?.(view, position, event) ?? false,
          createSelectionBetween: (view, anchor, head) =>
            late()?.createSelectionBetween?.(view, anchor, head) ?? null,
          transformPastedHTML: (html, view) => late()?.transformPastedHTML?.(html, view) ?? html,
          handleDOMEvents: {
            mousedown: (view, event) => late()?.mousedown?.(view, event) ?? false,
          },
        },
      })
      this.storage.held = (state) => plugin.getState(state)?.value
      return [plugin]
    },
  })

declare module '@tiptap/core' {
  interface Storage {
    readonly lateTables: Place
    readonly lateImages: Place
    readonly lateCode: Place
    readonly blockLoader: { readonly documentName: string }
  }
}

/** Keys go to code before lists, and to tables after everything else. */
export const lateBlocks = [
  place('lateCode', 850),
  place('lateImages', 840),
  place('lateTables', 10),
]

/** Sets what blocks of a kind do, once; whoever comes later finds it done. */
export function addBlockBehavior(
  editor: Editor,
  name: 'lateTables' | 'lateImages' | 'lateCode',
  behavior: () => BlockBehavior,
): void {
  // An editor that has been closed meanwhile has no storage any more.
  if (editor.isDestroyed) return
  const there = editor.storage[name]
  if (there.behavior) return
  there.behavior = behavior()
  // For what it draws.
  editor.view.dispatch(editor.state.tr)
}
