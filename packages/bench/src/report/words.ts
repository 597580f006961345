import type { ServerId } from '../servers/server-kind.ts'
import type { Figure, Target } from '../workloads/workload.ts'

/** What the tables call a server. */
export const serverWords: Readonly<Record<ServerId | 'better-peer', string>> = {
  'bare-ws': 'bare ws',
  'y-websocket-server': 'y-websocket-server',
  hocuspocus: 'Hocuspocus',
  weft: 'Weft',
  'better-peer': 'the better peer',
}

/** So many of what went wrong at one server are told; all of it is in the row's JSON. */
const TOLD = 5

/** What went wrong, each once; of many only the first, and how many more. */
export function faultsInWords(faults: readonly string[]): readonly string[] {
  const all = [...new Set(faults)]
  const more = all.length - TOLD
  return more > 0 ? [...all.slice(0, TOLD), `and ${more} more`] : all
}

/** A number as the tables have it: 12,345.6 µs. */
export function inWords(value: number, { digits, unit }: Figure): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const number = value.toLocaleString('en-US', format)
  return unit === '' ? number : `${number} ${unit}`
}

/** E.g. "≤ 0.25 × bare ws". */
export function targetInWords({ atMost, of }: Target, figure: Figure): string {
  return of === undefined
    ? `≤ ${inWords(atMost, { ...figure, digits: Number.isInteger(atMost) ? 0 : figure.digits })}`
    : `≤ ${atMost} × ${serverWords[of]}`
}
