import { sha256 } from '../archive/item-files.ts'
import type { ArchivePart } from '../archive/read-archive.ts'
import type { DataFolder } from './data-folder.ts'
import { importDocument, type Existing } from './import-document.ts'
import type { Outcome } from './outcome.ts'
import { itemsToImport } from './items-to-import.ts'

export interface ImportOptions {
  readonly existing: Existing
  /** The first document's name here. @default its own */
  readonly as?: string
}

/**
 * Brings documents and pictures in, one after the other. What came before it stopped, came whole; run again it goes on. A
 * catalogue is left out: others' deletions would end what is here.
 */
export async function* importArchive(
  folder: DataFolder,
  parts: AsyncIterable<ArchivePart>,
  { existing, as }: ImportOptions,
): AsyncGenerator<Outcome> {
  const problems: Outcome[] = []
  let renamed = as
  for await (const item of itemsToImport(parts, problems)) {
    if (item.is === 'image') {
      yield await importImage(folder, item.name, item.bytes)
    } else if (item.is === 'document') {
      const facts = { ...item.facts, document: renamed ?? item.facts.document }
      renamed = undefined
      yield await importDocument(folder, { ...item, facts }, existing)
    }
  }
  yield* problems
}

/** A picture's name is what is in it. */
export async function importImage(
  { images }: Pick<DataFolder, 'images'>,
  name: string,
  bytes: Uint8Array,
): Promise<Outcome> {
  const outcome = (is: Outcome['is'], because?: string): Outcome => ({
    what: 'image',
    name,
    is,
    bytes: bytes.length,
    ...(because === undefined ? {} : { because }),
  })
  if (sha256(bytes) !== name.split('.')[0]) return outcome('failed', 'it was altered')
  const kept = await images.keep(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (kept.kept)
    return kept.name === name ? outcome('done') : outcome('failed', 'it is of another kind')
  return outcome('failed', NOT_KEPT[kept.because])
}

/** Why a picture is not kept that could be kept later. */
export const DISK_FULL = 'the disk is full'

const NOT_KEPT = {
  'no-image': 'it is no picture of a kind that is kept',
  'too-large': 'it has too many pixels',
  full: 'there is no room for more pictures; see --max-images-mb',
  'disk-full': DISK_FULL,
}
