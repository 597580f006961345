import { StorageError, type DocumentEntry } from '@weft/storage'
import type { ArchivedContent, ArchiveItem, CatalogueEntry } from '../archive/archive-item.ts'
import { requireRoom } from '../archive/archive-limits.ts'
import { imagesIn } from '../images/images-in.ts'
import type { DataFolder } from './data-folder.ts'
import { damageWords, entryOf, listed, updatesOf } from './stored-content.ts'
import { wordsOf } from '../words-of.ts'

/** Entries of the catalogue in one file of an archive. */
const ENTRIES_PER_FILE = 5_000

/** What no backup holds: with it, somebody who reads a backup could get in, and who was signed out would be in again. */
export const SECRET_AREAS: ReadonlySet<string> = new Set(['access-secrets', 'ended-sessions'])

/**
 * Everything in a data folder: each document as it was at one moment, with its log, then the pictures, and what is known of
 * documents last, so that of a document that is being deleted the deletion is there in any case.
 */
export async function* backupItems(folder: DataFolder): AsyncGenerator<ArchiveItem> {
  const { storage, catalogue, images } = folder
  const settled = await settling(folder)
  for await (const entry of listed(storage)) yield* documentItem(settled, entry, 'log')
  for (const name of await images.names()) {
    const image = await images.read(name)
    if (image) yield { is: 'image', name, bytes: image.bytes }
  }
  const entries: CatalogueEntry[] = []
  for (const [area, values] of await catalogue.read()) {
    if (SECRET_AREAS.has(area)) continue
    for (const [key, text] of values) entries.push([area, key, text])
  }
  for (let at = 0; at < entries.length; at += ENTRIES_PER_FILE)
    yield { is: 'catalogue', entries: entries.slice(at, at + ENTRIES_PER_FILE) }
}

/**
 * Documents, each as one update, and the pictures in them.
 *
 * @param names Undefined for all that are not deleted.
 */
export async function* exportItems(
  folder: DataFolder,
  names: readonly string[] | undefined,
): AsyncGenerator<ArchiveItem> {
  const { storage, deletions, images } = folder
  const settled = await settling(folder)
  const seen = new Set<string>()
  for await (const found of names === undefined ? listed(storage) : entriesOf(folder, names)) {
    if ('reason' in found) {
      yield { is: 'missed', ...found }
      continue
    }
    if (names === undefined && deletions.of(found.document)) continue
    yield* documentItem(settled, found, 'state', async function* (stored) {
      for (const name of imagesIn(stored)) {
        if (seen.has(name)) continue
        seen.add(name)
        const image = await images.read(name)
        if (image) yield { is: 'image', name, bytes: image.bytes }
      }
    })
  }
}

/**
 * The same folder, in which nothing is waited for when the disk takes nothing: what was confirmed to clients is on it, and
 * this is when somebody needs a copy.
 */
async function settling(folder: DataFolder): Promise<DataFolder> {
  const isSaving = await folder.saved().then(
    () => true,
    () => false,
  )
  return isSaving ? folder : { ...folder, saved: async () => undefined }
}

async function* entriesOf({ storage }: DataFolder, names: readonly string[]) {
  for (const document of new Set(names)) {
    const entry = await entryOf(storage, document)
    yield entry ?? { document, reason: 'there is no such document' }
  }
}

type Stored = NonNullable<Awaited<ReturnType<DataFolder['storage']['load']>>>

async function* documentItem(
  folder: DataFolder,
  { document, createdMs, changedMs }: DocumentEntry,
  as: ArchivedContent['is'],
  beside?: (stored: Stored) => AsyncGenerator<ArchiveItem>,
): AsyncGenerator<ArchiveItem> {
  const { storage, titles, builder } = folder
  try {
    await folder.saved(document)
    const stored = await storage.load(document)
    // Somebody deleted it meanwhile.
    if (!stored) return
    const { epoch, sequence } = stored
    const title = titles.of(document)
    requireRoom(updatesOf(stored))
    const content: ArchivedContent =
      as === 'state'
        ? { is: 'state', update: await builder.merge(updatesOf(stored)) }
        : logOf(stored)
    const damage = damageWords(stored)
    const known = { document, epoch, sequence, createdMs, changedMs, damage }
    yield { is: 'document', facts: title === undefined ? known : { ...known, title }, content }
    if (beside) yield* beside(stored)
  } catch (error) {
    // A folder that cannot be read at all is no document's fault.
    if (error instanceof StorageError && error.code === 'CLOSED') throw error
    yield { is: 'missed', document, reason: wordsOf(error) }
  }
}

function logOf({ snapshot, records }: Stored): ArchivedContent {
  const isThere = ({ length }: Uint8Array): boolean => length > 0
  return {
    is: 'log',
    pieces: (snapshot?.pieces ?? []).filter(isThere),
    records: records.map(({ updates }) => updates.filter(({ update }) => isThere(update))),
  }
}
