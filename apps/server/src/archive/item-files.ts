import { createHash } from 'node:crypto'
import {
  ARCHIVE_FORMAT,
  type ArchiveEnd,
  type ArchiveHead,
  type ArchiveItem,
} from './archive-item.ts'
import { CONTENT_FILES, DOCUMENT_FILE, END_PATH, HEAD_PATH } from './archive-paths.ts'
import { encodeLog } from './log-file.ts'

/** A file to be put into an archive. */
export interface FileToWrite {
  readonly path: string
  readonly bytes: Uint8Array
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

export function headFile({ kind, writtenBy, createdMs }: ArchiveHead): FileToWrite {
  const created = new Date(createdMs).toISOString()
  return json(HEAD_PATH, { format: ARCHIVE_FORMAT, kind, created, writtenBy })
}

/** @param before SHA-256 of all bytes of the archive before this file. */
export function endFile(end: ArchiveEnd, before: string): FileToWrite {
  return json(END_PATH, { ...end, sha256: before })
}

/** What an item is in an archive. @param count How many items there were before. */
export function filesOf(item: ArchiveItem, count: number): readonly FileToWrite[] {
  switch (item.is) {
    case 'document': {
      const { facts, content } = item
      const bytes = content.is === 'state' ? content.update : encodeLog(content)
      const path = documentPathOf(facts.document)
      const file = CONTENT_FILES[content.is]
      const known = { ...facts, file, bytes: bytes.length, sha256: sha256(bytes) }
      return [
        json(path, { ...known, check: checkOf(known) }),
        { path: path.replace(DOCUMENT_FILE, file), bytes },
      ]
    }
    case 'image':
      return [{ path: `images/${item.name}`, bytes: item.bytes }]
    case 'catalogue':
      return [json(`catalogue/${String(count).padStart(8, '0')}.json`, item.entries)]
    case 'missed':
      return []
  }
}

/** What stands in a document's facts about all the others of them: who reads it need not wait for the archive's end. */
export const checkOf = (known: object): string => sha256(Buffer.from(JSON.stringify(known)))

/** Where the facts about a document are; its content is beside them. */
export const documentPathOf = (document: string): string =>
  `documents/${folderName(document)}/${DOCUMENT_FILE}`

/**
 * A document's folder: something that people recognise, and something that is another for each name on every file
 * system. The name itself is in `document.json`.
 */
function folderName(document: string): string {
  const readable = document.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40)
  return `${readable}-${sha256(Buffer.from(document)).slice(0, 16)}`
}

function json(path: string, value: unknown): FileToWrite {
  return { path, bytes: Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`) }
}
