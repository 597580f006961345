import { checkDocumentName } from '@weft/protocol'
import { imagesIn } from '../images/images-in.ts'
import type { DataFolder } from './data-folder.ts'
import { wordsOf, type Outcome } from './outcome.ts'
import { entryOf, listed } from './stored-content.ts'

/**
 * Removes a document for good: its log from the files of the disk, its title, its link, and the pictures that only it has.
 * The name stays in the list of what was deleted, so that a client that still has the document cannot bring it back.
 */
export async function* deleteDocument(folder: DataFolder, given: string): AsyncGenerator<Outcome> {
  const { storage, titles, deletions, images, catalogue } = folder
  const failed = (because: string): Outcome => ({
    what: 'document',
    name: given,
    is: 'failed',
    bytes: 0,
    because,
  })
  const checked = checkDocumentName(given)
  if (!checked.ok) {
    yield failed(checked.reason)
    return
  }
  const { name } = checked
  const entry = await entryOf(storage, name)
  if (!entry) {
    yield failed('there is no such document')
    return
  }
  await deletions.mark(name, folder.now())
  // From here on nobody gets in; who is in is sent away.
  await folder.removed(name)
  const stored = await storage.load(name)
  const pictures = stored ? imagesIn(stored) : new Set<string>()
  await folder.withoutRoom(name, () => storage.delete(name))
  await deletions.removed(name, folder.now())
  await titles.forget(name)
  yield { what: 'document', name, is: 'done', bytes: entry.sizeBytes }

  if (pictures.size > 0) {
    const used = await usedOf(folder, pictures)
    for (const picture of pictures) {
      const image = used.has(picture) ? undefined : await images.read(picture)
      if (image && (await images.remove(picture, folder.now())))
        yield { what: 'image', name: picture, is: 'done', bytes: image.bytes.length }
    }
  }
  await storage.rewriteFiles()
  await catalogue.rewriteFiles()
}

/** Those of the pictures that other documents mention, or may: what cannot be read may mention any. */
async function usedOf(
  { storage }: DataFolder,
  pictures: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  for await (const { document } of listed(storage)) {
    const stored = await storage.load(document).catch((error: unknown) => wordsOf(error))
    if (stored === undefined) continue
    if (typeof stored === 'string' || stored.damage.length > 0) return pictures
    for (const name of imagesIn(stored)) if (pictures.has(name)) used.add(name)
    if (used.size === pictures.size) break
  }
  return used
}
