import { buildSnapshot } from '@weft/server/core'
import type { DocumentName } from '@weft/protocol'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { contentDigest } from './content-digest.ts'
import { holdsAll } from './holds-all.ts'
import type { Source, SourceDocument } from './source.ts'
import { applyAll, readState } from './source-state.ts'
import { targetName } from './target-name.ts'
import type { Target } from './target.ts'

/** What to do with a document whose name is another's here, with other content. */
export const EXISTING = ['refuse', 'merge', 'skip', 'replace'] as const
export type Existing = (typeof EXISTING)[number]

export interface MoveOptions {
  readonly existing: Existing
  /** Whether documents whose names cannot be here come under the nearest name that can. */
  readonly rename: boolean
  /** Whether nothing is to be written. */
  readonly dryRun: boolean
}

/** What became of one document. */
export interface Moved {
  /** Its name in the source. */
  readonly name: string
  /** Its name here, if it is another. */
  readonly as?: string
  /**
   * - `came`: it is here, and holds what the source has.
   * - `merged`, `replaced`: the same, with or in the place of what was here.
   * - `present`: all of it was here before.
   * - `empty`: there is nothing in it.
   * - `skipped`: another is here, and that was to be left alone.
   * - `incomplete`: it came, but for what could not be read.
   * - `failed`: it did not come.
   */
  readonly is: (typeof OUTCOMES)[number]
  /** What it takes here, in bytes. */
  readonly bytes: number
  /** Why it did not come, or not in whole. */
  readonly because?: string
}

export const OUTCOMES = [
  'came',
  'merged',
  'replaced',
  'present',
  'empty',
  'skipped',
  'incomplete',
  'failed',
] as const

/** As large a piece is applied in some 20 ms when the document is loaded. */
const PIECE_BYTES = 32 * 1024
/** Larger documents do not come: the server could not open them, in bytes. */
const MAX_DOCUMENT_BYTES = 96 * 1024 * 1024

/**
 * Brings documents from a source, one after the other, and reads each back to see that it holds what the source has. Run
 * again after a stop half-way it goes on: what is here already is left alone.
 *
 * @throws What the target throws: storage that fails is no document's fault.
 */
export async function* moveIn(
  source: Source,
  target: Target,
  options: MoveOptions,
): AsyncGenerator<Moved> {
  /** By the name here, the name there. */
  const taken = new Map<string, string>()
  for await (const one of source.documents()) {
    if ('problem' in one) {
      yield { name: one.name, is: 'failed', bytes: 0, because: one.problem }
      continue
    }
    const found = targetName(one.name)
    const wanted = found.ok ? found.name : found.proposal
    const as = wanted === one.name ? {} : { as: wanted }
    if (!found.ok && !options.rename) {
      const because = `${found.reason}; it can come as "${found.proposal}" with --rename`
      yield { name: one.name, is: 'failed', bytes: 0, because }
      continue
    }
    const moved = await moveOne(one, wanted, target, options)
    const twin = taken.get(wanted)
    taken.set(wanted, one.name)
    const isTwin = twin !== undefined && moved.is === 'failed'
    const because = isTwin ? `"${twin}" came under the same name; ${moved.because}` : moved.because
    yield { ...moved, ...as, ...(because === undefined ? {} : { because }) }
  }
}

async function moveOne(
  document: SourceDocument,
  name: DocumentName,
  target: Target,
  options: MoveOptions,
): Promise<Moved> {
  const { doc, problems } = await readState(document)
  try {
    return await place(doc, problems, document.name, name, target, options)
  } finally {
    doc.destroy()
  }
}

async function place(
  doc: Doc,
  problems: readonly string[],
  name: string,
  here: DocumentName,
  target: Target,
  { existing, dryRun }: MoveOptions,
): Promise<Moved> {
  const state = encodeStateAsUpdate(doc)
  const bytes = state.length
  const failed = (because: string): Moved => ({ name, is: 'failed', bytes: 0, because })
  if (bytes <= 2)
    return problems.length > 0 ? failed(problems.join('; ')) : { name, is: 'empty', bytes: 0 }
  if (bytes > MAX_DOCUMENT_BYTES)
    return failed(`it takes ${bytes} bytes, more than the server can open`)
  const done = (is: Moved['is']): Moved =>
    problems.length > 0
      ? { name, is: 'incomplete', bytes, because: problems.join('; ') }
      : { name, is, bytes }

  const present = await target.present(here)
  let isNew = true
  if (present.is === 'document') {
    if (isAllOf(present.updates, doc)) return done('present')
    if (existing === 'skip') return { name, is: 'skipped', bytes: 0 }
    if (existing === 'refuse')
      return failed(
        'another document has that name here; choose --existing merge, skip or replace for such',
      )
    isNew = existing === 'replace'
  }
  if (present.is === 'deleted') {
    if (existing === 'skip') return { name, is: 'skipped', bytes: 0 }
    if (existing !== 'replace')
      return failed(
        'a document of that name was deleted here; choose --existing replace to bring it',
      )
  }

  const pieces = bytes <= PIECE_BYTES ? [state] : buildSnapshot([state], PIECE_BYTES)
  const is = present.is === 'nothing' ? 'came' : isNew ? 'replaced' : 'merged'
  if (dryRun) return done(is)
  if (present.is !== 'nothing' && isNew) await target.remove(here)
  await (isNew ? target.create(here, { pieces, doc }) : target.add(here, { pieces, doc }))

  const stored = await target.present(here)
  if (stored.is !== 'document' || !isAllOf(stored.updates, doc, isNew))
    return failed('what was stored does not read back as the source has it; it is kept as it is')
  return done(is)
}

/** Whether stored updates hold all that a document does; if they are to be the same, also nothing else, and look alike. */
function isAllOf(updates: readonly Uint8Array[], doc: Doc, mustBeSame = false): boolean {
  const stored = new Doc()
  try {
    applyAll(stored, updates, () => undefined)
    if (!holdsAll(stored, doc)) return false
    return !mustBeSame || (holdsAll(doc, stored) && contentDigest(doc) === contentDigest(stored))
  } finally {
    stored.destroy()
  }
}
