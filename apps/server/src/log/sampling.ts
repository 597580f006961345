import type { Log, LogEntry } from '@weft/server'

/** How often one event is written in a row, and after that how often a second. */
const BURST = 100
const PER_SECOND = 1
/** How often it is told what was left out, in milliseconds. */
const TELL_MS = 10_000
/** Of these each one counts, and peers do not cause them: what was deleted, and what an administrator did. */
const UNSAMPLED: ReadonlySet<string> = new Set([
  'idle-document-deleted',
  'document-removed',
  'admin-request',
])

/** Time, as sampling needs it. */
export interface SamplingClock {
  /** Monotonic time in milliseconds. */
  now(): number
  /** Wall-clock time in milliseconds since 1970. */
  wallTime(): number
  after(delayMs: number, run: () => void): void
}

interface Bucket {
  tokens: number
  filledMs: number
  leftOut: number
}

/**
 * Writes of each event so many and leaves out the rest, and says how many: peers that come by the thousand and are refused
 * must not fill the disk. Event names are fixed, so there are only so many buckets.
 */
export class Sampling {
  readonly #write: Log
  readonly #clock: SamplingClock
  readonly #buckets = new Map<string, Bucket>()
  #isTellingLater = false

  constructor(write: Log, clock: SamplingClock) {
    this.#write = write
    this.#clock = clock
  }

  take(entry: LogEntry): void {
    if (UNSAMPLED.has(entry.event) || this.#hasToken(entry.event)) this.#write(entry)
    else this.#tellLater()
  }

  /** Tells what was left out until now. */
  flush(): void {
    for (const [of, bucket] of this.#buckets) {
      const { leftOut } = bucket
      if (leftOut === 0) continue
      bucket.leftOut = 0
      this.#write({ level: 'warn', event: 'log-left-out', of, leftOut })
    }
  }

  #hasToken(event: string): boolean {
    const nowMs = this.#clock.now()
    const bucket = this.#buckets.get(event) ?? { tokens: BURST, filledMs: nowMs, leftOut: 0 }
    this.#buckets.set(event, bucket)
    const given = ((nowMs - bucket.filledMs) / 1000) * PER_SECOND
    bucket.tokens = Math.min(BURST, bucket.tokens + given)
    bucket.filledMs = nowMs
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1
      return true
    }
    bucket.leftOut += 1
    return false
  }

  #tellLater(): void {
    if (this.#isTellingLater) return
    this.#isTellingLater = true
    this.#clock.after(TELL_MS, () => {
      this.#isTellingLater = false
      this.flush()
    })
  }
}
