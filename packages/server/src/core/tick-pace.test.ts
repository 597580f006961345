import { ManualClock, type Cancel } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { TickPace } from './tick-pace.ts'
import { Ticks, type Tick } from './ticks.ts'
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
    const [cheap, dear, dearer] = [pauseAfter(0.005), pauseAfter(0.1), pauseAfter(5)]
    expect(cheap).toBeLessThan(1)
    expect(dear).toBeGreaterThan(8)
    expect(dear).toBeLessThan(11)
    expect(dearer).toBe(16)
  })

  /** A pace whose ticks take 0.1 ms, after so many, each of which came for something new so long after the one before. */
  const paced = (ticks: number, gapMs: number) => {
    const pace = new TickPace(16)
    let endMs = 0
    const waits: number[] = []
    for (let tick = 0; tick < ticks; tick += 1) {
      const waitMs = pace.came(endMs + gapMs)
      waits.push(waitMs)
      pace.ticked(endMs + gapMs + waitMs, endMs + gapMs + waitMs + 0.1)
      endMs += gapMs + waitMs + 0.1
    }
    return { pace, endMs, waits }
  }

  test('[R14] where something new comes soon after each tick, the next waits a whole width for more', () => {
    const { waits } = paced(60, 12)
    expect(waits.slice(0, 3)).toEqual([0, 0, 0])
    for (const waitMs of waits.slice(-30)) {
      expect(waitMs).toBeGreaterThan(9)
      expect(waitMs).toBeLessThan(10)
    }
  })

  test('[R14] where nothing new comes for a while after each tick, it leaves at once', () => {
    expect(new Set(paced(60, 30).waits)).toEqual(new Set([0]))
  })

  test('[R14] after a pause a brisk room, too, sends at once, and is brisk again only after some ticks', () => {
    const { pace, endMs } = paced(60, 2)
    expect(pace.came(endMs + 60)).toBe(0)
    pace.ticked(endMs + 60, endMs + 60.1)
    expect(pace.came(endMs + 62.1)).toBeLessThan(8)
  })

  test('[R14] with a limit of 0 every change goes at once', () => {
    const pace = new TickPace(0)
    pace.ticked(0, 100)
    expect(pace.delay(100)).toBe(0)
    expect(pace.came(100)).toBe(0)
  })

  test('[R14] a tick for moves that comes sooner takes along what is new', async () => {
    const clock = new WorkingClock()
    const ticked: { readonly atMs: number; readonly takesMoves: boolean }[] = []
    const tick = ({ takesMoves }: Tick) => {
      ticked.push({ atMs: clock.now(), takesMoves })
      clock.spentMs += 1
    }
    const ticks = new Ticks(clock, 16, tick, () => {})
    for (let ms = 0; ms < 400; ms += 1) {
      ticks.schedule()
      await clock.advance(1)
    }
    ticks.stop()
    await clock.advance(40)
    ticks.tickNow()
    await clock.advance(0)
    ticks.scheduleMoves()
    const lastMs = clock.now()
    await clock.advance(30)
    ticks.schedule()
    await clock.advance(16)
    expect(ticked.at(-1)).toEqual({ atMs: lastMs + 32, takesMoves: true })
  })

  test('[R14] a quiet room sends at once, and one whose ticks are dear waits up to 16 ms', async () => {
    const clock = new WorkingClock()
    world = new World({ clock })
    const [writer, reader] = [world.stock(), world.stock()]
    await world.joined(writer, reader)
    await world.run(100)
    writer.type('quiet')
    await world.run()
    expect(reader.text).toBe('quiet')
    const sentMs: number[] = []
    const send = reader.send.bind(reader)
    reader.send = (frames) => {
      sentMs.push(clock.now() - clock.spentMs)
      clock.spentMs += 3
      send(frames)
    }
    for (let index = 0; index < 40; index += 1) {
      writer.type('x')
      await world.run(1)
    }
    const widest = Math.max(...sentMs.slice(1).map((ms, index) => ms - (sentMs[index] ?? 0)))
    expect(widest).toBeGreaterThan(8)
    // What came last came a millisecond after the tick before.
    expect(widest).toBeLessThanOrEqual(17)
    const updates = reader.ofType('update').length
    await world.run(100)
    expect(reader.text).toBe(`quiet${'x'.repeat(40)}`)
    expect(updates).toBeLessThan(20)
  })

  test('[R14] what is written only at the end of the turn is a part of what a tick costs', async () => {
    const clock = new WorkingClock()
    world = new World({ clock })
    const [writer, reader] = [world.stock(), world.stock()]
    await world.joined(writer, reader)
    await world.run(100)
    const send = reader.send.bind(reader)
    reader.send = (frames) => {
      queueMicrotask(() => (clock.spentMs += 3))
      send(frames)
    }
    clock.waits.length = 0
    for (let index = 0; index < 40; index += 1) {
      writer.type('x')
      await world.run(1)
    }
    expect(clock.waits).toContain(16)
  })

  test('[A1] where ticks are dear, moves of cursors wait up to 32 ms and the last is told; who comes or goes does not wait', async () => {
    const clock = new WorkingClock()
    world = new World({ clock })
    const [writer, mover, reader] = [1, 2, 3].map((clientId) => world?.stock({ clientId }))
    if (!writer || !mover || !reader) throw new Error('There is no world')
    await world.joined(writer, mover, reader)
    await world.run(100)
    const send = reader.send.bind(reader)
    reader.send = (frames) => {
      clock.spentMs += 3
      send(frames)
    }
    const busy = async (ms: number) => {
      for (let spent = 0; spent < ms; spent += 1) {
        writer.type('x')
        mover.awareness.setLocalStateField('x', clock.now())
        await world?.run(1)
      }
    }
    const seen = () => [reader.ofType('update').length, reader.ofType('awareness').length] as const
    const ageMs = () => clock.now() - Number(reader.awareness.getStates().get(2)?.['x'])
    await busy(100)
    const [edits, moves] = seen()
    const ages: number[] = []
    for (let ms = 0; ms < 320; ms += 1) {
      await busy(1)
      ages.push(ageMs())
    }
    const [editsAfter, movesAfter] = seen()
    expect(editsAfter - edits).toBeGreaterThan(14)
    expect(movesAfter - moves).toBeGreaterThan(6)
    expect(movesAfter - moves).toBeLessThan(12)
    expect(Math.max(...ages)).toBeGreaterThan(20)
    expect(Math.max(...ages)).toBeLessThan(40)
    const late = world.stock({ clientId: 4 })
    await busy(18)
    expect(reader.shown).toEqual([1, 2, 3, 4])
    late.leave()
    await busy(18)
    expect(reader.shown).toEqual([1, 2, 3])
    const last = Number(mover.awareness.getLocalState()?.['x'])
    await world.run(100)
    expect(reader.awareness.getStates().get(2)?.['x']).toBe(last)
  })

  test('[A1] a cursor that moves alone in a quiet room is seen at once', async () => {
    const clock = new WorkingClock()
    world = new World({ clock })
    const [mover, reader] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(mover, reader)
    for (let x = 0; x < 5; x += 1) {
      await world.run(40)
      mover.awareness.setLocalStateField('x', x)
      await world.run()
      expect(reader.awareness.getStates().get(1)?.['x']).toBe(x)
    }
  })
})
