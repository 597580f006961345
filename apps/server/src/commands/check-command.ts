import type { CliCommand } from './command.ts'
import { runCare } from './care-command.ts'

export const checkCommand: CliCommand = {
  name: 'check',
  summary:
    'Read everything that is stored, build every document, and tell what is damaged. The server may be running; if it is not, the files of the database are read whole, too.',
  example: 'weft check --data ./data',
  settings: ['data'],
  define: (command) => command.option('--json', 'the summary for programs'),
  run: (invocation) => runCare(invocation, 'whole', (care) => care.check()),
}
