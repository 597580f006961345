import { groupOf } from './conformance-case.ts'
import type { CaseResult } from './run-suite.ts'
import type { Verdict } from './verdict.ts'

const signs: Readonly<Record<Verdict['type'], string>> = {
  pass: '✓',
  fail: '✗',
  differs: '~',
  noted: '·',
  'not applicable': '–',
}

/** Makes the lines for people, a case at a time. */
export class Report {
  #group = ''

  /** The lines about one case, with a heading where a group begins. */
  lines({ case: one, verdict, durationMs }: CaseResult): string {
    const heading = groupOf(one) === this.#group ? '' : `\n${groupOf(one)}\n`
    this.#group = groupOf(one)
    const time = durationMs < 1_000 ? '' : ` (${(durationMs / 1_000).toFixed(1)} s)`
    const line = `  ${signs[verdict.type]} ${one.id.slice(this.#group.length + 1)}${time}`
    return `${heading}${line}${detailsOf(one, verdict)}\n`
  }
}

function detailsOf(one: CaseResult['case'], verdict: Verdict): string {
  switch (verdict.type) {
    case 'pass':
      return ''
    case 'noted':
      return `: ${one.says}: ${verdict.seen}`
    case 'not applicable':
      return `: not applicable: ${verdict.why}`
    case 'differs':
      return `: ${verdict.seen} (a matter of taste: ${one.source})`
    case 'fail':
      return `\n      ${one.says}\n      seen:   ${verdict.seen}\n      source: ${one.source}`
  }
}

/** The last line. */
export function summaryOf(results: readonly CaseResult[]): string {
  const count = (type: Verdict['type']) =>
    results.filter(({ verdict }) => verdict.type === type).length
  const parts = [`${count('pass')} passed`, `${count('fail')} failed`]
  if (count('differs') > 0) parts.push(`${count('differs')} differ in taste`)
  if (count('noted') > 0) parts.push(`${count('noted')} noted`)
  if (count('not applicable') > 0) parts.push(`${count('not applicable')} not applicable`)
  return `\n${parts.join(', ')}\n`
}
