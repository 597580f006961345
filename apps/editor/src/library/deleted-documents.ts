import { documentPathOf } from '../collaboration/document-path.ts'
import { field } from '../collaboration/person.ts'
import { cleanTitle } from '../collaboration/title-words.ts'
import { askServer, type Asked } from './ask-server.ts'
import { numberFrom } from './server-documents.ts'

/** A document that was deleted. */
export interface DeletedDocument {
  readonly name: string
  readonly title: string | undefined
  /** In milliseconds since 1970. */
  readonly deletedMs: number
  /** Until when its text can be restored; undefined when it is gone, and only its name can be used again. */
  readonly untilMs: number | undefined
  readonly mayRestore: boolean
}

export function deleteDocument(name: string): Promise<Asked<DeletedDocument>> {
  return askServer(`documents/${documentPathOf(name)}`, deletedFrom, { method: 'DELETE' })
}

/** Brings a deleted document back, or makes the name of one free that is gone. */
export function restoreDocument(name: string): Promise<Asked<true>> {
  return askServer(`restore/${documentPathOf(name)}`, () => true, { method: 'POST' })
}

/** How a document was deleted; `not-there` when it is not deleted. */
export function fetchDeletion(name: string): Promise<Asked<DeletedDocument>> {
  return askServer(`deleted/${documentPathOf(name)}`, deletedFrom)
}

/** What can be restored, the last deleted first. */
export function fetchDeleted(): Promise<Asked<readonly DeletedDocument[]>> {
  return askServer('deleted', deletedListFrom)
}

export function deletedListFrom(answer: unknown): readonly DeletedDocument[] | undefined {
  const documents = field(answer, 'documents')
  if (!Array.isArray(documents)) return undefined
  return documents.flatMap((entry: unknown) => deletedFrom(entry) ?? [])
}

export function deletedFrom(entry: unknown): DeletedDocument | undefined {
  const [name, untilMs] = [field(entry, 'document'), field(entry, 'untilMs')]
  if (typeof name !== 'string' || name === '') return undefined
  return {
    name,
    title: cleanTitle(field(entry, 'title')),
    deletedMs: numberFrom(field(entry, 'deletedMs')),
    untilMs: typeof untilMs === 'number' ? untilMs : undefined,
    mayRestore: field(entry, 'mayRestore') !== false,
  }
}
