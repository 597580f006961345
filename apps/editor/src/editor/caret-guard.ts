import { field } from '../collaboration/person.ts'
import { isPosition } from '../collaboration/position-guard.ts'

/**
 * Whether an awareness state has a caret that the cursor plugin can be given. A peer publishes what it likes, and a
 * position of a wrong shape makes Yjs throw in the middle of drawing: one peer would break everybody's editor.
 *
 * @param fieldName The root type that the editor shows; any other name would be created in the document by asking for it.
 */
export function hasSoundCaret(state: unknown, fieldName: string): boolean {
  const user = field(state, 'user')
  const cursor = field(state, 'cursor')
  const isUser = user === undefined || (typeof user === 'object' && user !== null)
  return (
    isUser &&
    isPosition(field(cursor, 'anchor'), fieldName) &&
    isPosition(field(cursor, 'head'), fieldName)
  )
}
