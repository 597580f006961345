import { expect, test } from 'vitest'
import { frameName, seatOf } from './seat.ts'

const framed = (name: string) => ({ name, self: { is: 'self' }, parent: { is: 'parent' } })
const seat = (page: object) => seatOf(page as Window & typeof globalThis)

test('a page in one of our frames knows its seat', () => {
  expect(seat(framed(frameName('left')))).toBe('left')
  expect(seat(framed(frameName('right')))).toBe('right')
})

test('no other name is a seat, nor a window of such a name', () => {
  expect(seat(framed('weft-'))).toBeUndefined()
  expect(seat(framed('weft-middle'))).toBeUndefined()
  expect(seat(framed('left'))).toBeUndefined()
  const self = { is: 'self' }
  expect(seat({ name: frameName('left'), self, parent: self })).toBeUndefined()
})
