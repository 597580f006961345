import { checkDocumentName } from '@weft/protocol'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import type { ArchivePart } from '../archive/read-archive.ts'
import { StartProblem } from '../start-problem.ts'
import { SECRET_AREAS } from './archive-items.ts'
import { DISK_FULL, importImage } from './import-archive.ts'
import { openFolder } from './open-folder.ts'
import type { Outcome } from './outcome.ts'
import { putDocument } from './put-document.ts'
import { StagedFolder } from './staged-folder.ts'
import { bytesOf } from './stored-content.ts'
import { verifiedBackup } from './verified-backup.ts'

export interface RestoreOptions {
  /** Only read it. */
  readonly dryRun: boolean
  /** Whether read-only links lead to their documents again, also those that were ended after the backup was made. */
  readonly keepLinks: boolean
}

const LINKS = 'view-links'
/** When documents were opened: it would be too long ago, and documents that nobody uses are deleted. */
const OPENINGS: ReadonlySet<string> = new Set(['opened', 'retention'])

/**
 * Makes a data folder from a backup. Everything in the backup is read and verified first. Stopped half-way, it leaves what
 * no server takes for a data folder, and what the next restore clears away.
 *
 * @param data Where; it must be empty, or not there.
 * @throws {ArchiveProblem} When the backup cannot be restored; nothing is written then. {StartProblem} When the folder
 * cannot be had, or the disk is full.
 */
export async function* restoreArchive(
  path: string,
  data: string,
  { dryRun, keepLinks }: RestoreOptions,
): AsyncGenerator<Outcome> {
  for await (const part of verifiedBackup(path)) if (dryRun) yield* toldOf(part)
  if (dryRun) return
  const staged = await StagedFolder.begin(data)
  let links = 0
  try {
    const { folder, close } = await openFolder(staged.path, true)
    try {
      for await (const part of verifiedBackup(path)) {
        if (part.is === 'document') yield await restoreDocument(folder.storage, part)
        else if (part.is === 'image') {
          const outcome = await importImage(folder, part.name, part.bytes)
          // It would be there without its pictures, and look whole.
          if (outcome.is === 'failed' && outcome.because === DISK_FULL)
            throw new StartProblem(
              `Cannot restore into "${data}": the disk is full. Free some space, and run it again.`,
            )
          yield outcome
        } else if (part.is === 'catalogue') {
          const entries = part.entries.filter(([area]) => isRestored(area, keepLinks))
          links += part.entries.filter(([area]) => area === LINKS).length
          await folder.catalogue.write(entries)
        } else yield* toldOf(part)
      }
    } finally {
      await close()
    }
    await staged.finish()
  } finally {
    await staged.release()
  }
  if (links > 0 && !keepLinks) yield linksLeft(links)
}

/** Whoever altered a backup must not get in by it. */
const isRestored = (area: string, keepLinks: boolean): boolean =>
  !SECRET_AREAS.has(area) && !OPENINGS.has(area) && (area !== LINKS || keepLinks)

const linksLeft = (links: number): Outcome => ({
  what: 'catalogue',
  name: 'read-only links',
  is: 'left',
  bytes: 0,
  because: `${links} in the backup, and some may have been ended since: people make new ones; or restore with --keep-links`,
})

type DocumentPart = Extract<ArchivePart, { readonly is: 'document' }>

async function restoreDocument(
  storage: Parameters<typeof putDocument>[0],
  { facts, content }: DocumentPart,
): Promise<Outcome> {
  const checked = checkDocumentName(facts.document)
  if (!checked.ok || content.is !== 'log')
    throw new ArchiveProblem('it is an export and no backup: use weft import')
  await putDocument(storage, checked.name, { facts, content })
  return documentOutcome({ facts, content })
}

function documentOutcome({ facts, content }: Omit<DocumentPart, 'is'>): Outcome {
  const bytes =
    content.is === 'state'
      ? content.update.length
      : bytesOf([...content.pieces, ...content.records.flat().map(({ update }) => update)])
  const outcome = { what: 'document', name: facts.document, bytes } as const
  if (facts.damage.length === 0) return { ...outcome, is: 'done' }
  const because = `it was damaged when the backup was made: ${facts.damage.join('; ')}`
  return { ...outcome, is: 'damaged', because }
}

/** What there is in a backup that is not restored part by part. */
function* toldOf(part: ArchivePart): Generator<Outcome> {
  if (part.is === 'document') yield documentOutcome(part)
  if (part.is === 'image')
    yield { what: 'image', name: part.name, is: 'done', bytes: part.bytes.length }
  if (part.is !== 'end') return
  for (const { document, reason } of part.missed) {
    const because = `it could not be read when the backup was made: ${reason}`
    yield { what: 'document', name: document, is: 'failed', bytes: 0, because }
  }
}
