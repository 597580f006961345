import type { Trial } from './trial.ts'
import type { WireProtocol } from './wire-protocol.ts'

/** One thing that a server does or does not do. */
export interface ConformanceCase {
  /** Stable: group, full stop, name. */
  readonly id: string
  /** What a server does that passes. */
  readonly says: string
  /** Where that is written, e.g. a rule of PROTOCOL.md (P7) or of SPEC.md (R1), or how y-websocket behaves. */
  readonly source: string
  /** Weft's own rule: a server may do otherwise and still serve its clients well. */
  readonly isTaste?: true
  /** Takes more than half a minute. */
  readonly isSlow?: true
  /** Waits for most of its time, so that it can run beside any number of others. */
  readonly isWaiting?: true
  /** About Weft's extension of the wire. */
  readonly isExtension?: true
  /** Not run beside others: it may bring the server down, or restarts it, or measures it. */
  readonly isAlone?: true
  /** @default 20_000 ms */
  readonly limitMs?: number
  /** Why it says nothing about servers with another wire. */
  readonly notWith?: Partial<Record<WireProtocol['name'], string>>
  /**
   * Returns if all is as it should be; with words, if there is something to note and nothing to judge.
   *
   * @throws {Failure} With what was seen instead.
   */
  readonly run: (trial: Trial) => Promise<string | undefined | void>
}

/** The part of a case's id that names its group. */
export const groupOf = ({ id }: ConformanceCase): string => id.split('.', 1).join('')
