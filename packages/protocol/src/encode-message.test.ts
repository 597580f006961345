import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMessage } from './arbitrary-message.test-support.ts'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage } from './encode-message.ts'
import { messageExamples, toHex } from './message-examples.test-support.ts'
import * as messageType from './message-type.ts'

describe('encodeMessage', () => {
  test.each(messageExamples)('writes: $title', ({ message, hex }) => {
    expect(toHex(encodeMessage(message))).toBe(hex)
  })

  test('has an example of every message type but those of channels', () => {
    const first = new Set(messageExamples.map(({ hex }) => Number.parseInt(hex.slice(0, 2), 16)))
    const all = Object.values(messageType).filter((type) => type < messageType.channel)
    expect(first).toEqual(new Set<number>(all))
  })

  test('writes what decodeMessage reads, for any message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const frame = encodeMessage(message)
        expect(decodeMessage(frame)).toEqual(message)
        expect(frame.buffer.byteLength).toBe(frame.length)
      }),
      { numRuns: 500 },
    )
  })

  test('refuses numbers that are not on the wire, which is the caller’s mistake', () => {
    expect(() => encodeMessage({ type: 'ping', id: -1 })).toThrow(
      'Cannot encode -1: use a whole number from 0 to 2^53 − 1',
    )
  })
})
