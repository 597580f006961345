import { describe, expect, test } from 'vitest'
import { compare, incomparable, uncounted, updated } from './budgets.mjs'

const budgets = {
  node: '20',
  platform: 'linux x64',
  budgets: { tick: { instructions: 1_000, reason: 'one write for each peer' } },
}
const count = (instructions, name = 'tick') => [{ name, instructions }]

describe('An instruction count', () => {
  test('within its budget is fine, and so is one within what processors differ by', () => {
    expect(compare(count(1_000), budgets)[0]).toMatchObject({ isOver: false })
    expect(compare(count(1_019), budgets)[0]).toMatchObject({ isOver: false })
  })

  test('over its budget says by how much, and why the budget is what it is', () => {
    const [finding] = compare(count(1_100), budgets)
    expect(finding).toEqual({
      isOver: true,
      text: 'tick: 1,100 instructions, 1.100 × its budget (one write for each peer)',
    })
  })

  test('far below its budget says that this can be lowered', () => {
    const [finding] = compare(count(900), budgets)
    expect(finding).toMatchObject({ isOver: false })
    expect(finding?.text).toContain('can be lowered')
  })

  test('without a budget is over', () => {
    expect(compare(count(5, 'join'), budgets)[0]).toMatchObject({ isOver: true })
  })

  test('of another Node or another processor is not judged', () => {
    expect(incomparable(budgets, { node: '20', platform: 'linux x64' })).toBeUndefined()
    expect(incomparable(budgets, { node: '24', platform: 'linux x64' })).toContain('Node 24')
    expect(incomparable(budgets, { node: '20', platform: 'linux arm64' })).toContain('arm64')
  })
})

test('A budget whose workload is gone is named', () => {
  expect(uncounted(count(1_000), budgets)).toEqual([])
  expect(uncounted(count(1_000, 'join'), budgets)).toEqual(['tick'])
})

describe('Budgets that are updated', () => {
  test('take a new count with its reason, higher or lower', () => {
    for (const instructions of [1_500, 500]) {
      const { budgets: after } = updated(count(instructions), budgets, 'it does more now')
      expect(after).toEqual({ tick: { instructions, reason: 'it does more now' } })
    }
  })

  test('keep what is met, and what was not counted', () => {
    expect(updated(count(1_010), budgets, 'noise')).toEqual(budgets)
    const { budgets: after } = updated(count(7, 'join'), budgets, 'new')
    expect(after).toEqual({ ...budgets.budgets, join: { instructions: 7, reason: 'new' } })
  })
})
