import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryCeilingMs, retryDelayMs } from './backoff.ts'

describe('retryDelayMs', () => {
  it('doubles the ceiling from 1 s up to the cap', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) =>
      retryCeilingMs(failures, 30_000),
    )

    expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('waits less than a second before the first retry, and perhaps not at all', () => {
    expect(retryDelayMs(1, 30_000, 0)).toBe(0)
    expect(retryDelayMs(1, 30_000, 0.999)).toBe(999)
  })

  it('spreads the retries evenly from nothing to the cap, however many failed', () => {
    // Jitter before the cap would put most of them at exactly 30 s.
    const delays = Array.from({ length: 1_000 }, (_, index) =>
      retryDelayMs(20, 30_000, index / 1_000),
    )

    const inEachTenth = Array.from(
      { length: 10 },
      (_, tenth) => delays.filter((delayMs) => Math.floor(delayMs / 3_000) === tenth).length,
    )
    expect(inEachTenth).toEqual(Array.from({ length: 10 }, () => 100))
  })

  it('never leaves the range from nothing to the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, capMs, random) => {
          const delayMs = retryDelayMs(failures, capMs, random)
          return delayMs >= 0 && delayMs <= capMs
        },
      ),
    )
  })
})
