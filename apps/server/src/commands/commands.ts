import { backupCommand } from './backup-command.ts'
import { checkCommand } from './check-command.ts'
import { compactCommand } from './compact-command.ts'
import { deleteCommand } from './delete-command.ts'
import { exportCommand } from './export-command.ts'
import { restoreCommand } from './restore-command.ts'
import type { CliCommand } from './command.ts'
import { configCommand } from './config-command.ts'
import { disconnectCommand } from './disconnect-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { documentsCommand } from './documents-command.ts'
import { healthCommand } from './health-command.ts'
import { importCommand } from './import-command.ts'
import { logLevelCommand } from './log-level-command.ts'
import { reauthorizeCommand } from './reauthorize-command.ts'
import { serveCommand } from './serve-command.ts'

/** What can follow `weft`, in the order in which help shows it. */
export const commands: readonly CliCommand[] = [
  serveCommand,
  configCommand,
  healthCommand,
  doctorCommand,
  importCommand,
  documentsCommand,
  disconnectCommand,
  reauthorizeCommand,
  logLevelCommand,
  exportCommand,
  backupCommand,
  restoreCommand,
  compactCommand,
  checkCommand,
  deleteCommand,
]
