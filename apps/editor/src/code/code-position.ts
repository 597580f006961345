import * as Y from 'yjs'

/** A place in a text, as it can be told to others. */
export function relativeAt(text: Y.Text, index: number): object {
  const position = Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length))
  const { type, item, tname, assoc } = position
  return { type, item, tname, assoc }
}

/**
 * Where a place is that somebody told; undefined when it is nowhere in this text.
 *
 * @param relative Of the shape of a relative position: that is to be checked before.
 */
export function indexOf(text: Y.Text, relative: unknown): number | undefined {
  if (!text.doc) return undefined
  const parsed = Y.createRelativePositionFromJSON(relative)
  const position = Y.createAbsolutePositionFromRelativePosition(parsed, text.doc)
  return position?.type === text ? position.index : undefined
}
