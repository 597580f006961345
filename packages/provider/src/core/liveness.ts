export interface LivenessTimes {
  /** After how much silence a connection is given up, in milliseconds. */
  readonly silenceTimeoutMs: number
  /** How long the answer to a probe may take when there is reason to doubt the connection, in milliseconds. */
  readonly probeTimeoutMs: number
  /**
   * How often a connection is probed, in milliseconds. Undefined: only when it has been silent for so long that the
   * answer would come just in time.
   */
  readonly probeIntervalMs: number | undefined
}

/** What is known of a connection's signs of life; monotonic times in milliseconds. */
export interface Liveness {
  readonly heardAtMs: number
  readonly probedAtMs: number
  /** Set while nothing has come since a probe. */
  readonly awaiting: { readonly untilMs: number; readonly isSecondProbe: boolean } | undefined
}

export interface Verdict {
  readonly is: 'alive' | 'probe' | 'dead'
  readonly liveness: Liveness
  /** When to ask again. */
  readonly nextAtMs: number
}

// Browsers let the timers of hidden tabs run once a minute, and a laptop that slept runs them all when it wakes. A timer
// this late says nothing about the server: its frames may be waiting behind the timer.
const LATE_MS = 5_000

export function firstSign(nowMs: number): Liveness {
  return { heardAtMs: nowMs, probedAtMs: Number.NEGATIVE_INFINITY, awaiting: undefined }
}

/** Bytes came. Whatever they are, they answer a probe. */
export function heard(liveness: Liveness, nowMs: number): Liveness {
  return { ...liveness, heardAtMs: nowMs, awaiting: undefined }
}

/** There is reason to doubt the connection: probe it now, and do not wait long for the answer. */
export function doubt(liveness: Liveness, nowMs: number, times: LivenessTimes): Verdict {
  const untilMs = nowMs + times.probeTimeoutMs
  const { awaiting } = liveness
  // Doubts come in bunches (online, visible, shown). Later ones must not put the first one's answer off.
  if (awaiting && awaiting.untilMs <= untilMs) {
    return { is: 'alive', liveness, nextAtMs: awaiting.untilMs }
  }
  return probe(liveness, nowMs, { untilMs, isSecondProbe: false }, times)
}

/** Whether the connection is alive, must be probed or is dead. A connection dies only of a probe without an answer. */
export function judge(liveness: Liveness, nowMs: number, times: LivenessTimes): Verdict {
  const { awaiting } = liveness
  const soonestMs = nowMs + times.probeTimeoutMs
  if (!awaiting) {
    const nextAtMs = nextProbeAtMs(liveness, times)
    if (nowMs < nextAtMs) return { is: 'alive', liveness, nextAtMs }
    const untilMs = Math.max(liveness.heardAtMs + times.silenceTimeoutMs, soonestMs)
    return probe(liveness, nowMs, { untilMs, isSecondProbe: false }, times)
  }
  if (nowMs < awaiting.untilMs) return { is: 'alive', liveness, nextAtMs: awaiting.untilMs }
  const isLate = nowMs - awaiting.untilMs > LATE_MS
  if (isLate && !awaiting.isSecondProbe) {
    return probe(liveness, nowMs, { untilMs: soonestMs, isSecondProbe: true }, times)
  }
  return { is: 'dead', liveness, nextAtMs: nowMs }
}

function nextProbeAtMs({ probedAtMs, heardAtMs }: Liveness, times: LivenessTimes): number {
  const { probeIntervalMs, silenceTimeoutMs, probeTimeoutMs } = times
  return probeIntervalMs === undefined
    ? heardAtMs + silenceTimeoutMs - probeTimeoutMs
    : probedAtMs + probeIntervalMs
}

function probe(
  { heardAtMs }: Liveness,
  nowMs: number,
  awaiting: NonNullable<Liveness['awaiting']>,
  { probeIntervalMs = Number.POSITIVE_INFINITY }: LivenessTimes,
): Verdict {
  const liveness = { heardAtMs, probedAtMs: nowMs, awaiting }
  // By the next probe's time this one will have been answered, as a rule.
  return { is: 'probe', liveness, nextAtMs: Math.min(awaiting.untilMs, nowMs + probeIntervalMs) }
}
