import { checkDocumentName, type DocumentName } from '@weft/protocol'

/** A document's name. */
export function named(name: string): DocumentName {
  const checked = checkDocumentName(name)
  if (!checked.ok) throw new TypeError(checked.reason)
  return checked.name
}
