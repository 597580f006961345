import { checkDocumentName, type DocumentName } from '@weft/protocol'
import { defaultLimits, type UpdateLimits } from '@weft/server'
import { isReservedName, RESERVED } from '../access/link-name.ts'
import type { ArchivedDocument } from '../archive/archive-item.ts'
import type { DataFolder } from './data-folder.ts'
import type { Outcome } from './outcome.ts'
import { putDocument, type Putting } from './put-document.ts'
import { bytesOf, updatesOf } from './stored-content.ts'
import { WAITS, waitsForMore, withoutWaiting } from './waits-for-more.ts'
import { wordsOf } from '../words-of.ts'

/** What to do with a document whose name is another's here, with other content. */
export const EXISTING = ['refuse', 'merge', 'skip', 'replace'] as const
export type Existing = (typeof EXISTING)[number]

/** A whole document may be one update, and be the work of years. */
const LIMITS: UpdateLimits = {
  ...defaultLimits,
  maxUpdateStructs: 5_000_000,
  maxUpdateRanges: 5_000_000,
  maxClockJump: 2 ** 31,
}

/** Brings one document in. What it takes to be is not believed: it is checked and built before any of it is stored. */
export async function importDocument(
  folder: DataFolder,
  item: ArchivedDocument,
  existing: Existing,
): Promise<Outcome> {
  const { facts } = item
  const outcome = (is: Outcome['is'], bytes = 0, because?: string): Outcome => ({
    what: 'document',
    name: facts.document,
    is,
    bytes,
    ...(because === undefined ? {} : { because }),
  })
  const checked = checkDocumentName(facts.document)
  if (!checked.ok) return outcome('failed', 0, `${checked.reason}; give it another with --as`)
  const name = checked.name
  // It would come, and nobody could ever open it.
  if (isReservedName(name)) return outcome('failed', 0, `${RESERVED}; give it another with --as`)
  const { content } = item
  const updates =
    content.is === 'state'
      ? [content.update]
      : [...content.pieces, ...content.records.flat().map(({ update }) => update)]
  const bytes = bytesOf(updates)
  if (bytes > defaultLimits.maxLoadBytes)
    return outcome('failed', 0, `it takes ${bytes} bytes, more than the server would open`)
  let pieces: readonly Uint8Array[]
  try {
    pieces = await folder.builder.compact(updates, LIMITS)
  } catch (error) {
    return outcome('failed', 0, `it holds what is no Yjs document: ${wordsOf(error)}`)
  }
  const waits = waitsForMore(pieces)
  const isDamaged = facts.damage.length > 0
  // What waits for something that was lost is of no use any more, and would be found at each check.
  if (isDamaged) pieces = withoutWaiting(pieces)
  const putting: Putting = {
    facts,
    content: content.is === 'log' && !isDamaged ? content : { is: 'log', pieces, records: [] },
  }
  const present = await presentAs(folder, name, pieces)
  switch (present) {
    case 'nothing':
      await create(folder, name, facts.title, putting)
      break
    case 'same':
      return outcome('same', bytes, 'it is here, with all that this has')
    case 'other':
    case 'deleted':
      if (existing === 'skip') return outcome('left', 0, PRESENT[present])
      if (existing === 'replace') await create(folder, name, facts.title, putting)
      else if (existing === 'merge' && present === 'other') await merge(folder, name, pieces)
      else return outcome('failed', 0, `${PRESENT[present]}; see --existing`)
  }
  if (isDamaged)
    return outcome(
      'damaged',
      bytes,
      `it is what was left when it was exported: ${facts.damage.join('; ')}`,
    )
  return waits ? outcome('damaged', bytes, `it came, but ${WAITS}`) : outcome('done', bytes)
}

const PRESENT = {
  other: 'another document has that name here',
  deleted: 'a document of that name was deleted here',
}

type Present = 'nothing' | 'same' | keyof typeof PRESENT

async function presentAs(
  folder: DataFolder,
  name: DocumentName,
  pieces: readonly Uint8Array[],
): Promise<Present> {
  const { storage, deletions, builder } = folder
  if (deletions.of(name)) return 'deleted'
  await folder.saved(name)
  const stored = await storage.load(name)
  // One that was begun and has no content is what a stop half-way leaves, or somebody who only looked.
  if (!stored || (stored.sequence === 0 && stored.damage.length === 0)) return 'nothing'
  if (stored.damage.length > 0) return 'other'
  const here = updatesOf(stored)
  const [alone, together] = [await builder.merge(here), await builder.merge([...here, ...pieces])]
  return Buffer.compare(alone, together) === 0 ? 'same' : 'other'
}

async function create(
  folder: DataFolder,
  name: DocumentName,
  title: string | undefined,
  putting: Putting,
): Promise<void> {
  const { storage, deletions, titles } = folder
  // Before the content: if this is stopped in between, the next time all is brought in once more.
  if (title !== undefined) await titles.put(name, title)
  await folder.brought(name)
  await folder.withoutRoom(name, async () => {
    await putDocument(storage, name, putting)
    // Here, so that who deletes it at the same time sees that it is another document by now.
    await deletions.undo(name)
  })
}

async function merge(
  folder: DataFolder,
  document: DocumentName,
  pieces: readonly Uint8Array[],
): Promise<void> {
  const updates = pieces.map((update) => ({ update, user: undefined, timeMs: folder.now() }))
  await folder.withoutRoom(document, async () => {
    await folder.storage.append([{ document, updates }])
  })
}
