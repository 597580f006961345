import { median, medianRatio } from '../measures/statistics.ts'
import type { ServerId } from '../servers/server-kind.ts'
import type { Target } from '../workloads/workload.ts'
import { valuesOf, type Row } from './results.ts'

/** What came of a target: what was reached, in the target's own terms. */
export interface Verdict {
  readonly target: Target
  readonly reached: number
  readonly isMet: boolean
}

const PEERS = ['y-websocket-server', 'hocuspocus'] as const

/** @returns Nothing if it could not be measured. */
export function verdictOf(row: Row, target: Target): Verdict | undefined {
  const own = valuesOf(row, 'weft', target.figure)
  if (own === undefined) return undefined
  const reached = target.of === undefined ? median(own) : ratioTo(row, own, target)
  return reached === undefined ? undefined : { target, reached, isMet: reached <= target.atMost }
}

function ratioTo(row: Row, own: readonly number[], target: Target): number | undefined {
  const ids = target.of === 'better-peer' ? PEERS : [target.of ?? 'weft']
  const others = ids.flatMap((id: ServerId) => {
    const values = valuesOf(row, id, target.figure)
    return values === undefined ? [] : [values]
  })
  const [best] = others.toSorted((one, other) => median(one) - median(other))
  return best === undefined ? undefined : medianRatio(own, best)
}
