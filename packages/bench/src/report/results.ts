import type { ServerId } from '../servers/server-kind.ts'
import type { Curve, Figure, Sample, Target } from '../workloads/workload.ts'
import type { Machine } from './machine.ts'

/** All rounds of a workload. Each server's samples are in the order of the rounds. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly figures: readonly Figure[]
  readonly targets: readonly Target[]
  /** What is drawn of it. */
  readonly curve?: Curve
  readonly samples: Readonly<Partial<Record<ServerId, readonly Sample[]>>>
  readonly isQuick: boolean
  /** When it was measured, and on what. */
  readonly date: string
  readonly machine: Machine
  readonly servers: Readonly<Partial<Record<ServerId, string>>>
}

/** Over this share of its core, the generator is what was measured. */
const MOST_SHARE = 0.85
/** From here on the generator's bursts decide what a server can put together, and its pauses how long things take. */
const MOST_LATE_MS = 10

/** What speaks against a run because of the generator, in words; undefined if nothing does. */
export function invalidBecause(sample: Sample): string | undefined {
  const { generatorShare, generatorLateMs = 0 } = sample
  if (generatorShare > MOST_SHARE) {
    return `the generator used ${Math.round(generatorShare * 100)} % of its core`
  }
  if (generatorLateMs > MOST_LATE_MS) {
    return `the generator was ${Math.round(generatorLateMs)} ms late (p99)`
  }
  return undefined
}

/** One server's values of a figure, round by round; undefined if it was not measured. */
export function valuesOf(
  row: Row,
  server: ServerId,
  figure: string,
): readonly number[] | undefined {
  const values = row.samples[server]?.map((sample) => sample.values[figure] ?? Number.NaN)
  return values === undefined || values.some(Number.isNaN) ? undefined : values
}
