import { importParts, requireThere } from '../care/import-parts.ts'
import { EXISTING } from '../moving/move-in.ts'
import { SOURCE_KINDS } from '../moving/open-source.ts'
import { DEFAULT_TIME_LIMIT, runMoving } from '../moving/run-moving.ts'
import { resolve } from 'node:path'
import { ConfigProblem } from '../config/config-problem.ts'
import { runCare } from './care-command.ts'
import type { CliCommand, ExitCode, Invocation } from './command.ts'
import { oneOf } from './one-of.ts'

export const importCommand: CliCommand = {
  name: 'import',
  summary:
    'Bring in documents that weft export or weft backup wrote, or one Yjs update; with --from those of another system. The server may be running, but not with --from. What came before is left alone, so that it can be run again.',
  example: 'weft import ./my-notes.tar --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .argument('<path>', 'the file or folder that they are in; it is only read')
      .option('--from <system>', `what it holds, if it is not Weft's: ${SOURCE_KINDS.join(', ')}`)
      .option(
        '--as <name>',
        'what the document is to be called here; for the first, if there are more',
      )
      .option(
        '--existing <what>',
        `what to do where a name is another document's here: ${EXISTING.join(', ')}`,
        'refuse',
      )
      .option('--rename', 'let those whose names cannot be here come under the nearest that can')
      .option(
        '--time-limit <seconds>',
        `how long a document may take to be built, for each MiB of it, with --from (default: ${DEFAULT_TIME_LIMIT})`,
      )
      .option('--dry-run', 'read all of it and tell what would come; write nothing')
      .option('--json', 'the summary for programs'),
  run: (invocation) =>
    invocation.options['from'] === undefined ? runImport(invocation) : runMoving(invocation),
}

async function runImport(invocation: Invocation): Promise<ExitCode> {
  const { args, options, surroundings } = invocation
  for (const flag of ['rename', 'dryRun', 'timeLimit'])
    if (options[flag] !== undefined)
      throw new ConfigProblem(
        `Cannot use --${flag.replace(/[A-Z]/, (big) => `-${big.toLowerCase()}`)} without --from: give the document a name with --as, or look at an export in its folder.`,
      )
  const existing = oneOf('existing', EXISTING, options)
  const as = options['as']
  const how = typeof as === 'string' ? { existing, as } : { existing }
  const path = resolve(surroundings.cwd, args[0] ?? '')
  await requireThere(path)
  return runCare(invocation, 'imported', (care) => care.import(importParts(path), how), {
    mayBegin: true,
  })
}
