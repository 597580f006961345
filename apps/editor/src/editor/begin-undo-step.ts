import type { EditorState } from '@tiptap/pm/state'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { UndoManager } from 'yjs'
import { field } from '../collaboration/person.ts'

/** Lets what comes next be undone by itself. Without this, edits that follow each other closely are undone together. */
export function beginUndoStep(state: EditorState): void {
  const manager = field(yUndoPluginKey.getState(state), 'undoManager')
  if (manager instanceof UndoManager) manager.stopCapturing()
}
