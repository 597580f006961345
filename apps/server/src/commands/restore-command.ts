import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import { restoreArchive } from '../care/restore-archive.ts'
import { readSettings } from '../config/read-settings.ts'
import { StartProblem } from '../start-problem.ts'
import { asProblem } from './care-command.ts'
import { CareReport, reportOutcomes } from './care-report.ts'
import type { CliCommand } from './command.ts'
import { wordsOf } from '../words-of.ts'

const BACKUP = /^weft-backup-.*\.tar$/

export const restoreCommand: CliCommand = {
  name: 'restore',
  summary:
    'Make a data folder from a backup. The backup is read whole before anything is written, and the folder must be empty. Every document begins a new history: clients that have edits from after the backup keep them, and are told.',
  example: 'weft restore ./weft-backup.tar --data ./data-restored',
  settings: ['data'],
  define: (command) =>
    command
      .argument('<path>', 'the backup; or a folder with backups, of which the newest is taken')
      .option('--dry-run', 'read the backup and tell whether it is whole; write nothing')
      .option(
        '--keep-links',
        'let read-only links lead to their documents again, also those that were ended since the backup',
      )
      .option('--json', 'the summary for programs'),
  run: async (invocation) => {
    const { args, options, flags, surroundings, print } = invocation
    const path = await newestAt(resolve(surroundings.cwd, args[0] ?? ''))
    const { data } = readSettings(flags, surroundings).values
    const dryRun = options['dryRun'] === true
    const how = { dryRun, keepLinks: options['keepLinks'] === true }
    const report = new CareReport(dryRun ? 'in the backup' : 'restored')
    try {
      await reportOutcomes(report, restoreArchive(path, data, how), invocation)
    } catch (error) {
      if (!(error instanceof ArchiveProblem)) throw asProblem(data, error)
      throw new StartProblem(
        `Cannot restore "${path}": ${wordsOf(error)}. Nothing was written; take another backup.`,
        { cause: error },
      )
    }
    if (options['json'] !== true)
      print(dryRun ? `"${path}" is whole.` : `"${path}" is restored in "${data}".`)
    report.print(invocation)
    return report.isGood ? 0 : 1
  },
}

async function newestAt(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return path
  const newest = (await readdir(path))
    .filter((name) => BACKUP.test(name))
    .sort()
    .at(-1)
  if (newest === undefined)
    throw new StartProblem(`There is no backup in "${path}": no file weft-backup-….tar.`)
  return join(path, newest)
}
