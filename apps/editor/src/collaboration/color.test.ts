import { expect, test } from 'vitest'
import { contrast, leastUsedColor, palette, parseColor, textColorOn } from './color.ts'

test('only #rrggbb is a colour, and it comes out in lower case', () => {
  expect(parseColor('#C84341')).toBe('#c84341')
  for (const wrong of [
    '#fff',
    'red',
    '#12345g',
    '#1234567',
    'url(x)',
    '#000000;color:red',
    7,
    null,
  ]) {
    expect(parseColor(wrong)).toBeUndefined()
  }
})

test('contrast is the ratio of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#ffffff', '#ffffff')).toBe(1)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test.each(palette)('$name is legible under its label and as a caret on both pages', ({ color }) => {
  expect(contrast(color, textColorOn(color))).toBeGreaterThanOrEqual(4.5)
  expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(3)
  expect(contrast(color, '#1b1c20')).toBeGreaterThanOrEqual(3)
})

test('a label on any colour is legible, also on one that another application chose', () => {
  for (const color of ['#ffff00', '#00ff00', '#ffa500', '#0000ff', '#808080'] as const) {
    expect(contrast(color, textColorOn(color))).toBeGreaterThanOrEqual(4.5)
  }
})

test('the least used colour is one that nobody has, while there is one', () => {
  const used = palette.slice(0, 11).map(({ color }) => color)
  for (let start = -3; start < 15; start++) expect(leastUsedColor(used, start)).toBe('#cd3976')
})

test('when all are taken, the least used colour is the one taken least', () => {
  const used = palette.flatMap(({ color }) => (color === '#32843a' ? [color] : [color, color]))
  expect(leastUsedColor(used, 0)).toBe('#32843a')
})

test('of the colours that nobody has, it is one that looks unlike those in use', () => {
  for (let start = 0; start < 12; start++)
    expect(leastUsedColor(['#c84341'], start)).toBe('#13808a')
  expect(['#32843a', '#13808a']).toContain(leastUsedColor(['#c84341', '#456adc'], 0))
})
