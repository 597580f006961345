import { describe, expect, test } from 'vitest'
import { headOf, WireFrames } from './wire-frames.ts'

/** The messages in these bytes, read as RFC 6455 has it. */
function read(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const messages: Uint8Array[] = []
  for (let offset = 0; offset < bytes.length;) {
    expect(view.getUint8(offset)).toBe(0x82)
    const short = view.getUint8(offset + 1)
    const [length, head] =
      short < 126
        ? [short, 2]
        : short === 126
          ? [view.getUint16(offset + 2), 4]
          : [Number(view.getBigUint64(offset + 2)), 10]
    messages.push(bytes.subarray(offset + head, offset + head + length))
    offset += head + length
  }
  return messages
}

describe('frames on the wire', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536, 70_000])(
    'are read whole: %i bytes',
    async (length) => {
      const frame = Uint8Array.from({ length }, (_, index) => index % 251)
      const messages = read(new WireFrames().of([frame, Uint8Array.of(7), frame]))
      expect(messages.map((message) => message.length)).toEqual([length, 1, length])
      expect(messages[2]).toEqual(frame)
    },
  )

  test('have heads for more than four gigabytes', () => {
    expect([...headOf(2 ** 33 + 5)]).toEqual([0x82, 127, 0, 0, 0, 2, 0, 0, 0, 5])
  })

  test('are the same bytes for all who get the same array, even when others get another between', () => {
    const wireFrames = new WireFrames()
    const [stock, own, presence] = [[Uint8Array.of(1)], [Uint8Array.of(2)], [Uint8Array.of(3)]]
    const first = [stock, own, presence].map((frames) => wireFrames.of(frames))
    const again = [stock, own, presence].map((frames) => wireFrames.of(frames))
    expect(again.every((bytes, index) => bytes === first[index])).toBe(true)
    expect(first.map((bytes) => [...bytes])).toEqual([
      [0x82, 1, 1],
      [0x82, 1, 2],
      [0x82, 1, 3],
    ])
  })

  test('of another array with the same frames are right as well, and old ones are let go', () => {
    const wireFrames = new WireFrames()
    const frames = [Uint8Array.of(9)]
    const first = wireFrames.of(frames)
    expect(wireFrames.of([...frames])).toEqual(first)
    for (let count = 0; count < 10; count += 1) wireFrames.of([Uint8Array.of(count)])
    expect(wireFrames.of(frames)).not.toBe(first)
    expect(wireFrames.of(frames)).toEqual(first)
  })
})
