import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkDocumentName } from '@weft/protocol'
import { archiveFilesAt } from '../archive/archive-files.ts'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import { readArchive, type ArchivePart } from '../archive/read-archive.ts'
import { StartProblem } from '../start-problem.ts'
import { importImage } from './import-archive.ts'
import { openFolder } from './open-folder.ts'
import type { Outcome } from './outcome.ts'
import { putDocument } from './put-document.ts'
import { bytesOf } from './stored-content.ts'

/** Where a folder is made ready, within the one that it becomes. */
const STAGE = 'restoring'
/** Of a data folder, in the order in which it becomes one: without the last, the server does not take it for one. */
const PARTS = ['images', 'catalogue', 'db', 'weft.json']

/**
 * Makes a data folder from a backup. Everything in the backup is read and verified first. Stopped half-way, it leaves what
 * no server takes for a data folder, and what the next restore clears away.
 *
 * @param data Where; it must be empty, or not there.
 * @throws {ArchiveProblem} When the backup cannot be restored; nothing is written then. {StartProblem} When the folder
 * cannot be had.
 */
export async function* restoreArchive(
  path: string,
  data: string,
  { dryRun }: { readonly dryRun: boolean },
): AsyncGenerator<Outcome> {
  for await (const part of verified(path)) if (dryRun) yield* toldOf(part)
  if (dryRun) return
  await requireEmpty(data)
  const stage = join(data, STAGE)
  const barrier = join(data, 'db')
  await mkdir(stage, { recursive: true })
  // A server that is started now finds a database without the rest, and says so, instead of beginning an empty one.
  await mkdir(barrier, { recursive: true })
  await (await open(join(barrier, 'not-restored-yet'), 'w')).close()
  await syncFolder(data)

  const { folder, close } = await openFolder(stage, true)
  try {
    for await (const part of verified(path)) {
      if (part.is === 'document') yield await restoreDocument(folder.storage, part)
      else if (part.is === 'image') yield await importImage(folder, part.name, part.bytes)
      else if (part.is === 'catalogue') await folder.catalogue.write(part.entries)
      else yield* toldOf(part)
    }
  } finally {
    await close()
  }
  await rm(barrier, { recursive: true })
  for (const part of PARTS) await rename(join(stage, part), join(data, part))
  await rm(stage, { recursive: true })
  await syncFolder(data)
  await syncFolder(dirname(data))
}

type DocumentPart = Extract<ArchivePart, { readonly is: 'document' }>

async function restoreDocument(
  storage: Parameters<typeof putDocument>[0],
  { facts, content }: DocumentPart,
): Promise<Outcome> {
  const checked = checkDocumentName(facts.document)
  const outcome = { what: 'document', name: facts.document } as const
  if (!checked.ok) return { ...outcome, is: 'failed', bytes: 0, because: checked.reason }
  if (content.is !== 'log')
    throw new ArchiveProblem('it is an export and no backup: use weft import')
  await putDocument(storage, checked.name, { facts, content })
  return { ...outcome, bytes: sizeOf(content), ...damageIn(facts.damage) }
}

const sizeOf = (content: DocumentPart['content']): number =>
  content.is === 'state'
    ? content.update.length
    : bytesOf([...content.pieces, ...content.records.flat().map(({ update }) => update)])

const damageIn = (damage: readonly string[]): Pick<Outcome, 'is' | 'because'> =>
  damage.length === 0
    ? { is: 'done' }
    : { is: 'damaged', because: `it was damaged when the backup was made: ${damage.join('; ')}` }

/** What there is in a backup that is not restored part by part. */
function* toldOf(part: ArchivePart): Generator<Outcome> {
  if (part.is === 'document') {
    const { facts, content } = part
    const bytes = sizeOf(content)
    yield { what: 'document', name: facts.document, bytes, ...damageIn(facts.damage) }
  }
  if (part.is === 'image')
    yield { what: 'image', name: part.name, is: 'done', bytes: part.bytes.length }
  if (part.is !== 'end') return
  for (const { document, reason } of part.missed) {
    const because = `it could not be read when the backup was made: ${reason}`
    yield { what: 'document', name: document, is: 'failed', bytes: 0, because }
  }
}

/** @throws {ArchiveProblem} When any of it is not as it was written. */
async function* verified(path: string): AsyncGenerator<ArchivePart> {
  let documents = 0
  for await (const part of readArchive(archiveFilesAt(path))) {
    if (part.is === 'head' && part.kind !== 'backup')
      throw new ArchiveProblem('it is an export and no backup: use weft import')
    if (part.is === 'spoilt') throw new ArchiveProblem(`"${part.document}": ${part.reason}`)
    if (part.is === 'document') documents += 1
    if (part.is === 'end' && part.documents !== documents)
      throw new ArchiveProblem(`${part.documents - documents} of its documents are missing`)
    yield part
  }
}

async function requireEmpty(data: string): Promise<void> {
  const found = await stat(data).catch(() => undefined)
  if (!found) {
    await mkdir(data, { recursive: true, mode: 0o700 })
    return
  }
  const names = found.isDirectory() ? await readdir(data) : ['']
  if (names.includes(STAGE) && !names.includes('weft.json')) {
    // What a restore left that was stopped.
    for (const part of [...PARTS, STAGE])
      await rm(join(data, part), { recursive: true, force: true })
    return requireEmpty(data)
  }
  // A file system of its own has this one from the start.
  if (names.every((name) => name === 'lost+found')) return
  throw new StartProblem(
    `Cannot restore into "${data}": it is not empty. Stop the server, move that folder away or name another with --data.`,
  )
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
