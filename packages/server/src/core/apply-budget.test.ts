import { expect, test } from 'vitest'
import { ApplyBudget, WorkMark } from './apply-budget.ts'

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
      budget.begin(new WorkMark(clock))
      budget.spend(units, () => {
        clock.nowMs += tookMs
      })
      return !budget.isSpent
    },
    isLeftAfter(restMs: number): boolean {
      clock.nowMs += restMs
      budget.begin(new WorkMark(clock))
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
