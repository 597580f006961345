import { settingNames } from '../config/settings.ts'
import { runServer } from '../run-server.ts'
import { readConfig } from '../config/config.ts'
import { stopWithParent } from '../stop-with-parent.ts'
import type { CliCommand } from './command.ts'

export const serveCommand: CliCommand = {
  name: 'serve',
  summary: 'Run the server until it is told to stop.',
  example: 'weft serve --data ./data --password-file ./password --host 0.0.0.0',
  settings: settingNames,
  run: async ({ flags, surroundings, version }) => {
    await runServer(readConfig(flags, surroundings), version)
    // Which npm sets for what it runs: by "npm start", or "npx weft".
    if (surroundings.env['npm_lifecycle_event'] !== undefined) stopWithNpm()
    return undefined
  },
}

function stopWithNpm(): void {
  const stopLooking = stopWithParent({
    parent: () => process.ppid,
    terminate: () => process.kill(process.pid, 'SIGTERM'),
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stopLooking)
}
