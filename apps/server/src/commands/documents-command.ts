import { requireServer } from '../admin/admin-client.ts'
import { KINDS, SORTS, type DocumentOverview } from '../admin/document-overview.ts'
import { ConfigProblem } from '../config/config-problem.ts'
import { readSettings } from '../config/read-settings.ts'
import type { CliCommand } from './command.ts'
import { oneOf } from './one-of.ts'

/** As many as one answer has; without a limit all pages are asked for. */
const PAGE = 1000

export const documentsCommand: CliCommand = {
  name: 'documents',
  summary: 'List the documents of the server that runs on the data folder, and who has them open.',
  example: 'weft documents --kind open --sort peers --data ./data',
  settings: ['data'],
  define: (command) =>
    command
      .argument('[search]', 'words that must all be in the name or the title')
      .option('--kind <kind>', `which: ${KINDS.join(', ')}`, 'stored')
      .option(
        '--sort <sort>',
        `in which order: ${SORTS.join(', ')} (default: changed; with --idle: used)`,
      )
      .option(
        '--idle <days>',
        'only those that nobody has used for so many days, the longest unused first; with what they take together',
      )
      .option('--json', 'for programs'),
  run: async ({ args, options, flags, surroundings, version, print }) => {
    const idle = idleFrom(options['idle'])
    const kind = oneOf('kind', KINDS, options)
    const usual = idle === undefined ? 'changed' : 'used'
    const sort = options['sort'] === undefined ? usual : oneOf('sort', SORTS, options)
    const server = await requireServer(readSettings(flags, surroundings).values.data, version)
    const documents: DocumentOverview[] = []
    for (let total = 1; documents.length < total;) {
      const query = {
        search: args[0] ?? '',
        kind,
        sort,
        ...(idle === undefined ? {} : { idle }),
        from: String(documents.length),
        limit: String(PAGE),
      }
      const page = (await server.json('GET', '/api/documents', { query })) as Page
      documents.push(...page.documents)
      // Some may have gone meanwhile.
      total = page.documents.length === 0 ? 0 : page.total
    }
    if (options['json'] === true) print(JSON.stringify(documents, undefined, 2))
    else if (documents.length === 0) print('There are no such documents.')
    else print([table(documents), ...(idle === undefined ? [] : [total(documents)])].join('\n'))
    return 0
  },
}

const total = (documents: readonly DocumentOverview[]): string =>
  `${documents.length} documents, ${documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} bytes.`

/** Days, as settings have them; `90d` is understood, too. */
function idleFrom(given: unknown): string | undefined {
  if (given === undefined) return undefined
  const [, days] = /^(\d{1,5})d?$/.exec(String(given)) ?? []
  if (days !== undefined) return days
  throw new ConfigProblem(
    `Cannot use "${String(given)}" for --idle: it must be a number of days, such as 90.`,
  )
}

interface Page {
  readonly documents: readonly DocumentOverview[]
  readonly total: number
}

function table(documents: readonly DocumentOverview[]): string {
  const rows = [
    ['bytes', 'peers', 'changed', 'used', 'document'],
    ...documents.map((one) => [
      String(one.sizeBytes),
      one.room === undefined ? '-' : String(one.peers),
      one.changedMs === undefined ? '-' : `${new Date(one.changedMs).toISOString().slice(0, 19)}Z`,
      // To the day it is noted.
      one.usedMs === undefined ? '-' : new Date(one.usedMs).toISOString().slice(0, 10),
      [one.document, ...marks(one)].join(' '),
    ]),
  ]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '))
    .join('\n')
}

const marks = (one: DocumentOverview): string[] => [
  ...(one.title === undefined ? [] : [`"${one.title}"`]),
  ...(one.isReadOnly ? ['[read-only]'] : []),
  ...(one.isDamaged ? ['[damaged]'] : []),
  ...(one.deletedMs === undefined ? [] : ['[deleted]']),
]
