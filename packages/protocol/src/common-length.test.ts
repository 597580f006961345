import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commonLength } from './common-length.ts'

const anyText = fc.string({ maxLength: 200, unit: 'binary' })

test('tells where two texts begin to differ', () => {
  const parts = fc.record({
    before: anyText,
    other: anyText,
    same: anyText,
    end: anyText,
    ends: anyText,
  })
  fc.assert(
    fc.property(parts, ({ before, other, same, end, ends }) => {
      const one = `${before}${same}a${end}`
      const two = `${other}${same}b${ends}`
      expect(commonLength(one, before.length, two, other.length)).toBe(same.length)
    }),
  )
})

test('ends where the shorter text ends', () => {
  for (let length = 0; length < 100; length += 1) {
    expect(commonLength('x'.repeat(length), 0, 'x'.repeat(100), 0)).toBe(length)
    expect(commonLength('x'.repeat(100), 100 - length, 'x'.repeat(200), 3)).toBe(length)
  }
})
