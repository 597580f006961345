import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasOtherNumbers } from './other-numbers.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** How deep objects and arrays lie in each other. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0

const anyText = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '{"cursor":{"anchor":{"client":12,"clock":0,"assoc":-1}},"at":[1.5,-2.25,10,0]}',
    String.raw`{"a\u0012":"\u00e9,12,\\3,4\"","b":"say:7,","c":[1e5,2E-3,-0]}`,
    '[[1,2],[3,[4]]]',
    '{"x":12 ,"y": 3}',
  ),
)

describe('hasOtherNumbers', () => {
  test.each([
    ['{"x":1}', '{"x":2}'],
    ['{"x":9}', '{"x":10}'],
    ['{"x":10,"y":[1]}', '{"x":9,"y":[123]}'],
    ['{"x":1}', '{"x":-1}'],
    ['{"x":-0.5}', '{"x":12}'],
    ['{"x":1}', '{"x":1.25}'],
    ['{"client":3000000001,"clock":4}', '{"client":3000000002,"clock":15}'],
    ['{}', '{}'],
  ])('knows %s in %s', (known, text) => {
    expect(hasOtherNumbers(known, text)).toBe(true)
  })

  test.each([
    ['{"x":1}', '{"x":01}'],
    ['{"x":1}', '{"x":1.}'],
    ['{"x":1}', '{"x":-}'],
    ['{"x":1}', '{"x":}'],
    ['{"x":1}', '{"x":1}}'],
    ['{"x":1}', '{"x":1'],
    ['{"x":1}', '{"x":2,}'],
    ['{"x":1}', '{"x":[2]}'],
    ['{"x":1}', '{"x":1.2.3}'],
    ['{"x":1}', '{"x":1-2}'],
    ['{"x":"1"}', '{"x":"2"}'],
    ['{"1":0}', '{"2":0}'],
    ['[1,2]', '[1,2,3]'],
    ['[1]', '['],
    ['1', '2'],
    ['null', '{}'],
    [String.raw`{"x":"\u1234"}`, String.raw`{"x":"\u123"}`],
    [String.raw`{"x":"\u1,23"}`, String.raw`{"x":"\u1,2"}`],
    ['', '1'],
  ])('does not know %s in %s', (known, text) => {
    expect(hasOtherNumbers(known, text) && isJson(known)).toBe(false)
  })

  test('never takes for JSON what is none, nor for less deep than it is', () => {
    let taken = 0
    // Mostly a number for a number, and now and then anything anywhere.
    const edit = fc.record({
      at: fc.nat(),
      dropped: fc.constantFrom(1, 1, 1, 0, 2, 4),
      isNumber: fc.boolean(),
      text: fc.oneof(
        fc.stringMatching(/^-?[0-9]{1,3}$/),
        fc.stringMatching(/^[0-9.,:\-e"\\[\]{}u ]{0,4}$/),
      ),
    })
    fc.assert(
      fc.property(anyText, fc.array(edit, { maxLength: 3 }), (known, edits) => {
        let text = known
        for (const { at, dropped, isNumber, text: put } of edits) {
          const numbers = [...text.matchAll(/[0-9]/g)].map(({ index }) => index)
          const places =
            isNumber && numbers.length > 0 ? numbers : Array.from(text, (_, index) => index)
          const from = places[at % places.length] ?? 0
          text = text.slice(0, from) + put + text.slice(from + dropped)
        }
        if (!hasOtherNumbers(known, text)) return
        if (text !== known) taken += 1
        expect(isJson(text)).toBe(true)
        expect(depthOf(JSON.parse(text))).toBe(depthOf(JSON.parse(known)))
      }),
      { numRuns: 20_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})
