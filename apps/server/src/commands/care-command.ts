import { StorageError } from '@weft/storage'
import type { Command } from 'commander'
import { findServer } from '../admin/admin-client.ts'
import { localCare, remoteCare, type Care } from '../care/care.ts'
import { openFolder } from '../care/open-folder.ts'
import type { Outcome } from '../care/outcome.ts'
import { readSettings } from '../config/read-settings.ts'
import { dataProblem } from '../start-problem.ts'
import type { ExitCode, Invocation } from './command.ts'
import { CareReport, notableLine, reportOutcomes } from './care-report.ts'

/** Any time will do, in milliseconds. */
const AWAKE_MS = 60_000

export interface CareOptions {
  /** Whether a data folder that is not there is made. @default false */
  readonly mayBegin?: boolean
}

/**
 * Does something with the data folder: through the server, if one runs there, or with the folder opened for as long.
 *
 * @throws {StartProblem} When neither can be.
 */
export async function withCare<T>(
  { flags, surroundings, version, complain }: Invocation,
  { mayBegin = false }: CareOptions,
  job: (care: Care, damagedFiles: readonly Outcome[]) => Promise<T>,
): Promise<T> {
  const { data } = readSettings(flags, surroundings).values
  const server = await findServer(data, version)
  const writtenBy = `weft ${version}`
  if (server) {
    const ending = new AbortController()
    try {
      return await job(remoteCare(server, writtenBy, ending.signal), [])
    } finally {
      ending.abort()
    }
  }
  const opened = await openFolder(data, mayBegin)
  for (const outcome of opened.damagedFiles) complain(notableLine(outcome))
  // The thread that builds documents keeps no process alive.
  const awake = setInterval(() => undefined, AWAKE_MS)
  try {
    return await job(localCare(opened.folder, writtenBy), opened.damagedFiles)
  } catch (error) {
    throw asProblem(data, error)
  } finally {
    await opened.close()
    clearInterval(awake)
  }
}

/** What disk and storage say, in words for whoever runs a command; other faults are our own. */
export function asProblem(data: string, error: unknown): unknown {
  const isSystems = error instanceof Error && 'syscall' in error
  return isSystems || error instanceof StorageError ? dataProblem({ data }, error) : error
}

/** Does something to many documents, and tells what became of them. */
export async function runCare(
  invocation: Invocation,
  done: string,
  job: (care: Care) => AsyncIterable<Outcome>,
  options: CareOptions = {},
): Promise<ExitCode> {
  const report = new CareReport(done)
  await withCare(invocation, options, async (care, damagedFiles) => {
    for (const outcome of damagedFiles) report.add(outcome)
    await reportOutcomes(report, job(care), invocation)
  })
  report.print(invocation)
  return report.isGood ? 0 : 1
}

/** The names that stand behind a command; undefined when there are none: all. */
export const namesOf = (args: readonly string[]): readonly string[] | undefined =>
  args.length > 0 ? args : undefined

export const defineNames = (command: Command): Command =>
  command.argument('[documents...]', 'the names of documents; without any, all of them')
