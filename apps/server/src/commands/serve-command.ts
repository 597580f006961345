import { settingNames } from '../config/settings.ts'
import { runServer } from '../run-server.ts'
import { readConfig } from '../config/config.ts'
import type { CliCommand } from './command.ts'

export const serveCommand: CliCommand = {
  name: 'serve',
  summary: 'Run the server until it is told to stop.',
  example: 'weft serve --data ./data --password-file ./password --host 0.0.0.0',
  settings: settingNames,
  run: async ({ flags, surroundings, version }) => {
    await runServer(readConfig(flags, surroundings), version)
    return undefined
  },
}
