import { describe, expect, test } from 'vitest'
import { TickPace } from './tick-pace.ts'

describe('TickPace', () => {
  test('[R14] the first tick, and one after a pause, come at once', () => {
    const pace = new TickPace(16)
    expect(pace.delay(0)).toBe(0)
    pace.ticked(0, 10)
    expect(pace.delay(10)).toBeGreaterThan(0)
    expect(pace.delay(26)).toBe(0)
  })

  test('[R14] the dearer ticks are, the further apart, up to the limit', () => {
    const pauseAfter = (costMs: number) => {
      const pace = new TickPace(16)
      let now = 0
      for (let tick = 0; tick < 50; tick += 1) {
        pace.ticked(now, now + costMs)
        now += costMs + pace.delay(now + costMs)
      }
      return pace.delay(now) + 0 || lastDelay(pace, now, costMs)
    }
    const lastDelay = (pace: TickPace, now: number, costMs: number) => {
      pace.ticked(now, now + costMs)
      return pace.delay(now + costMs)
    }
    const [cheap, dear, dearer] = [pauseAfter(0.01), pauseAfter(0.2), pauseAfter(5)]
    expect(cheap).toBeLessThan(1)
    expect(dear).toBeGreaterThan(5)
    expect(dear).toBeLessThan(8)
    expect(dearer).toBe(16)
  })

  test('[R14] with a limit of 0 every change goes at once', () => {
    const pace = new TickPace(0)
    pace.ticked(0, 100)
    expect(pace.delay(100)).toBe(0)
  })
})
