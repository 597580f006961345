import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import { sharedPosition, shownPosition } from '@weft/stable-selection'
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
  const [anchor, head] = [
    positionOf(state, field(cursor, 'anchor')),
    positionOf(state, field(cursor, 'head')),
  ]
  return anchor === undefined || head === undefined ? undefined : { anchor, head }
}

/**
 * Where a published place is.
 *
 * @param place Of a sound shape: see `isPosition`.
 * @returns Undefined when it is beside something that is not here: not yet, or no more.
 */
export function positionOf(state: EditorState, place: unknown): number | undefined {
  const { type, doc, mapping } = bindingOf(state)
  const relative = Y.createRelativePositionFromJSON(place)
  const found = relativePositionToAbsolutePosition(doc, type, relative, mapping)
  const shown = found === null ? undefined : shownPosition(state, found)
  return shown === undefined || shown > state.doc.content.size ? undefined : shown
}

/** A place, as it is published. */
export function relativeAt(state: EditorState, position: number): Y.RelativePosition {
  const { type, mapping } = bindingOf(state)
  const shared = sharedPosition(state, position)
  const found: unknown = absolutePositionToRelativePosition(shared, type, mapping)
  if (!(found instanceof Y.RelativePosition)) throw new Error('A position is relative to nothing')
  return found
}

/** One's own selection, as it is published. */
export function ownSelection(state: EditorState): Ends<Y.RelativePosition> {
  const { anchor, head } = state.selection
  const end = relativeAt(state, head)
  return { anchor: anchor === head ? end : relativeAt(state, anchor), head: end }
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
