import { field } from '../collaboration/person.ts'

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

// The JSON of a Y.RelativePosition: relative to an item, to the end of a nested type, or to the end of a root type.
function isPosition(value: unknown, fieldName: string): boolean {
  const [type, item, root] = [field(value, 'type'), field(value, 'item'), field(value, 'tname')]
  const assoc = field(value, 'assoc')
  const isAbsent = (part: unknown) => part === undefined || part === null
  return (
    (isAbsent(type) || isId(type)) &&
    (isAbsent(item) || isId(item)) &&
    (isAbsent(root) || root === fieldName) &&
    !(isAbsent(type) && isAbsent(item) && isAbsent(root)) &&
    (isAbsent(assoc) || typeof assoc === 'number')
  )
}

function isId(value: unknown): boolean {
  return isCount(field(value, 'client')) && isCount(field(value, 'clock'))
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
