import { join } from 'node:path'
import type { SeededRandom } from '@weft/testkit'

export const CALLS = ['fdatasync', 'write', 'openat', 'rename'] as const
export type Call = (typeof CALLS)[number]

/** `KILL` ends the process at the call, as `kill -9` would; the others are errors that the call returns. */
export const EFFECTS = ['KILL', 'EIO', 'ENOSPC'] as const
export type Effect = (typeof EFFECTS)[number]

/** Something that goes wrong with the storage's files, at a call that is counted. */
export interface Injection {
  readonly call: Call
  readonly effect: Effect
  /** The first call that it happens to; the first of all is 1. */
  readonly first: number
  /** How many calls it happens to; of no use for `KILL`. */
  readonly count: number
}

/** Lets Node have one thread for its files: strace counts calls for each thread by itself. */
export const ONE_THREAD = ['env', 'UV_THREADPOOL_SIZE=1'] as const

/** LevelDB numbers its files; a round is too short to reach this many. */
const FILE_NUMBERS = 120

/**
 * The command that runs Weft with the injection: strace as a grandchild, so that Weft is our child and takes our signals.
 *
 * Node's one thread for files makes all of the storage's calls but those of LevelDB's background thread. Only calls on the
 * storage's own files count: others would be lost on Node's inner workings, and an error in those is another matter.
 *
 * @param output Where strace writes what it saw.
 */
export function withInjection(
  { call, effect, first, count }: Injection,
  data: string,
  output: string,
): readonly string[] {
  const what = effect === 'KILL' ? 'signal=KILL' : `error=${effect}`
  const when = effect === 'KILL' || count === 1 ? `${first}` : `${first}..${first + count - 1}`
  return [
    ...ONE_THREAD,
    ...['strace', '-D', '-f', '-qq', '-o', output, '-e', `trace=${call}`, '-e', 'signal=none'],
    ...['-e', `inject=${call}:${what}:when=${when}`],
    ...storageFiles(data).flatMap((file) => ['-P', file]),
  ]
}

/** Whether strace's output says that the injection happened; kills are seen by how the process ended. */
export function wasInjected(output: string): boolean {
  return output.includes('(INJECTED)')
}

function storageFiles(data: string): readonly string[] {
  const database = join(data, 'db')
  const numbered = Array.from({ length: FILE_NUMBERS }, (_, index) => {
    const number = String(index + 1).padStart(6, '0')
    return [`${number}.log`, `${number}.ldb`, `${number}.dbtmp`, `MANIFEST-${number}`]
  })
  const named = ['CURRENT', 'LOCK', ...numbered.flat()]
  return [
    database,
    ...named.map((name) => join(database, name)),
    join(data, 'weft.json'),
    join(data, 'weft.json.new'),
  ]
}

/** The highest number that is worth a try: how often a short life of the server makes the call in its storage. */
const HIGHEST: Readonly<Record<Call, number>> = { fdatasync: 16, write: 30, openat: 14, rename: 4 }

/** Draws when a class of injections happens, and how often. */
export function drawInjection(call: Call, effect: Effect, random: SeededRandom): Injection {
  return { call, effect, first: 1 + random.below(HIGHEST[call]), count: 1 + random.below(5) }
}
