import { median, spread } from '../measures/statistics.ts'
import { SERVER_IDS, type ServerId } from '../servers/server-kind.ts'
import type { Figure } from '../workloads/workload.ts'
import { machineLine } from './machine.ts'
import { invalidBecause, valuesOf, type Row } from './results.ts'
import { verdictOf } from './verdict.ts'
import { faultsInWords, inWords, serverWords, targetInWords } from './words.ts'

const marks = { met: '✓', missed: '✗', invalid: 'invalid:' } as const
/** Medians that lie further apart than this say so. */
const WIDE_SPREAD = 0.3

/**
 * The table of all rows, with what it was measured on and what went wrong.
 *
 * @param pictures The folder with the rows' pictures, seen from the page; without it they are left out.
 */
export function markdownTable(rows: readonly Row[], pictures?: string): string {
  if (rows.length === 0) return 'Nothing has been measured yet.\n'
  const head = ['work', ...SERVER_IDS.map((id) => serverWords[id]), 'Weft is to reach', 'reached']
  const lines = rows.flatMap((row) =>
    row.figures.map((figure, index) => tableLine(row, figure, index === 0)),
  )
  const table = [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`)
  const drawn = rows.flatMap(({ curve }) =>
    curve && pictures !== undefined ? [`![${curve.title}](${pictures}/${curve.file})`, ''] : [],
  )
  const parts = [...provenance(rows), '', ...table, '', ...drawn, ...notes(rows)]
  return `${parts.join('\n').trimEnd()}\n`
}

function tableLine(row: Row, figure: Figure, isFirst: boolean): readonly string[] {
  const target = row.targets.find((each) => each.figure === figure.key)
  const verdict = target && verdictOf(row, target)
  const ratio = target?.of !== undefined && verdict ? `${verdict.reached.toFixed(2)} ×` : undefined
  const own = verdict && ratio === undefined ? inWords(verdict.reached, figure) : ratio
  return [
    `${isFirst ? `**${row.title}**: ` : ''}${figure.label}`,
    ...SERVER_IDS.map((id) => cell(row, id, figure)),
    target ? targetInWords(target, figure) : '',
    verdict ? `${marks[verdict.mark]} ${Number.isNaN(verdict.reached) ? '–' : own}` : '',
  ]
}

function cell(row: Row, server: ServerId, figure: Figure): string {
  const values = valuesOf(row, server, figure.key)
  if (values === undefined) return '–'
  const mark = values.length > 1 && spread(values) > WIDE_SPREAD ? ' ±' : ''
  return `${inWords(median(values), figure)}${mark}`
}

function provenance(rows: readonly Row[]): readonly string[] {
  const of = (say: (row: Row) => string) => [...new Set(rows.map(say))]
  const titles = new Set(rows.flatMap(({ servers }) => Object.values(servers)))
  const counts = new Set(rows.map(({ samples }) => samples.weft?.length ?? 0))
  const rounds = [...counts].toSorted((one, other) => one - other)
  return [
    `Measured ${of(({ date }) => date.slice(0, 10)).join(', ')} on ${of(({ machine }) => machineLine(machine)).join('; ')}. ` +
      `${[...titles].join('; ')}. Medians of ${rounds.join(' or ')} rounds` +
      `${rows.some(({ isQuick }) => isQuick) ? ', quick ones in part' : ''}; ± where they lie further apart than 30 %.`,
  ]
}

function notes(rows: readonly Row[]): readonly string[] {
  return rows.flatMap((row) =>
    SERVER_IDS.flatMap((id) => {
      const samples = row.samples[id] ?? []
      const said = [
        ...faultsInWords(samples.flatMap(({ faults }) => faults)),
        ...samples
          .flatMap((sample) => invalidBecause(sample) ?? [])
          .map((why) => `INVALID: ${why}`),
      ]
      return [...new Set(said)].map((text) => `- ${row.title}, ${serverWords[id]}: ${text}.`)
    }),
  )
}
