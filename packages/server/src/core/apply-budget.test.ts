import { describe, expect, test } from 'vitest'
import { ApplyBudget, WorkWatch } from './apply-budget.ts'

/** A clock on which everything takes as long as it says. */
class Worktime {
  nowMs = 0
  readonly after = () => () => {}
  readonly soon = () => () => {}
  readonly wallTime = () => 0
  readonly now = () => this.nowMs
}

function budgetOf(limits: { readonly maxApplyMs: number; readonly maxApplyExcessMs: number }) {
  const clock = new Worktime()
  const budget = new ApplyBudget(clock, limits)
  return {
    /** A tick later, something of so many structs takes so long. */
    spend(units: number, tookMs: number, restMs = 0): boolean {
      clock.nowMs += restMs
      budget.begin(new WorkWatch(clock).mark())
      budget.spend(units, () => {
        clock.nowMs += tookMs
      })
      return !budget.isSpent
    },
    isLeftAfter(restMs: number): boolean {
      clock.nowMs += restMs
      budget.begin(new WorkWatch(clock).mark())
      return !budget.isSpent
    },
  }
}

test('[B13] a new peer may exceed what is usual by a quarter of what an old one may', () => {
  expect(budgetOf({ maxApplyMs: 10_000, maxApplyExcessMs: 1_000 }).spend(1, 245)).toBe(true)
  expect(budgetOf({ maxApplyMs: 10_000, maxApplyExcessMs: 1_000 }).spend(1, 260)).toBe(false)
})

test('[B13] an old one may exceed it by all of that', () => {
  const limits = { maxApplyMs: 10_000, maxApplyExcessMs: 1_000 }
  expect(budgetOf(limits).spend(1, 990, 60_000)).toBe(true)
  expect(budgetOf(limits).spend(1, 1_010, 60_000)).toBe(false)
})

test('[B13] what is usual for its size is no excess, and yet counts', () => {
  const budget = budgetOf({ maxApplyMs: 10_000, maxApplyExcessMs: 1_000 })
  expect(budget.spend(1_000_000, 9_900)).toBe(true)
  expect(budget.spend(1_000_000, 200)).toBe(false)
})

test('[B13] half of the time that passes is given back, and a quarter of it of the excess', () => {
  const all = budgetOf({ maxApplyMs: 10_000, maxApplyExcessMs: 1_000 })
  expect(all.spend(10_000_000, 10_100)).toBe(false)
  expect(all.isLeftAfter(190)).toBe(false)
  expect(all.isLeftAfter(20)).toBe(true)
  const excess = budgetOf({ maxApplyMs: 10_000, maxApplyExcessMs: 1_000 })
  expect(excess.spend(0, 350.2)).toBe(false)
  expect(excess.isLeftAfter(390)).toBe(false)
  expect(excess.isLeftAfter(20)).toBe(true)
})

describe('[B13] On a machine that is busy with other things', () => {
  const limits = { maxApplyMs: 10_000, maxApplyExcessMs: 1_000 }

  /** A process that is kept from working for `waitsMs` while it applies something that takes `worksMs`. */
  function busyRoom() {
    const clock = new Worktime()
    let workedMs = 0
    let looks = 0
    const watch = new WorkWatch(
      Object.assign(clock, {
        workTime() {
          looks += 1
          return workedMs
        },
      }),
    )
    const budget = new ApplyBudget(clock, limits)
    return {
      takeLooks: () => looks - (looks = 0),
      tick({ worksMs = 0, waitsMs = 0, restMs = 0 }): boolean {
        clock.nowMs += restMs
        budget.begin(watch.mark())
        budget.spend(1, () => {
          clock.nowMs += worksMs + waitsMs
          workedMs += worksMs
        })
        return !budget.isSpent
      },
    }
  }

  test('only work counts, however long it took', () => {
    const room = busyRoom()
    for (let tick = 0; tick < 100; tick += 1)
      expect(room.tick({ worksMs: 0.5, waitsMs: 100 })).toBe(true)
  })

  test('work counts from the second time on that something takes long, and within the same tick', () => {
    const room = busyRoom()
    expect(room.tick({ worksMs: 5_000 })).toBe(true)
    expect(room.tick({ worksMs: 1_500 })).toBe(false)
    const clock = new Worktime()
    const watch = new WorkWatch(Object.assign(clock, { workTime: () => clock.nowMs }))
    const mark = watch.mark()
    expect(mark.worked(700)).toBe(4)
    clock.nowMs += 700
    expect(mark.worked(700)).toBe(700)
  })

  test('nobody looks while all is quick, and again only for ten seconds', () => {
    const room = busyRoom()
    for (let tick = 0; tick < 10; tick += 1) room.tick({ worksMs: 3.9 })
    expect(room.takeLooks()).toBe(0)
    room.tick({ worksMs: 4 })
    expect(room.takeLooks()).toBe(1)
    room.tick({ worksMs: 0.1, restMs: 6_000 })
    expect(room.takeLooks()).toBe(1)
    room.tick({ restMs: 4_000 })
    expect(room.takeLooks()).toBe(0)
  })
})
