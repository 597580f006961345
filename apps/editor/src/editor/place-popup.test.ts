import { expect, test } from 'vitest'
import { placePopup } from './place-popup.ts'

const visible = { left: 0, top: 100, right: 400, bottom: 600 }
const at = (left: number, top: number) => ({ left, top, right: left + 2, bottom: top + 20 })
const size = { width: 200, height: 150 }

test('it stands on the side that was wished for, if there is room', () => {
  const below = placePopup(at(50, 300), size, visible, { side: 'below', gap: 6, canShrink: true })
  expect(below).toMatchObject({ left: 50, top: 326 })
  const above = placePopup(at(50, 300), size, visible, { side: 'above', gap: 6, canShrink: true })
  expect(above).toMatchObject({ left: 50, top: 144 })
})

test('it stands on the other side where there is more room', () => {
  expect(
    placePopup(at(50, 500), size, visible, { side: 'below', gap: 6, canShrink: true }).top,
  ).toBe(344)
  expect(
    placePopup(at(50, 110), size, visible, { side: 'above', gap: 6, canShrink: true }).top,
  ).toBe(136)
})

test('it never leaves what can be seen', () => {
  expect(
    placePopup(at(350, 300), size, visible, { side: 'below', gap: 6, canShrink: true }).left,
  ).toBe(192)
  expect(
    placePopup(at(-40, 300), size, visible, { side: 'below', gap: 6, canShrink: true }).left,
  ).toBe(8)
  for (let top = 100; top <= 580; top += 10) {
    const place = placePopup(at(50, top), { width: 200, height: 900 }, visible, {
      side: 'below',
      gap: 6,
      canShrink: true,
    })
    expect(place.top).toBeGreaterThanOrEqual(100)
    expect(place.top + Math.min(900, place.maxHeight)).toBeLessThanOrEqual(600)
  }
})

test('it keeps off the text that it belongs to', () => {
  for (let top = 100; top <= 580; top += 10) {
    const anchor = at(50, top)
    const place = placePopup(anchor, { width: 200, height: 900 }, visible, {
      side: 'above',
      gap: 6,
      canShrink: true,
    })
    const bottom = place.top + Math.min(900, place.maxHeight)
    expect(bottom <= anchor.top || place.top >= anchor.bottom).toBe(true)
  }
})

test('what cannot shrink stays whole, and in what can be seen', () => {
  const all = { left: 20, top: -500, right: 380, bottom: 2000 }
  const place = placePopup(all, { width: 300, height: 40 }, visible, {
    side: 'above',
    gap: 6,
    canShrink: false,
  })
  expect(place).toEqual({ left: 20, top: 108, maxHeight: 40 })
})
