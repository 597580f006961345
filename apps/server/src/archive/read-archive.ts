import { field } from '../catalogue/field.ts'
import { ArchiveProblem } from './archive-problem.ts'
import {
  ARCHIVE_FORMAT,
  type ArchivedFacts,
  type ArchiveEnd,
  type ArchiveItem,
  type ArchiveKind,
  type CatalogueEntry,
} from './archive-item.ts'
import { CONTENT_FILES, DOCUMENT_FILE, END_PATH, HEAD_PATH } from './archive-paths.ts'
import { checkOf, documentPathOf, sha256 } from './item-files.ts'
import { decodeLog, isTime } from './log-file.ts'
import type { ArchiveFile } from './read-tar.ts'

/** What comes out of an archive, in this order: its head, what is in it, its end. */
export type ArchivePart =
  | { readonly is: 'head'; readonly kind: ArchiveKind; readonly created: string }
  | ArchiveItem
  /** A document that makes no sense, or is not what was written; the others do. */
  | { readonly is: 'spoilt'; readonly document: string; readonly reason: string }
  /** An older version wrote the archive: only its end says whether what is told of the document that follows was altered. */
  | { readonly is: 'unchecked'; readonly document: string }
  | ({ readonly is: 'end' } & ArchiveEnd)

interface Announced {
  readonly folder: string
  readonly facts: ArchivedFacts
  readonly file: string
  readonly sha256: string
  readonly isChecked: boolean
}

/**
 * Makes sense of an archive's files. One that was cut off or altered as a whole throws; where one document's file is
 * not what was written, that is told, and the rest goes on.
 *
 * @throws {ArchiveProblem} When it is of a newer format, was cut off, or altered.
 */
export async function* readArchive(files: AsyncIterable<ArchiveFile>): AsyncGenerator<ArchivePart> {
  let announced: Announced | undefined
  let isFirst = true
  let isTar = false
  const seen = { documents: 0, images: 0 }
  for await (const { path, bytes, before } of named(files, () => announced)) {
    isTar = before !== undefined
    if (isFirst) {
      yield headOf(path, bytes)
      isFirst = false
    } else if (path === END_PATH) {
      const end = endOf(bytes)
      if (isTar && end.sha256 !== before)
        throw new ArchiveProblem('it was altered: its checksum is not that of what is in it')
      if (isTar && (end.documents !== seen.documents || end.images !== seen.images))
        throw new ArchiveProblem('it was altered: its end speaks of other documents and pictures')
      yield { is: 'end', ...end }
      return
    } else if (path.endsWith(`/${DOCUMENT_FILE}`)) {
      seen.documents += 1
      if (announced) yield spoilt(announced, 'its content is missing')
      const found = announcedIn(path, bytes, isTar)
      announced = typeof found === 'string' ? undefined : found
      if (typeof found === 'string') yield { is: 'spoilt', document: path, reason: found }
      else if (isTar && !found.isChecked) yield { is: 'unchecked', document: found.facts.document }
    } else if (announced && path === `${announced.folder}/${announced.file}`) {
      yield documentFrom(announced, bytes)
      announced = undefined
    } else if (path.startsWith('images/')) {
      seen.images += 1
      yield { is: 'image', name: path.slice('images/'.length), bytes }
    } else if (path.startsWith('catalogue/')) {
      yield { is: 'catalogue', entries: entriesOf(bytes) }
    }
  }
  if (announced) yield spoilt(announced, 'its content is missing')
  if (isFirst) throw new ArchiveProblem('it is no archive of Weft')
  if (isTar) throw new ArchiveProblem('it is cut off: its end is missing')
}

/** The same files; where they break off amid a document, that one is named. */
async function* named(
  files: AsyncIterable<ArchiveFile>,
  announced: () => Announced | undefined,
): AsyncGenerator<ArchiveFile> {
  try {
    yield* files
  } catch (error) {
    const document = announced()?.facts.document
    if (!(error instanceof ArchiveProblem) || document === undefined) throw error
    throw new ArchiveProblem(`${error.message}, in the document ${JSON.stringify(document)}`, {
      cause: error,
    })
  }
}

