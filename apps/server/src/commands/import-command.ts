import { EXISTING } from '../moving/move-in.ts'
import { SOURCE_KINDS } from '../moving/open-source.ts'
import { runMoving } from '../moving/run-moving.ts'
import type { CliCommand } from './command.ts'

export const importCommand: CliCommand = {
  name: 'import',
  summary:
    'Bring documents of another system into the data folder. The server must not be running; what came before is left alone, so that it can be run again.',
  example: 'weft import ./old-documents --from updates --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .argument('<path>', 'the file or folder that they are in; it is only read')
      .requiredOption('--from <system>', `what it holds: ${SOURCE_KINDS.join(', ')}`)
      .option(
        '--existing <what>',
        `what to do where a name is another document's here: ${EXISTING.join(', ')}`,
        'refuse',
      )
      .option('--rename', 'let those whose names cannot be here come under the nearest that can')
      .option('--dry-run', 'read all of it and tell what would come; write nothing')
      .option('--json', 'the summary for programs'),
  run: runMoving,
}
