import type { CliCommand } from './command.ts'
import { configCommand } from './config-command.ts'
import { importCommand } from './import-command.ts'
import { serveCommand } from './serve-command.ts'

/** What can follow `weft`, in the order in which help shows it. */
export const commands: readonly CliCommand[] = [serveCommand, configCommand, importCommand]