function headOf(path: string, bytes: Buffer): ArchivePart {
  const head = path === HEAD_PATH ? parsed(bytes) : undefined
  const [format, kind, created] = [
    field(head, 'format'),
    field(head, 'kind'),
    field(head, 'created'),
  ]
  if (typeof format !== 'number') throw new ArchiveProblem('it is no archive of Weft')
  if (format > ARCHIVE_FORMAT)
    throw new ArchiveProblem(
      `it has format ${format}, written by ${String(field(head, 'writtenBy'))}, and this Weft reads format ${ARCHIVE_FORMAT}: use the newer version`,
    )
  if (kind !== 'backup' && kind !== 'export') throw new ArchiveProblem('it is no archive of Weft')
  return { is: 'head', kind, created: String(created) }
}

/**
 * @param isTar Whether nobody can have changed it but by altering it: a folder may be put together by hand.
 * @returns What is wrong with it, in words, if something is.
 */
function announcedIn(path: string, bytes: Buffer, isTar: boolean): Announced | string {
  const value = parsed(bytes)
  const check = field(value, 'check')
  if (check !== undefined && !isAsChecked(value, check)) return 'its document.json was altered'
  const texts = ['document', 'epoch', 'file', 'sha256'].map((name) => field(value, name))
  const numbers = ['sequence', 'createdMs', 'changedMs'].map((name) => field(value, name))
  const [document, epoch, file, sum] = texts
  const [sequence, createdMs, changedMs] = numbers
  const [damage, title] = [field(value, 'damage'), field(value, 'title')]
  if (
    typeof document !== 'string' ||
    typeof epoch !== 'string' ||
    typeof file !== 'string' ||
    typeof sum !== 'string' ||
    typeof sequence !== 'number' ||
    !isTime(createdMs) ||
    !isTime(changedMs)
  )
    return SENSELESS
  if (isTar && path !== documentPathOf(document)) return SENSELESS
  const facts = {
    document,
    epoch,
    sequence,
    createdMs,
    changedMs,
    damage: Array.isArray(damage) ? damage.map(String) : [],
    ...(typeof title === 'string' ? { title } : {}),
  }
  const folder = path.slice(0, -DOCUMENT_FILE.length - 1)
  return { folder, facts, file, sha256: sum, isChecked: check !== undefined }
}

const SENSELESS = 'its document.json makes no sense'

function isAsChecked(value: unknown, check: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const known: Record<string, unknown> = { ...value }
  delete known['check']
  return checkOf(known) === check
}

function documentFrom(announced: Announced, bytes: Buffer): ArchivePart {
  const { facts, file } = announced
  if (sha256(bytes) !== announced.sha256) return spoilt(announced, `its ${file} was altered`)
  if (file === CONTENT_FILES.state)
    return { is: 'document', facts, content: { is: 'state', update: bytes } }
  try {
    return { is: 'document', facts, content: decodeLog(bytes) }
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    return spoilt(announced, error.message)
  }
}

function spoilt({ facts }: Announced, reason: string): ArchivePart {
  return { is: 'spoilt', document: facts.document, reason }
}

function entriesOf(bytes: Buffer): readonly CatalogueEntry[] {
  const value = parsed(bytes)
  if (!Array.isArray(value)) throw new ArchiveProblem('its catalogue makes no sense')
  const entries: readonly unknown[] = value
  return entries.flatMap((entry) => {
    const [area, key, text] = ['0', '1', '2'].map((at) => field(entry, at))
    const isEntry = typeof area === 'string' && typeof key === 'string' && typeof text === 'string'
    if (!isEntry) throw new ArchiveProblem('its catalogue makes no sense')
    return [[area, key, text] as const]
  })
}

function endOf(bytes: Buffer): ArchiveEnd & { readonly sha256: unknown } {
  const value = parsed(bytes)
  const [documents, images, missed] = [
    field(value, 'documents'),
    field(value, 'images'),
    field(value, 'missed'),
  ]
  if (typeof documents !== 'number' || typeof images !== 'number' || !Array.isArray(missed))
    throw new ArchiveProblem('it was altered: its end makes no sense')
  return {
    documents,
    images,
    missed: missed.map((each: unknown) => ({
      document: String(field(each, 'document')),
      reason: String(field(each, 'reason')),
    })),
    sha256: field(value, 'sha256'),
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
