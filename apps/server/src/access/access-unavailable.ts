/**
 * Whether somebody may come in cannot be told now: whoever asks for the first time is told to try later, and for who is in,
 * what was said holds. The message is for the log.
 */
export class AccessUnavailable extends Error {
  override readonly name = 'AccessUnavailable'
}

/** What went wrong and what is behind it, e.g. `fetch failed: connect ECONNREFUSED 127.0.0.1:80`. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`
}
