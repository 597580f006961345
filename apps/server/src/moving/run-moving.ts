import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StorageError } from '@weft/storage'
import type { ExitCode, Invocation } from '../commands/command.ts'
import { oneOf } from '../commands/one-of.ts'
import { ConfigProblem } from '../config/config-problem.ts'
import { requireThere } from '../care/import-parts.ts'
import { readSettings } from '../config/read-settings.ts'
import { BuildingThread } from './building-thread.ts'
import { EXISTING, moveIn, type MoveOptions } from './move-in.ts'
import { lineOf, MovingReport } from './moving-report.ts'
import { openSource, SOURCE_KINDS } from './open-source.ts'
import { openTarget } from './open-target.ts'
import { ProgressLine } from './progress-line.ts'

/** In the data folder, while documents move in; one that is found was left by a stop half-way. */
const COPY = 'moving-copy'

/** How long a document may take to be built, in seconds for each MiB of it that is begun. */
export const DEFAULT_TIME_LIMIT = 30

/** `weft import --from`: documents of another system move into the data folder. */
export async function runMoving(invocation: Invocation): Promise<ExitCode> {
  const { args, options, flags, surroundings, print, complain } = invocation
  const kind = oneOf('from', SOURCE_KINDS, options)
  if (options['as'] !== undefined)
    throw new ConfigProblem(
      'Cannot use --as with --from: documents keep their names, and with --rename those that cannot be here get others.',
    )
  const existing = oneOf('existing', EXISTING, options)
  const dryRun = options['dryRun'] === true
  const move: MoveOptions = { existing, rename: options['rename'] === true, dryRun }
  const builder = new BuildingThread({ msPerMiB: timeLimitFrom(options) })
  const path = resolve(surroundings.cwd, args[0] ?? '')
  const { data } = readSettings(flags, surroundings).values
  await requireThere(path)

  const report = new MovingReport()
  let stopped: StorageError | undefined
  const progress = new ProgressLine(process.stderr)
  const { target, close } = await openTarget(data, dryRun, complain)
  const temporary = dryRun ? await mkdtemp(join(tmpdir(), 'weft-moving-')) : join(data, COPY)
  try {
    const source = await openSource(kind, path, temporary)
    try {
      for await (const moved of moveIn(source, target, builder, move)) {
        report.add(moved)
        const line = lineOf(moved)
        if (line !== undefined) {
          progress.clear()
          complain(line)
        }
        progress.show(() => report.progress(source.count))
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      stopped = error
    } finally {
      progress.clear()
      await source.close()
    }
  } finally {
    await builder.close()
    await rm(temporary, { recursive: true, force: true })
    await close()
  }
  print(options['json'] === true ? JSON.stringify(report) : report.summary(dryRun))
  if (stopped) complain(stoppedWords(stopped))
  return report.isGood && !stopped ? 0 : 1
}

const stoppedWords = ({ message, code }: StorageError): string =>
  `${message}. ${code === 'NO_SPACE' ? 'Free some space' : 'Look at the disk'}, and run the same again: what came stays, and the rest comes.`

const MOST_SECONDS = 24 * 60 * 60

/** In milliseconds. */
function timeLimitFrom(options: Readonly<Record<string, unknown>>): number {
  const given = options['timeLimit'] ?? DEFAULT_TIME_LIMIT
  const seconds = Number(given)
  if (!(seconds > 0 && seconds <= MOST_SECONDS))
    throw new ConfigProblem(
      `Cannot use "${String(given)}" for --time-limit: it must be a number of seconds, more than 0 and at most ${MOST_SECONDS}.`,
    )
  return seconds * 1000
}
