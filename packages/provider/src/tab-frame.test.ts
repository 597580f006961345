import { expect, it } from 'vitest'
import { splitHistory, withHistory } from './tab-frame.ts'

const history = { epoch: 'épuisé', sequence: 2 ** 40 }

it('a frame and its history come back as they were', () => {
  for (const frame of [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(0, 2, 9, 1)]) {
    expect(splitHistory(withHistory(frame, history))).toEqual({ frame, history })
  }
})

it('the frame stands first, where tabs that know of no history read it', () => {
  expect([...withHistory(Uint8Array.of(0, 2, 9), history).subarray(0, 3)]).toEqual([0, 2, 9])
})

it('without a history a frame is left as it is', () => {
  const frame = Uint8Array.of(0, 2, 9)
  expect(withHistory(frame, undefined)).toBe(frame)
  expect(splitHistory(frame)).toEqual({ frame, history: undefined })
})

it('is read from the middle of a buffer, too', () => {
  const whole = withHistory(Uint8Array.of(7), history)
  const padded = new Uint8Array(whole.length + 9).fill(5)
  padded.set(whole, 4)
  expect(splitHistory(padded.subarray(4, 4 + whole.length))).toEqual({
    frame: Uint8Array.of(7),
    history,
  })
})

it('what only ends like one is a frame', () => {
  const text = (value: string) => [...new TextEncoder().encode(value)]
  const ended = (value: string, length = value.length) =>
    Uint8Array.from([1, ...text(value), length >> 8, length & 255, ...text('weft')])
  for (const whole of [
    Uint8Array.from(text('weft')),
    ended('', 0),
    ended('{', 1),
    ended('{"epoch":1,"sequence":1}'),
    ended('{"epoch":"e","sequence":"1"}'),
    ended('{"epoch":"e","sequence":-1}'),
    ended('null'),
    ended('{}', 60_000),
  ]) {
    expect(splitHistory(whole)).toEqual({ frame: whole, history: undefined })
  }
})
