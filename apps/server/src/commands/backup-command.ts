import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { saveTar } from '../archive/archive-files.ts'
import { StartProblem } from '../start-problem.ts'
import { withCare } from './care-command.ts'
import type { CliCommand } from './command.ts'
import { keepArchive } from './keep-archive.ts'

export const backupCommand: CliCommand = {
  name: 'backup',
  summary:
    'Write everything in the data folder to one file, for weft restore. The server may be running, and goes on.',
  example: 'weft backup ./weft-backup.tar --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .argument('<path>', 'the file to make; or a folder, which gets a file named for the time')
      .option('--json', 'what was written, for programs'),
  run: async (invocation) => {
    const given = resolve(invocation.surroundings.cwd, invocation.args[0] ?? '')
    const found = await stat(given).catch(() => undefined)
    if (found && !found.isDirectory())
      throw new StartProblem(
        `Cannot write the backup: "${given}" is there already. Choose another name, or name a folder: then the file is named for the time.`,
      )
    const path = found ? join(given, backupName(new Date())) : given
    return withCare(invocation, {}, (care) => keepArchive(path, care.backup(), saveTar, invocation))
  },
}

/** In the order of their names they are in the order of their times. */
export const backupName = (now: Date): string =>
  `weft-backup-${now.toISOString().slice(0, 23).replaceAll(/[:.]/g, '-')}Z.tar`
