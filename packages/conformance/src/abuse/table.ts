import type { AbuseCase } from './abuse-case.ts'
import { mebibytes } from './judge.ts'
import { references } from './references.ts'
import type { Measurement } from './run-case.ts'

/** What was measured on one server. */
export interface ServerTable {
  readonly title: string
  readonly measurements: readonly Measurement[]
}

/** How it was measured. */
export interface Circumstances {
  readonly date: string
  readonly machine: string
  readonly command: string
}

/** The costs of all attacks on all servers, as Markdown. */
export function abusePage(
  cases: readonly AbuseCase[],
  servers: readonly ServerTable[],
  { date, machine, command }: Circumstances,
): string {
  const [own, ...others] = servers
  const quiet = own?.measurements.at(-1)?.quiet
  return [
    '# What a stranger can do, and what it costs',
    '',
    `Measured ${date} by \`${command}\` on ${machine}; every server in a process of its own, with its defaults (but where a row names a limit), one attack after`,
    'another (what mostly waits, beside each other). *Answer*: a close code, a status, or what is there in words; *cut* is an end',
    'without a code. *Memory*: the most that the process had beyond what it had before. *Processor*: what it spent beyond its',
    'quiet state. *Others*: the 99th percentile of the time in which two clients in another room of the same server type to each',
    `other, there and back; in quiet it is ${quiet ? `${quiet.p50Ms.toFixed(1)} ms (median) and ${quiet.p99Ms.toFixed(1)} ms (99th)` : 'not known'} on Weft.`,
    'A room of Weft gathers what comes right after an edit for up to 16 ms, so most of that is waiting. Times are of one run on a',
    'machine that had other work to do: compare them within the page.',
    '',
    `## ${own?.title ?? 'Weft'}`,
    '',
    '| | what is sent | answer | after | memory | processor | others |',
    '|---|---|---|---|---|---|---|',
    ...(own?.measurements ?? []).map(
      (each) =>
        `| ${each.id} | ${each.title} | ${each.answer} | ${seconds(each.tookMs)} | ${mebibytes(each.memoryBytes)} | ${Math.round(each.processorMs)} ms | ${each.during.p99Ms.toFixed(1)} ms |`,
    ),
    '',
    ...(others.length > 0 ? sideBySide(cases, servers) : []),
    '## Shown by other tests',
    '',
    '| | what happens | test |',
    '|---|---|---|',
    ...references.map(
      ({ id, title, tests }) =>
        `| ${id} | ${title} | ${tests.map((test) => `\`${test.file}\`: "${test.title}"`).join('; ')} |`,
    ),
    '',
  ].join('\n')
}

function sideBySide(cases: readonly AbuseCase[], servers: readonly ServerTable[]): string[] {
  const shown = cases.filter(({ isForPeers }) => isForPeers)
  const cell = ({ measurements }: ServerTable, { id, title }: AbuseCase): string => {
    const found = measurements.find((each) => each.id === id && each.title === title)
    if (!found) return '–'
    const answer = found.isAlive ? found.answer : `**${found.answer}**`
    const victims = found.victimsProblem === undefined ? '' : '; **others stood still**'
    return `${answer}; ${mebibytes(found.memoryBytes)}, ${Math.round(found.processorMs)} ms, others ${found.during.p99Ms.toFixed(0)} ms${victims}`
  }
  return [
    '## Beside the others',
    '',
    'Each cell: answer; memory, processor, others. The limits differ (a message may have 100 MiB with the others), and so do the',
    'close codes. *open* is right for what may be ignored. The others were started anew for each attack.',
    '',
    `| | what is sent | ${servers.map(({ title }) => title).join(' | ')} |`,
    `|---|---|${servers.map(() => '---').join('|')}|`,
    ...shown.map(
      (abuse) =>
        `| ${abuse.id} | ${abuse.title} | ${servers.map((server) => cell(server, abuse)).join(' | ')} |`,
    ),
    '',
  ]
}

const seconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
