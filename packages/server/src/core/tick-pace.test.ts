import { ManualClock, type Cancel } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { TickPace } from './tick-pace.ts'
import { World } from './world.test-support.ts'

/** A clock that goes on while the server works, and notes for how long the server waits. */
class WorkingClock extends ManualClock {
  spentMs = 0
  readonly waits: number[] = []

  override now(): number {
    return super.now() + this.spentMs
  }

  override after(delayMs: number, run: () => void): Cancel {
    this.waits.push(delayMs)
    return super.after(delayMs, run)
  }

  override soon(run: () => void): Cancel {
    return super.after(0, run)
  }
}

let world: World | undefined
afterEach(() => world?.end())

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

  test('[R14] a quiet room sends at once, and one whose ticks are dear waits up to 16 ms', async () => {
    const clock = new WorkingClock()
    world = new World({ clock })
    const [writer, reader] = [world.stock(), world.stock()]
    await world.joined(writer, reader)
    await world.run(100)
    clock.waits.length = 0
    writer.type('quiet')
    await world.run()
    expect(reader.text).toBe('quiet')
    const forTicks = () => clock.waits.filter((wait) => wait > 0 && wait < 1_000)
    expect(forTicks()).toEqual([])
    const send = reader.send.bind(reader)
    reader.send = (frames) => {
      clock.spentMs += 3
      send(frames)
    }
    for (let index = 0; index < 40; index += 1) {
      writer.type('x')
      await world.run(1)
    }
    const widest = Math.max(...forTicks())
    expect(widest).toBeGreaterThan(8)
    expect(widest).toBeLessThanOrEqual(16)
    const updates = reader.ofType('update').length
    await world.run(100)
    expect(reader.text).toBe(`quiet${'x'.repeat(40)}`)
    expect(updates).toBeLessThan(20)
  })
})
