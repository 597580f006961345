import { describe, expect, test } from 'vitest'
import { ManualClock, settle } from './manual-clock.ts'

/** Settles only after `turns` promises in a row have. */
async function chain(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
}

describe('ManualClock', () => {
  test('stands still until it is told to move', async () => {
    const clock = new ManualClock(5)
    expect(clock.now()).toBe(5)
    await settle()
    expect(clock.now()).toBe(5)
    await clock.advance(10)
    expect(clock.now()).toBe(15)
  })

  test('fires timers when they are due, those due together in the order in which they were set', async () => {
    const clock = new ManualClock()
    const fired: string[] = []
    const note = (name: string) => () => fired.push(`${name} at ${clock.now()}`)
    clock.after(20, note('late'))
    clock.after(10, note('first'))
    clock.after(10, note('second'))
    clock.soon(note('soon'))
    clock.after(-5, note('overdue'))
    await clock.advance(19)
    expect(fired).toEqual(['soon at 0', 'overdue at 0', 'first at 10', 'second at 10'])
    expect(clock.pending).toBe(1)
    expect(clock.nextDueMs).toBe(20)
    await clock.advance(1)
    expect(fired.at(-1)).toBe('late at 20')
    expect(clock.pending).toBe(0)
    expect(clock.nextDueMs).toBeUndefined()
  })

  test('fires what is due now without moving on', async () => {
    const clock = new ManualClock()
    let fired = 0
    clock.soon(() => (fired += 1))
    expect(fired).toBe(0)
    await clock.advance(0)
    expect(fired).toBe(1)
  })

  test('fires timers that a timer sets, if they fall due on the way', async () => {
    const clock = new ManualClock()
    const times: number[] = []
    const tick = () => {
      times.push(clock.now())
      clock.after(10, tick)
    }
    clock.after(10, tick)
    await clock.advance(35)
    expect(times).toEqual([10, 20, 30])
    expect(clock.nextDueMs).toBe(40)
  })

  test('does not fire a timer that was cancelled, even by the timer before it', async () => {
    const clock = new ManualClock()
    const fired: string[] = []
    const cancelFirst = clock.after(1, () => fired.push('cancelled at once'))
    cancelFirst()
    expect(clock.pending).toBe(0)
    clock.after(2, () => {
      fired.push('canceller')
      cancelLast()
    })
    const cancelLast = clock.after(2, () => fired.push('cancelled'))
    await clock.advance(5)
    expect(fired).toEqual(['canceller'])
    cancelLast()
    cancelFirst()
  })

  test('fires each timer once', async () => {
    const clock = new ManualClock()
    let fired = 0
    clock.after(1, () => (fired += 1))
    await clock.advance(1)
    await clock.advance(1)
    expect(fired).toBe(1)
  })

  test('lets promises settle before the first timer and after each, however long their chains', async () => {
    const clock = new ManualClock()
    const happened: string[] = []
    void chain(500).then(() => happened.push('what was under way'))
    for (const name of ['one', 'two']) {
      clock.after(1, () => {
        happened.push(`timer ${name}`)
        void chain(500).then(() => happened.push(`what timer ${name} began`))
      })
    }
    await clock.advance(1)
    expect(happened).toEqual([
      'what was under way',
      'timer one',
      'what timer one began',
      'timer two',
      'what timer two began',
    ])
  })

  test('fires timers that were set while promises settled', async () => {
    const clock = new ManualClock()
    const times: number[] = []
    void chain(3).then(() => clock.after(5, () => times.push(clock.now())))
    await clock.advance(10)
    expect(times).toEqual([5])
  })

  test('never goes back, even when a timer moves it on', async () => {
    const clock = new ManualClock()
    const seen: number[] = []
    const look = () => seen.push(clock.now())
    let inner: Promise<unknown> | undefined
    clock.after(5, () => {
      look()
      inner = clock.advance(1).then(look)
    })
    clock.after(6, look)
    clock.after(15, look)
    await clock.advance(30)
    await inner
    expect(seen).toHaveLength(4)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
    expect(clock.now()).toBe(30)
  })

  test('hands on what a timer throws, and can go on', async () => {
    const clock = new ManualClock()
    let fired = 0
    clock.after(1, () => {
      throw new Error('broken timer')
    })
    clock.after(2, () => (fired += 1))
    await expect(clock.advance(5)).rejects.toThrow('broken timer')
    expect(clock.now()).toBe(1)
    await clock.advance(1)
    expect(fired).toBe(1)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %d', (delayMs) => {
    expect(() => new ManualClock().after(delayMs, () => undefined)).toThrow(RangeError)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses to move on by %d',
    async (byMs) => {
      await expect(new ManualClock().advance(byMs)).rejects.toThrow(RangeError)
    },
  )

  test('moves the wall clock with the time, and alone when told to', async () => {
    const clock = new ManualClock()
    const before = clock.wallTime()
    await clock.advance(7)
    expect(clock.wallTime()).toBe(before + 7)
    clock.jumpWallClock(-3_600_000)
    expect(clock.wallTime()).toBe(before + 7 - 3_600_000)
    expect(clock.now()).toBe(7)
  })
})

describe('firing the next timer alone', () => {
  test('moves time on to it, and lets promises settle', async () => {
    const clock = new ManualClock()
    const happened: string[] = []
    clock.after(20, () => happened.push('late'))
    clock.after(10, () => {
      happened.push(`early at ${clock.now()}`)
      void chain(500).then(() => happened.push('what it began'))
    })
    expect(await clock.fireNext()).toBe(true)
    expect(happened).toEqual(['early at 10', 'what it began'])
    expect(clock.now()).toBe(10)
    expect(clock.pending).toBe(1)
  })

  test('does nothing when there is none', async () => {
    const clock = new ManualClock(7)
    expect(await clock.fireNext()).toBe(false)
    expect(clock.now()).toBe(7)
  })
})
