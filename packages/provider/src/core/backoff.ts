const FIRST_CEILING_MS = 1_000

/** A connection that is lost sooner after its handshake, in milliseconds, counts as one more failure. */
export const LASTING_MS = 5_000

/** The longest that the next retry may wait, in milliseconds: 1 s, doubled with each failure up to the cap. */
export function retryCeilingMs(failures: number, capMs: number): number {
  return Math.min(capMs, FIRST_CEILING_MS * 2 ** (failures - 1))
}

/**
 * How long to wait before the next attempt, in milliseconds: anything from nothing to the ceiling.
 *
 * The jitter is full and comes after the cap. Jitter around a fixed delay, or before the cap, still brings all the
 * clients of a restarted server back in the same second.
 *
 * @param failures Attempts that failed in a row, from 1.
 * @param random A number in [0, 1).
 */
export function retryDelayMs(failures: number, capMs: number, random: number): number {
  return random * retryCeilingMs(failures, capMs)
}
