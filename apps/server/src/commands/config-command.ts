import { configFrom } from '../config/config.ts'
import { printSettings } from '../config/print-settings.ts'
import { readSettings } from '../config/read-settings.ts'
import { settingNames } from '../config/settings.ts'
import type { CliCommand } from './command.ts'

export const configCommand: CliCommand = {
  name: 'config',
  summary: 'Print every setting, what it is, and who says so. Nothing is started.',
  example: 'weft config --config /etc/weft.yaml',
  settings: settingNames,
  define: (command) => command.option('--json', 'for programs'),
  run: async ({ flags, options, surroundings, print }) => {
    const read = readSettings(flags, surroundings)
    print(printSettings(read, options['json'] === true ? 'json' : 'table'))
    // What is in force is shown also where it does not fit together.
    configFrom(read)
    return 0
  },
}
