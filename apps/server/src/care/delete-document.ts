import { checkDocumentName, type DocumentName } from '@weft/protocol'
import { StorageError } from '@weft/storage'
import { imagesIn } from '../images/images-in.ts'
import type { DataFolder } from './data-folder.ts'
import type { Outcome } from './outcome.ts'
import { entryOf, listed } from './stored-content.ts'
import { wordsOf } from '../words-of.ts'

/**
 * Removes a document for good: its log from the files of the disk, its title, its link, and the pictures that only it has.
 * The name stays in the list of what was deleted, so that a client that still has the document cannot bring it back.
 *
 * Stopped half-way it can be done again: the document is marked before anything goes, and its content, which tells of its
 * pictures, goes last.
 */
export async function* deleteDocument(folder: DataFolder, given: string): AsyncGenerator<Outcome> {
  const { storage, titles, deletions } = folder
  const outcome = (is: Outcome['is'], bytes: number, because?: string): Outcome => ({
    what: 'document',
    name: given,
    is,
    bytes,
    ...(because === undefined ? {} : { because }),
  })
  const checked = checkDocumentName(given)
  if (!checked.ok) {
    yield outcome('failed', 0, checked.reason)
    return
  }
  const { name } = checked
  const entry = await entryOf(storage, name)
  if (!entry && !deletions.of(name)) {
    yield outcome('failed', 0, 'there is no such document')
    return
  }
  const pictures: Outcome[] = []
  let wasBroughtBack = false
  let known: keyof typeof STOPPED = 'nothing'
  try {
    await deletions.mark(name, folder.now())
    known = 'marked'
    // From here on nobody gets in; who is in is sent away.
    await folder.removed(name)
    await folder.withoutRoom(name, async () => {
      wasBroughtBack = !deletions.of(name)
      if (wasBroughtBack) return
      for await (const picture of removePictures(folder, name)) pictures.push(picture)
      await storage.delete(name)
      known = 'removed'
      await deletions.removed(name, folder.now())
    })
  } catch (error) {
    yield outcome('failed', 0, `${wordsOf(error)}. ${STOPPED[known]}`)
    yield* pictures
    return
  }
  if (wasBroughtBack) {
    yield outcome('failed', 0, 'somebody restored it or brought it in meanwhile; delete it again')
    return
  }
  await titles.forget(name)
  folder.log({ level: 'info', event: 'document-removed', document: name })
  yield entry
    ? outcome('done', entry.sizeBytes)
    : outcome('same', 0, 'its content was removed before; now the files of the disk are as well')
  yield* pictures
  yield* rewriteFiles(folder)
  // They are the operator's: who looks into damage may still need them.
  for (const copy of await folder.keptCopies())
    yield { what: 'file', name: copy, is: 'left', bytes: 0, because: MAY_HOLD }
}

/** What is known after a write that failed, which may be on disk all the same. */
const STOPPED = {
  nothing: 'Whether it is deleted after a restart is not known; set that right and run this again',
  marked:
    'It is deleted and nobody can open it, but whether its content has left the disk is not known; set that right and run this again',
  removed:
    'It is deleted and its content has left the storage, but not the files of the disk; set that right and run this again',
} as const

const MAY_HOLD =
  'it keeps damaged files as they were, and may hold parts of the document; delete it when you no longer need it'

/** Writes the files of the database anew, so that they hold nothing of what was removed. Says so when that fails. */
export async function* rewriteFiles({
  storage,
  catalogue,
}: Pick<DataFolder, 'storage' | 'catalogue'>): AsyncGenerator<Outcome> {
  try {
    await storage.rewriteFiles()
    await catalogue.rewriteFiles()
  } catch (error) {
    const because = `they could not be written anew, and still hold what was removed: ${wordsOf(error)}; set that right and run this again`
    yield { what: 'file', name: 'db', is: 'failed', bytes: 0, because }
  }
}

/** Removes the pictures that only this document mentions. */
async function* removePictures(
  folder: DataFolder,
  document: DocumentName,
): AsyncGenerator<Outcome> {
  const { storage, images } = folder
  const stored = await storage.load(document).catch((error: unknown) => {
    // What cannot be read can be removed all the same; its pictures stay.
    if (error instanceof StorageError && error.code !== 'CLOSED') return undefined
    throw error
  })
  const pictures = stored ? imagesIn(stored) : new Set<string>()
  if (pictures.size === 0) return
  const used = await usedBesides(folder, document, pictures)
  for (const picture of pictures) {
    const image = used.has(picture) ? undefined : await images.read(picture)
    if (image && (await images.remove(picture, folder.now())))
      yield { what: 'image', name: picture, is: 'done', bytes: image.bytes.length }
  }
}

/** Those of the pictures that other documents mention, or may: what cannot be read may mention any. */
async function usedBesides(
  { storage }: DataFolder,
  without: DocumentName,
  pictures: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  for await (const { document } of listed(storage)) {
    if (document === without) continue
    const stored = await storage.load(document).catch((error: unknown) => wordsOf(error))
    if (stored === undefined) continue
    if (typeof stored === 'string' || stored.damage.length > 0) return pictures
    for (const name of imagesIn(stored)) if (pictures.has(name)) used.add(name)
    if (used.size === pictures.size) break
  }
  return used
}
