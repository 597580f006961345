import type { DocumentName } from '@weft/protocol'
import { CannotBuild, type Builder } from './builder.ts'
import { MAX_DOCUMENT_BYTES, type Built } from './built.ts'
import type { Source } from './source.ts'
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
  builder: Builder,
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
      const built = await builder.build(one.updates).catch(cannotBuild)
      if (built instanceof CannotBuild) {
        yield failure(one.name, built.message)
        continue
      }
      const isLarge = Math.max(built.bytes, built.state.length) > SMALL_BYTES
      // Two that come under one name come one after the other.
      if (isLarge) await Promise.all(underWay.values())
      else await underWay.get(wanted)
      const twin = taken.get(wanted)
      taken.set(wanted, one.name)
      const moving = place(built, one.name, wanted, target, builder, options).then((moved) => {
        underWay.delete(wanted)
        const named = wanted === one.name ? moved : { ...moved, as: wanted, isRenamed: !found.ok }
        done.push(twin === undefined ? named : withTwin(named, twin))
      })
      // Somebody may wait for it only later, and then learns what it rejected with.
      moving.catch(() => undefined)
      underWay.set(wanted, moving)
      if (isLarge) await moving
      else if (underWay.size >= AT_A_TIME) await Promise.race(underWay.values())
      yield* done.splice(0)
    }
    await Promise.all(underWay.values())
    yield* done
  } catch (error) {
    // What came beside it is not left untold.
    await Promise.allSettled(underWay.values())
    yield* done
    throw error
  } finally {
    // Also where nobody asks for more.
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

async function place(
  { state, pieces, title, problems }: Built,
  name: string,
  here: DocumentName,
  target: Target,
  builder: Builder,
  { existing, dryRun }: MoveOptions,
): Promise<Moved> {
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
    const isHere = await builder.isAllOf(present.updates, state, false).catch(cannotBuild)
    if (isHere === true) return done('present')
    if (existing === 'skip') return { name, is: 'skipped', bytes: 0 }
    if (isHere instanceof CannotBuild && existing !== 'replace')
      return failed(`whether it is here already cannot be told: ${isHere.message}`)
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

  const is = present.is === 'nothing' ? 'came' : isNew ? 'replaced' : 'merged'
  if (dryRun) return done(is)
  if (present.is !== 'nothing' && isNew) await target.remove(here)
  await (isNew ? target.create(here, { pieces, title }) : target.add(here, { pieces, title }))

  const stored = await target.present(here)
  const isWhole =
    stored.is === 'document' &&
    (await builder.isAllOf(stored.updates, state, isNew).catch(cannotBuild))
  if (isWhole === true) return done(is)
  return failed(
    isWhole instanceof CannotBuild
      ? `whether it came whole cannot be told: ${isWhole.message}; it is kept as it is`
      : 'what was stored does not read back as the source has it; it is kept as it is',
  )
}

/** @throws Whatever else went wrong. */
function cannotBuild(error: unknown): CannotBuild {
  if (error instanceof CannotBuild) return error
  throw error
}
