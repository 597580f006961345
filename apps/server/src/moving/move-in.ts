import { buildSnapshot } from '@weft/server/core'
import type { DocumentName } from '@weft/protocol'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { contentDigest } from './content-digest.ts'
import { holdsAll } from './holds-all.ts'
import type { Source } from './source.ts'
import { applyAll, readState, type SourceState } from './source-state.ts'
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
  /** Its name here, if it is another: what its percent-escapes spell, or one that was made for it. */
  readonly as?: string
  /** Whether that was made, because its own cannot be here. */
  readonly isRenamed?: boolean
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

/** How many small documents are written at a time, so that a disk that is asked to sync has more than one to sync. */
const AT_A_TIME = 16
/** A document that takes more than this is the only one in memory, in bytes. */
const SMALL_BYTES = 1024 * 1024

/**
 * Brings documents from a source, and reads each back to see that it holds what the source has. Run again after a stop
 * half-way it goes on: what is here already is left alone.
 *
 * @throws What the target throws: storage that fails is no document's fault.
 */
export async function* moveIn(
  source: Source,
  target: Target,
  options: MoveOptions,
): AsyncGenerator<Moved> {
  const underWay = new Map<DocumentName, Promise<void>>()
  const done: Moved[] = []
  /** By the name here, the name there. */
  const taken = new Map<DocumentName, string>()
  try {
    for await (const one of source.documents()) {
      if ('problem' in one) {
        yield failure(one.name, one.problem)
        continue
      }
      const found = targetName(one.name)
      const wanted = found.ok ? found.name : found.proposal
      if (!found.ok && !options.rename) {
        yield failure(one.name, `${found.reason}; it can come as "${wanted}" with --rename`)
        continue
      }
      const state = await readState(one)
      const isLarge = state.bytes > SMALL_BYTES
      // Two that come under one name come one after the other.
      if (isLarge) await Promise.all(underWay.values())
      else await underWay.get(wanted)
      const twin = taken.get(wanted)
      taken.set(wanted, one.name)
      const moving = moveOne(state, one.name, wanted, target, options).then((moved) => {
        underWay.delete(wanted)
        const named = wanted === one.name ? moved : { ...moved, as: wanted, isRenamed: !found.ok }
        done.push(twin === undefined ? named : withTwin(named, twin))
      })
      underWay.set(wanted, moving)
      if (isLarge) await moving
      else if (underWay.size >= AT_A_TIME) await Promise.race(underWay.values())
      yield* done.splice(0)
    }
    await Promise.all(underWay.values())
    yield* done
  } finally {
    await Promise.allSettled(underWay.values())
  }
}

const failure = (name: string, because: string): Moved => ({
  name,
  is: 'failed',
  bytes: 0,
  because,
})

function withTwin(moved: Moved, twin: string): Moved {
  if (moved.is !== 'failed') return moved
  return { ...moved, because: `"${twin}" came under the same name; ${moved.because}` }
}

async function moveOne(
  { doc, problems }: SourceState,
  name: string,
  here: DocumentName,
  target: Target,
  options: MoveOptions,
): Promise<Moved> {
  try {
    return await place(doc, problems, name, here, target, options)
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
  const failed = (because: string): Moved => failure(name, because)
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
