import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyFrame, anyMessage } from './arbitrary-message.test-support.ts'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage } from './encode-message.ts'
import { fromHex, messageExamples } from './message-examples.test-support.ts'
import type { Message } from './message.ts'
import { byteArraysIn, everyPlacement, holdsSecret } from './surrounded.test-support.ts'
import { outcomeOf, protocolError } from './protocol-error.test-support.ts'

function outcome(frame: Uint8Array): Message | string {
  return outcomeOf(() => decodeMessage(frame))
}

/** Hello and welcome are whole without the fields that they have grown by, and with them. */
function isWithoutGrowth(frame: Uint8Array, length: number): boolean {
  const message = decodeMessage(frame)
  if (message.type === 'hello' && message.place) {
    const { place: _, ...rest } = message
    return encodeMessage(rest).length === length
  }
  if (message.type === 'welcome' && message.line) {
    const { line: _, ...rest } = message
    return encodeMessage(rest).length === length
  }
  return false
}

describe('decodeMessage', () => {
  test.each(messageExamples)('reads: $title', ({ message, hex }) => {
    expect(decodeMessage(fromHex(hex))).toEqual(message)
  })

  test('[P1] refuses an empty frame', () => {
    expect(() => decodeMessage(new Uint8Array())).toThrow(protocolError('EMPTY'))
  })

  test.each(messageExamples)('[P3] refuses every truncation of: $title', ({ hex }) => {
    const frame = fromHex(hex)
    for (let length = 1; length < frame.length; length += 1) {
      if (isWithoutGrowth(frame, length)) continue
      for (const placed of everyPlacement(frame.subarray(0, length))) {
        expect(() => decodeMessage(placed)).toThrow(protocolError('TRUNCATED'))
      }
    }
  })

  test('[P3] refuses every truncation of any message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const frame = encodeMessage(message)
        for (let length = 0; length < frame.length; length += 1) {
          if (isWithoutGrowth(frame, length)) continue
          expect(outcome(frame.subarray(0, length))).toBe(length === 0 ? 'EMPTY' : 'TRUNCATED')
        }
      }),
      { numRuns: 60 },
    )
  })

  const cannotGrow = messageExamples.filter(({ title }) => !/^(hello|welcome)/.test(title))
  test.each(cannotGrow)('[P1] refuses bytes after: $title', ({ hex }) => {
    expect(() => decodeMessage(fromHex(`${hex} 00`))).toThrow(protocolError('TRAILING_BYTES'))
    expect(() => decodeMessage(fromHex(`${hex} ${hex}`))).toThrow(protocolError('TRAILING_BYTES'))
  })

  const mayGrow = messageExamples.filter(({ title }) =>
    /^(hello|welcome).*(knows|line)/.test(title),
  )
  test.each(mayGrow)('[P50] leaves fields unread that a later version added: $title', (example) => {
    expect(decodeMessage(fromHex(`${example.hex} 80 ff 01`))).toEqual(example.message)
  })

  test.each([
    ['message type 4', '04'],
    ['message type 63', '3f 00'],
    ['message type 79', '4f'],
    ['message type 80, which is reserved', '50 00 01 03'],
    ['message type 2^32', '80 80 80 80 10'],
    ['sync type 3', '00 03 00'],
    ['auth type 1', '02 01 00'],
  ])('[P4] refuses %s', (_, hex) => {
    expect(() => decodeMessage(fromHex(hex))).toThrow(protocolError('UNKNOWN_TYPE'))
  })

  test.each([
    ['sync step 1', '00 00'],
    ['sync step 2', '00 01'],
    ['update', '00 02'],
    ['awareness', '01'],
    ['permission denied', '02 00'],
    ['hello', '40 01'],
    ['welcome', '41 01'],
    ['fragment', '48 05 03'],
  ])('[P2] [P3] refuses absurd lengths in %s', (_, start) => {
    const lengths = [
      ['80 80 80 80 10', 'TRUNCATED'],
      ['ff ff ff ff ff ff ff 0f', 'TRUNCATED'],
      ['80 80 80 80 80 80 80 10', 'BAD_NUMBER'],
      ['ff ff ff ff ff ff ff ff ff 01', 'BAD_NUMBER'],
      ['80 '.repeat(1_000), 'BAD_NUMBER'],
      ['82 00', 'BAD_NUMBER'],
    ]
    for (const [length, expected] of lengths) {
      expect(outcome(fromHex(`${start} ${length} 00 00 00 00`))).toBe(expected)
    }
  })

  test('[P3] refuses a text that is not UTF-8', () => {
    expect(() => decodeMessage(fromHex('02 00 02 c3 28'))).toThrow(protocolError('BAD_TEXT'))
  })

  test.each(['40 00 01 61 00 00 00', '41 00 00 00 00 00 00 00 00'])(
    '[P16] refuses version 0: %s',
    (hex) => {
      expect(() => decodeMessage(fromHex(hex))).toThrow(protocolError('BAD_NUMBER'))
    },
  )

  test('[P17] takes no value but 1 for: storage works', () => {
    const welcome = (isSaving: string) => `41 01 00 00 00 00 00 00 ${isSaving}`
    expect(decodeMessage(fromHex(welcome('01')))).toMatchObject({ isSaving: true })
    expect(decodeMessage(fromHex(welcome('00')))).toMatchObject({ isSaving: false })
    expect(decodeMessage(fromHex(welcome('03')))).toMatchObject({ isSaving: false })
  })

  test('[P18] grants nothing for bits of rights that it does not know', () => {
    const rights = (bits: string) => decodeMessage(fromHex(`46 ${bits}`))
    expect(rights('fc 7f')).toEqual({ type: 'rights', rights: { canWrite: false } })
    expect(rights('fe 7f')).toEqual({ type: 'rights', rights: { canWrite: false, isFull: true } })
    expect(rights('ff 7f')).toEqual({ type: 'rights', rights: { canWrite: true } })
    // 2^32 and 2^32 + 1: JavaScript's bit operators see 32 bits only.
    expect(rights('80 80 80 80 10')).toEqual({ type: 'rights', rights: { canWrite: false } })
    expect(rights('81 80 80 80 10')).toEqual({ type: 'rights', rights: { canWrite: true } })
  })

  test('returns or throws a ProtocolError for any bytes, and sees nothing around them', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const alone = outcome(frame)
        for (const placed of everyPlacement(frame)) {
          const result = outcome(placed)
          expect(result).toEqual(alone)
          expect(holdsSecret(result)).toBe(false)
          for (const bytes of byteArraysIn(result)) {
            expect(bytes.constructor).toBe(Uint8Array)
            expect(bytes.buffer.byteLength).toBe(bytes.length)
          }
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test('reads again what it read, for any bytes', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const message = outcome(frame)
        fc.pre(typeof message !== 'string')
        expect(decodeMessage(encodeMessage(message))).toEqual(message)
      }),
      { numRuns: 1_000 },
    )
  })

  test('lets go of the frame', () => {
    for (const { message, hex } of messageExamples) {
      const frame = Buffer.from(fromHex(hex))
      const decoded = decodeMessage(frame)
      frame.fill(0xff)
      expect(decoded).toEqual(message)
    }
  })
})
