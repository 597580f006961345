import type { CliCommand } from './command.ts'
import { defineNames, namesOf, runCare } from './care-command.ts'

export const compactCommand: CliCommand = {
  name: 'compact',
  summary:
    'Put snapshots in the place of the logs of documents, and free what was deleted on the disk. The server may be running.',
  example: 'weft compact --data ./data',
  settings: ['data'],
  define: (command) => defineNames(command).option('--json', 'the summary for programs'),
  run: (invocation) =>
    runCare(invocation, 'compacted', (care) => care.compact(namesOf(invocation.args))),
}
