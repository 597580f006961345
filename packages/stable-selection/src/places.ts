import type { EditorState, PluginKey } from 'prosemirror-state'
import { heldChanges } from './remote-changes.ts'

/**
 * Where a position of the shared document, as the binding tells it from a relative one, is in the editor. The same, unless
 * changes of others wait for the end of a composition and are not shown yet.
 *
 * @param syncKey The key of the sync plugin, where an editor has several.
 * @throws {TypeError} When the editor has no sync plugin.
 */
export function shownPosition(state: EditorState, position: number, syncKey?: PluginKey): number {
  return heldChanges(state, syncKey)?.toShown(position) ?? position
}

/**
 * Where a position of the editor is in the shared document, as the binding makes a relative one of it.
 *
 * @param syncKey The key of the sync plugin, where an editor has several.
 * @throws {TypeError} When the editor has no sync plugin.
 */
export function sharedPosition(state: EditorState, position: number, syncKey?: PluginKey): number {
  return heldChanges(state, syncKey)?.toShared(position) ?? position
}
