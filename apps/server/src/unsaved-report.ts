import type { LogEntry, UnsavedDocument } from '@weft/server'

/** How many documents are named to people; the log names up to {@link NAMED_IN_LOG}. */
const NAMED_TO_PEOPLE = 5
const NAMED_IN_LOG = 1000

/** What was left when the server ended without having saved everything. */
export interface UnsavedReport {
  /** One line for people. */
  readonly text: string
  readonly entry: LogEntry
}

/** How much is not on disk, for whoever may ask: without names. */
export interface UnsavedTotals {
  readonly documents: number
  readonly edits: number
  readonly bytes: number
}

export function totalsOf(unsaved: readonly UnsavedDocument[]): UnsavedTotals {
  return {
    documents: unsaved.length,
    edits: unsaved.reduce((sum, { edits }) => sum + edits, 0),
    bytes: unsaved.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Says what was not saved; undefined when there is nothing to say. */
export function reportUnsaved(unsaved: readonly UnsavedDocument[]): UnsavedReport | undefined {
  if (unsaved.length === 0) return undefined
  const { documents, edits, bytes } = totalsOf(unsaved)
  const most = [...unsaved].sort((one, other) => other.edits - one.edits)
  const named = most
    .slice(0, NAMED_TO_PEOPLE)
    .map((each) => `${JSON.stringify(each.document)} (${counted(each.edits, 'edit')})`)
  const others = documents > named.length ? [`${documents - named.length} more`] : []
  return {
    text:
      `Not saved: ${counted(edits, 'edit')} (${counted(bytes, 'byte')}) in ${counted(documents, 'document')}: ` +
      `${[...named, ...others].join(', ')}. Editors that are still open have their own, and send them again.`,
    entry: {
      level: 'error',
      event: 'not-saved',
      documents,
      edits,
      bytes,
      unsaved: most.slice(0, NAMED_IN_LOG),
    },
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
