import { type Editor, Extension } from '@tiptap/core'
import { type EditorState, Plugin } from '@tiptap/pm/state'
import type { DecorationSource, EditorView } from '@tiptap/pm/view'

/** Who may come later. */
const slots = ['slash', 'selection', 'find'] as const

export type Slot = (typeof slots)[number]

/** What a part of the page that is loaded later adds to the running editor. */
export interface LateBehavior {
  readonly handleKeyDown?: (view: EditorView, event: KeyboardEvent) => boolean
  readonly decorations?: (state: EditorState) => DecorationSource | null
}

/**
 * Holds places for behavior that comes after the first keystroke. A plugin that is registered into a running editor makes
 * ProseMirror begin all its plugins anew: the binding would render the whole document again, and one's caret would
 * vanish for the others.
 */
export const LateBehaviors = Extension.create<
  Record<string, never>,
  { readonly behaviors: Map<Slot, LateBehavior> }
>({
  name: 'lateBehaviors',

  // A menu that is open takes Enter and the arrows before anything else does.
  priority: 900,

  addStorage: () => ({ behaviors: new Map() }),

  addProseMirrorPlugins() {
    const { behaviors } = this.storage
    return slots.map(
      (slot) =>
        new Plugin({
          props: {
            handleKeyDown: (view, event) =>
              behaviors.get(slot)?.handleKeyDown?.(view, event) ?? false,
            decorations: (state) => behaviors.get(slot)?.decorations?.(state) ?? null,
          },
        }),
    )
  },
})

declare module '@tiptap/core' {
  interface Storage {
    readonly lateBehaviors: { readonly behaviors: Map<Slot, LateBehavior> }
  }
}

/** @returns Takes the behavior out again. */
export function addBehavior(editor: Editor, slot: Slot, behavior: LateBehavior): () => void {
  const { behaviors } = editor.storage.lateBehaviors
  behaviors.set(slot, behavior)
  return () => {
    if (behaviors.get(slot) === behavior) behaviors.delete(slot)
  }
}
