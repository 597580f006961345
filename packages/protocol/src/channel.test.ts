import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from './any-text.test-support.ts'
import { anyBytes } from './arbitrary-message.test-support.ts'
import {
  channelPrefix,
  decodeChannelFrame,
  encodeChannelFrame,
  inChannel,
  type ChannelFrame,
} from './channel.ts'
import { channelExamples } from './channel-examples.test-support.ts'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage } from './encode-message.ts'
import { messageExamples, fromHex, toHex } from './message-examples.test-support.ts'
import { protocolError } from './protocol-error.test-support.ts'

const channel = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat())

const anyChannelFrame: fc.Arbitrary<ChannelFrame> = fc.oneof(
  fc.record({
    type: fc.constant('channel' as const),
    channel,
    frame: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({
    type: fc.constant('openChannel' as const),
    channel,
    documentName: anyText({ maxLength: 40 }),
  }),
  fc.record({
    type: fc.constant('closeChannel' as const),
    channel,
    code: fc.nat(),
    reason: anyText({ maxLength: 20 }),
  }),
)

describe('a frame of a channel', () => {
  test.each(channelExamples)('is as PROTOCOL.md has it: $title', ({ frame, hex }) => {
    expect(toHex(encodeChannelFrame(frame))).toBe(hex)
    expect(decodeChannelFrame(fromHex(hex))).toEqual(frame)
  })

  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyChannelFrame, (frame) => {
        expect(decodeChannelFrame(encodeChannelFrame(frame))).toEqual(frame)
      }),
    )
  })

  test('is the prefix of its channel and the frame', () => {
    const frame = Uint8Array.of(1, 1, 0)
    expect(inChannel(channelPrefix(7), frame)).toEqual(
      encodeChannelFrame({ type: 'channel', channel: 7, frame }),
    )
  })

  test('is refused or read, whatever its bytes are, and nothing else is thrown', () => {
    fc.assert(
      fc.property(anyBytes(anyChannelFrame.map(encodeChannelFrame)), (bytes) => {
        try {
          decodeChannelFrame(bytes)
        } catch (error) {
          expect(error).toHaveProperty('name', 'ProtocolError')
        }
      }),
    )
  })

  test('[P65] is told from every other message by its type', () => {
    for (const { message } of messageExamples) {
      expect(decodeChannelFrame(encodeMessage(message))).toBe(undefined)
    }
    expect(decodeChannelFrame(new Uint8Array())).toBe(undefined)
  })

  test('[P70] is no message inside of a channel', () => {
    for (const { frame } of channelExamples) {
      expect(() => decodeMessage(encodeChannelFrame(frame))).toThrow(protocolError('UNKNOWN_TYPE'))
    }
  })

  test.each([
    ['a channel without a number', '50', 'TRUNCATED'],
    ['a number in more bytes than it needs', '50 81 00 03', 'BAD_NUMBER'],
    ['a name that is longer than the frame', '51 01 05 6e', 'TRUNCATED'],
    ['a name that is no UTF-8', '51 01 01 ff', 'BAD_TEXT'],
    ['bytes after a name', '51 01 01 6e 00', 'TRAILING_BYTES'],
    ['bytes after a reason', '52 01 b3 22 00 00', 'TRAILING_BYTES'],
    ['a close without a code', '52 01', 'TRUNCATED'],
  ] as const)('[P72] is refused with %s', (_title, hex, code) => {
    expect(() => decodeChannelFrame(fromHex(hex))).toThrow(protocolError(code))
  })

  test('[P71] has a reason of at most 123 bytes, cut between characters', () => {
    const reasonOf = (reason: string) => {
      const decoded = decodeChannelFrame(
        encodeChannelFrame({ type: 'closeChannel', channel: 1, code: 4403, reason }),
      )
      return decoded?.type === 'closeChannel' ? decoded.reason : undefined
    }
    expect(reasonOf('x'.repeat(123))).toBe('x'.repeat(123))
    expect(reasonOf('x'.repeat(124))).toBe('x'.repeat(123))
    expect(reasonOf(`${'x'.repeat(121)}é!`)).toBe(`${'x'.repeat(121)}é`)
    expect(reasonOf(`${'x'.repeat(120)}😀!`)).toBe('x'.repeat(120))
    expect(reasonOf(`${'x'.repeat(121)}€`)).toBe('x'.repeat(121))
  })
})
