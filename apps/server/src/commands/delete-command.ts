import type { CliCommand } from './command.ts'
import { runCare } from './care-command.ts'

export const deleteCommand: CliCommand = {
  name: 'delete',
  summary:
    'Remove a document for good: its history, its title, the pictures that only it has, and what the disk still holds of them. Nothing but a backup brings it back. The server may be running.',
  example: 'weft delete my-notes --data ./data',
  settings: ['data'],
  define: (command) =>
    command.argument('<document>', 'its name').option('--json', 'the summary for programs'),
  run: (invocation) =>
    runCare(invocation, 'removed', (care) => care.remove(invocation.args[0] ?? '')),
}
