import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { field } from '../collaboration/person.ts'

/** The two ends of a selection: the one that stays and the one that moves. */
export interface Ends<Position> {
  readonly anchor: Position
  readonly head: Position
}

/**
 * Where in the text somebody's published selection is.
 *
 * @param cursor Of a sound shape; see `hasSoundCaret`.
 * @returns Undefined when it is beside something that is not here: not yet, or no more.
 */
export function positionsOf(state: EditorState, cursor: unknown): Ends<number> | undefined {
  const { type, doc, mapping } = bindingOf(state)
  const position = (end: unknown) => {
    const relative = Y.createRelativePositionFromJSON(end)
    const found = relativePositionToAbsolutePosition(doc, type, relative, mapping)
    return found === null || found > state.doc.content.size ? undefined : found
  }
  const [anchor, head] = [position(field(cursor, 'anchor')), position(field(cursor, 'head'))]
  return anchor === undefined || head === undefined ? undefined : { anchor, head }
}

/** One's own selection, as it is published. */
export function ownSelection(state: EditorState): Ends<Y.RelativePosition> {
  const { type, mapping } = bindingOf(state)
  const relative = (position: number) => {
    const found: unknown = absolutePositionToRelativePosition(position, type, mapping)
    if (!(found instanceof Y.RelativePosition)) throw new Error('A position is relative to nothing')
    return found
  }
  const { anchor, head } = state.selection
  const end = relative(head)
  return { anchor: anchor === head ? end : relative(anchor), head: end }
}

/** Whether what was published is the same selection. */
export function isPublished(cursor: unknown, own: Ends<Y.RelativePosition>): boolean {
  return (['anchor', 'head'] as const).every((end) => {
    const published = field(cursor, end)
    return (
      typeof published === 'object' &&
      published !== null &&
      Y.compareRelativePositions(Y.createRelativePositionFromJSON(published), own[end])
    )
  })
}

function bindingOf(state: EditorState): ProsemirrorBinding {
  const binding = field(ySyncPluginKey.getState(state), 'binding')
  if (!(binding instanceof ProsemirrorBinding)) throw new Error('The editor has no Yjs binding')
  return binding
}
