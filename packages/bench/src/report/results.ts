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

/** A run over this share of the generator's core measured the generator. */
export const GENERATOR_LIMIT = 0.85

/** One server's values of a figure, round by round; undefined if it was not measured. */
export function valuesOf(
  row: Row,
  server: ServerId,
  figure: string,
): readonly number[] | undefined {
  const values = row.samples[server]?.map((sample) => sample.values[figure] ?? Number.NaN)
  return values === undefined || values.some(Number.isNaN) ? undefined : values
}
