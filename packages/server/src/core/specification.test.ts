import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const folder = new URL('./', import.meta.url)
const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
const rules = [...specification.matchAll(/^- \*\*([A-Z])(\d+)\*\* /gm)]

describe('SPEC.md', () => {
  test('numbers the rules of each group without a gap', () => {
    const groups = new Map<string, number[]>()
    for (const [, group = '', number] of rules) {
      groups.set(group, [...(groups.get(group) ?? []), Number(number)])
    }
    expect([...groups.keys()]).toEqual([
      'S',
      'T',
      'R',
      'A',
      'W',
      'B',
      'L',
      'C',
      'H',
      'K',
      'D',
      'N',
      'O',
    ])
    for (const numbers of groups.values())
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  test('has a test for every rule, and no test of a rule that it has not', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
    const tested = files.flatMap((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return [...text.matchAll(/['`]\[([A-Z]\d+)\]/g)].map(([, rule]) => rule)
    })
    const named = rules.map(([, group, number]) => `${group}${number}`)
    expect(new Set(tested)).toEqual(new Set(named))
  })
})
