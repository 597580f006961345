import { field } from './person.ts'

/**
 * Whether a value is the JSON of a `Y.RelativePosition`: relative to an item, to the end of a nested type, or to the end of a
 * root type. Yjs throws when it is given anything else.
 *
 * @param fieldName The only root type that may be meant; any other name would be created in the document by asking for it.
 */
export function isPosition(value: unknown, fieldName: string): boolean {
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
