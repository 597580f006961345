import { encodeFields } from '@weft/protocol'
import { expect, it } from 'vitest'
import { splitHistory, withHistory } from './tab-frame.ts'

const history = { epoch: 'épuisé', sequence: 2 ** 40 }

it('a frame and its history come back as they were', () => {
  for (const frame of [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(0, 2, 9, 1)]) {
    for (const known of [history, { ...history, branch: 'b' }]) {
      expect(splitHistory(withHistory(frame, known))).toEqual({ frame, history: known })
    }
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
  const weft = [...new TextEncoder().encode('weft')]
  const ended = (fields: Uint8Array, length = fields.length) =>
    Uint8Array.from([1, ...fields, length & 255, length >> 8, ...weft])
  const whole = encodeFields('e', 1, 'b')
  expect(splitHistory(ended(whole)).history).toEqual({ epoch: 'e', sequence: 1, branch: 'b' })
  for (const frame of [
    Uint8Array.from(weft),
    ended(Uint8Array.of()),
    ended(whole, whole.length - 1),
    ended(whole, whole.length + 1),
    ended(whole, 60_000),
    ended(encodeFields('e', 1)),
    ended(encodeFields('e', 'e', 'b')),
    ended(encodeFields('e', 1, 'b', 1)),
  ]) {
    expect(splitHistory(frame)).toEqual({ frame, history: undefined })
  }
})
