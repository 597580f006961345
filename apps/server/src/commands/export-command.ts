import { resolve } from 'node:path'
import { saveFolder, saveTar } from '../archive/archive-files.ts'
import { StartProblem } from '../start-problem.ts'
import { isThere } from '../is-there.ts'
import { defineNames, namesOf, withCare } from './care-command.ts'
import type { CliCommand } from './command.ts'
import { keepArchive } from './keep-archive.ts'

export const exportCommand: CliCommand = {
  name: 'export',
  summary:
    'Write documents to a file or a folder, each as one Yjs update that any program can apply, with their pictures. The server may be running.',
  example: 'weft export my-notes --out ./my-notes.tar --data ./data',
  settings: ['data'],
  define: (command) =>
    defineNames(command)
      .requiredOption('--out <path>', 'a file that ends in .tar, or a folder that is not there yet')
      .option('--json', 'the summary for programs'),
  run: async (invocation) => {
    const out = resolve(invocation.surroundings.cwd, String(invocation.options['out']))
    if (await isThere(out))
      throw new StartProblem(`Cannot export to "${out}": it is there already. Choose another name.`)
    return withCare(invocation, {}, (care) =>
      keepArchive(
        out,
        care.exported(namesOf(invocation.args)),
        out.endsWith('.tar') ? saveTar : saveFolder,
        invocation,
      ),
    )
  },
}
