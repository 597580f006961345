import { describe, expect, test } from 'vitest'
import { SeededRandom } from './seeded-random.ts'

const draw = (seed: number, count: number): number[] => {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('SeededRandom', () => {
  test('repeats itself for a seed', () => {
    expect(draw(42, 100)).toEqual(draw(42, 100))
  })

  test('gives other numbers for another seed', () => {
    const numbers = [0, 1, 2, 42, 2 ** 32 - 1].flatMap((seed) => draw(seed, 100))
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('keeps the meaning of seeds, so that a failing one that was written down fails again', () => {
    expect(draw(42, 4)).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099, 0.6697340414393693,
    ])
  })

  test('stays in its bounds and fills them', () => {
    const random = new SeededRandom(7)
    const seen = new Set<number>()
    for (let round = 0; round < 1_000; round += 1) {
      const number = random.next()
      expect(number).toBeGreaterThanOrEqual(0)
      expect(number).toBeLessThan(1)
      seen.add(random.below(10))
    }
    expect([...seen].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('picks every item, undefined ones too', () => {
    const random = new SeededRandom(7)
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', undefined])))
    expect(picked).toEqual(new Set(['a', 'b', undefined]))
  })

  test('takes a chance as often as it says', () => {
    const random = new SeededRandom(7)
    const taken = (probability: number): number => {
      return Array.from({ length: 1_000 }, () => random.chance(probability)).filter(Boolean).length
    }
    expect(taken(0)).toBe(0)
    expect(taken(1)).toBe(1_000)
    expect(taken(0.3)).toBeGreaterThan(250)
    expect(taken(0.3)).toBeLessThan(350)
  })

  test('refuses what it cannot do', () => {
    const random = new SeededRandom(7)
    expect(() => random.pick([])).toThrow('Cannot pick from nothing')
    for (const below of [0, -1, 1.5, Number.NaN]) {
      expect(() => random.below(below)).toThrow(RangeError)
    }
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => new SeededRandom(seed)).toThrow(RangeError)
    }
  })
})
