import { median, medianRatio } from '../measures/statistics.ts'
import type { ServerId } from '../servers/server-kind.ts'
import type { Target } from '../workloads/workload.ts'
import { invalidBecause, valuesOf, type Row } from './results.ts'

/** What came of a target: what was reached, in the target's own terms. It is missed where anything was lost. */
export interface Verdict {
  readonly target: Target
  /** Not a number where Weft failed. */
  readonly reached: number
  /** Nothing is said of a run in which the generator disturbed one of those that are compared. */
  readonly mark: 'met' | 'missed' | 'invalid'
}

const PEERS = ['y-websocket-server', 'hocuspocus'] as const

/** @returns Nothing if it could not be measured. */
export function verdictOf(row: Row, target: Target): Verdict | undefined {
  const own = valuesOf(row, 'weft', target.figure)
  if (own === undefined) {
    // Who has failed has missed it, and by how much nobody knows.
    const hasFailed = row.samples.weft?.some(({ faults }) => faults.length > 0)
    return hasFailed ? { target, reached: Number.NaN, mark: 'missed' } : undefined
  }
  const reached = target.of === undefined ? median(own) : ratioTo(row, own, target)
  if (reached === undefined) return undefined
  const compared: readonly ServerId[] = ['weft', ...othersOf(target)]
  const isInvalid = compared.some((id) => row.samples[id]?.some((each) => invalidBecause(each)))
  // What was dropped costs nothing: who lacks something has reached nothing.
  const isWhole = (row.samples.weft ?? []).every(({ faults }) => faults.length === 0)
  const isMet = isWhole && reached <= target.atMost
  return { target, reached, mark: isInvalid ? 'invalid' : isMet ? 'met' : 'missed' }
}

function othersOf({ of }: Target): readonly ServerId[] {
  if (of === undefined) return []
  return of === 'better-peer' ? PEERS : [of]
}

function ratioTo(row: Row, own: readonly number[], target: Target): number | undefined {
  const others = othersOf(target).flatMap((id) => {
    const values = valuesOf(row, id, target.figure)
    return values === undefined ? [] : [values]
  })
  const [best] = others.toSorted((one, other) => median(one) - median(other))
  return best === undefined ? undefined : medianRatio(own, best)
}
