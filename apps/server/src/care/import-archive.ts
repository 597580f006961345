import { ArchiveProblem } from '../archive/archive-problem.ts'
import type { ArchivePart } from '../archive/read-archive.ts'
import { sha256 } from '../archive/item-files.ts'
import type { DataFolder } from './data-folder.ts'
import { importDocument, type Existing } from './import-document.ts'
import { wordsOf, type Outcome } from './outcome.ts'

export interface ImportOptions {
  readonly existing: Existing
  /** The one document's name here. @default its own */
  readonly as?: string
}

/**
 * Brings what is in an archive into a data folder, one after the other. What came before it stopped, came whole; run again it
 * goes on.
 */
export async function* importArchive(
  folder: DataFolder,
  parts: AsyncIterable<ArchivePart>,
  { existing, as }: ImportOptions,
): AsyncGenerator<Outcome> {
  let documents = 0
  try {
    for await (const part of parts) {
      switch (part.is) {
        case 'document': {
          documents += 1
          if (as !== undefined && documents > 1)
            throw new ArchiveProblem('it holds more than one document, and --as gives one a name')
          const facts = { ...part.facts, document: as ?? part.facts.document }
          yield await importDocument(folder, { ...part, facts }, existing)
          break
        }
        case 'image':
          yield await importImage(folder, part.name, part.bytes)
          break
        case 'spoilt':
          yield {
            what: 'document',
            name: part.document,
            is: 'failed',
            bytes: 0,
            because: part.reason,
          }
          break
        case 'head':
        case 'catalogue':
        case 'missed':
          // A catalogue is for restoring a whole folder: here others' deletions would end what is here.
          break
        case 'end':
          for (const { document, reason } of part.missed)
            yield {
              what: 'document',
              name: document,
              is: 'failed',
              bytes: 0,
              because: `it is not in the archive: ${reason}`,
            }
      }
    }
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    const because = `${wordsOf(error)}; what came before that is here`
    yield { what: 'file', name: 'the archive', is: 'failed', bytes: 0, because }
  }
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

const NOT_KEPT = {
  'no-image': 'it is no picture of a kind that is kept',
  'too-large': 'it has too many pixels',
  full: 'there is no room for more pictures; see --max-images-mb',
  'disk-full': 'the disk is full',
}
