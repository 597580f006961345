import type { ServerId, ServerKind } from '../servers/server-kind.ts'

/** What one run of a workload has measured at one server. */
export interface Sample {
  /** By the figures' keys; what could not be measured is missing. */
  readonly values: Readonly<Record<string, number>>
  /** What did not arrive or was not kept, in words. */
  readonly faults: readonly string[]
  /** The generator's part of its core. */
  readonly generatorShare: number
  /** How late the generator was with what it sent, at the 99th percentile, where it had a schedule. */
  readonly generatorLateMs?: number
}

/** A number that a workload measures. */
export interface Figure {
  readonly key: string
  readonly label: string
  readonly unit: string
  /** How many digits after the point. */
  readonly digits: number
}

/** What Weft is to reach in a figure. */
export interface Target {
  readonly figure: string
  readonly atMost: number
  /** If given, `atMost` is a part of that server's figure; of the better of the two peers with `better-peer`. */
  readonly of?: ServerId | 'better-peer'
}

/** What a run is given. */
export interface Extent {
  /** Shorter, for a first look. */
  readonly isQuick: boolean
  /** A recorded document to type, in place of the synthetic one. */
  readonly trace: string | undefined
}

/** Work that all servers are given alike. */
export interface Workload {
  /** For `--only`. */
  readonly id: string
  /** The row's words. */
  readonly title: string
  /** … where a run was given something else than the title says. */
  readonly titleFor?: (extent: Extent) => string
  readonly servers: readonly ServerId[]
  readonly figures: readonly Figure[]
  readonly targets: readonly Target[]
  /** For a picture: the figures in order, and what each stands for on the other axis. */
  readonly curve?: Curve
  /** Starts a server, gives it the work and ends it. */
  measure(kind: ServerKind, extent: Extent): Promise<Sample>
}

/** Figures that belong together in a picture. */
export interface Curve {
  readonly file: string
  readonly title: string
  readonly across: string
  readonly points: readonly { readonly at: number; readonly figure: string }[]
}
