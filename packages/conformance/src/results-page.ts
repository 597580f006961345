import { groupOf, type ConformanceCase } from './conformance-case.ts'
import type { CaseResult } from './run-suite.ts'
import type { Verdict } from './verdict.ts'

/** What one server did. */
export interface ServerResults {
  readonly title: string
  readonly results: readonly CaseResult[]
}

/** When, where and how it was run. */
export interface Occasion {
  /** As `2026-11-22`. */
  readonly date: string
  readonly machine: string
  readonly command: string
}

const signs: Readonly<Record<Verdict['type'], string>> = {
  pass: '✓',
  fail: '**✗**',
  differs: '~',
  noted: '·',
  'not applicable': '–',
}

/** RESULTS.md: case by server, and below it what was seen wherever a case did not pass. */
export function resultsPage(servers: readonly ServerResults[], occasion: Occasion): string {
  const cases = servers[0]?.results.map((result) => result.case) ?? []
  const groups = [...new Set(cases.map(groupOf))]
  return [
    '# Results',
    '',
    `Run on ${occasion.date}, ${occasion.machine}. To repeat it: \`${occasion.command}\`.`,
    '',
    'This page is written by that command. ✓ passes, **✗** fails, ~ differs where a case is a matter of taste (Weft’s own rule,',
    'without which a server can serve its clients well), · is noted and not judged, – does not apply. What was seen wherever',
    'a case did not pass is told below the tables, server by server. The cases are Weft’s: they ask for what its makers find',
    'worth asking for, so that Weft passes them says less than what the others do in each.',
    '',
    rowOf(['', ...servers.map(({ title }) => title)]),
    rowOf(['---', ...servers.map(() => '---')]),
    ...totals.map(([name, type]) =>
      rowOf([name, ...servers.map(({ results }) => String(countOf(results, type)))]),
    ),
    '',
    ...groups.flatMap((group) => tableOf(group, cases, servers)),
    ...servers.flatMap(detailsOf),
  ].join('\n')
}

const totals: readonly (readonly [string, Verdict['type']])[] = [
  ['passed', 'pass'],
  ['failed', 'fail'],
  ['differ in taste', 'differs'],
  ['noted', 'noted'],
  ['not applicable', 'not applicable'],
]

const countOf = (results: readonly CaseResult[], type: Verdict['type']): number =>
  results.filter(({ verdict }) => verdict.type === type).length

const rowOf = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

function tableOf(
  group: string,
  cases: readonly ConformanceCase[],
  servers: readonly ServerResults[],
): string[] {
  return [
    `## ${group}`,
    '',
    rowOf(['case', 'what passes', ...servers.map(({ title }) => title.replace(/ .*/, ''))]),
    rowOf(['---', '---', ...servers.map(() => '---')]),
    ...cases
      .filter((one) => groupOf(one) === group)
      .map((one) =>
        rowOf([
          `\`${one.id}\``,
          `${one.says}${one.isTaste ? ' (taste)' : ''}`,
          ...servers.map(({ results }) => signFor(one, results)),
        ]),
      ),
    '',
  ]
}

function signFor(one: ConformanceCase, results: readonly CaseResult[]): string {
  const verdict = results.find((result) => result.case.id === one.id)?.verdict
  // Cases about Weft's extension are tried on Weft alone.
  return verdict ? signs[verdict.type] : '–'
}

function detailsOf({ title, results }: ServerResults): string[] {
  const lines = results.flatMap(({ case: { id }, verdict }) => {
    switch (verdict.type) {
      case 'pass':
        return []
      case 'not applicable':
        return [`- – \`${id}\`: ${verdict.why}`]
      case 'fail':
      case 'differs':
      case 'noted':
        return [`- ${signs[verdict.type]} \`${id}\`: ${oneLine(verdict.seen)}`]
    }
  })
  return [
    `## What was seen of ${title}`,
    '',
    ...(lines.length > 0 ? lines : ['Nothing but passes.']),
    '',
  ]
}

// Random names and numbers of clients change with each run; what they stand for does not.
const oneLine = (seen: string): string =>
  seen
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/conformance-[0-9a-f]{16}/gi, 'a document')
    .slice(0, 400)
