import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import { FrameParser } from './frame-parser.ts'
import { maskedFrame } from './masked-frame.ts'

const PING = 9

function parse(stream: Uint8Array, cuts: readonly number[]) {
  const messages: string[] = []
  const control: string[] = []
  const parser = new FrameParser({
    onMessage: (bytes, start, end) =>
      messages.push(Buffer.from(bytes.slice(start, end)).toString('hex')),
    onControl: (opcode, payload) =>
      control.push(`${opcode} ${Buffer.from(payload).toString('hex')}`),
  })
  // As from a socket: every chunk lies in the same buffer, which is written over.
  const shared = new Uint8Array(300_000)
  let start = 0
  for (const end of [...cuts, stream.length]) {
    shared.set(stream.subarray(start, end))
    parser.push(shared, end - start)
    shared.fill(0xee)
    start = end
  }
  return { messages, control }
}

/** A server's frame: not masked. */
function frame(payload: Uint8Array, { opcode = 2, isLast = true } = {}): Uint8Array {
  const { length } = payload
  const head =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 255]
        : [127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
  return Buffer.concat([Uint8Array.from([(isLast ? 0x80 : 0) | opcode, ...head]), payload])
}

const hex = (payload: Uint8Array) => Buffer.from(payload).toString('hex')

test('messages of all lengths come out, wherever the stream is cut', () => {
  const random = new SeededRandom(1)
  for (let round = 0; round < 40; round += 1) {
    const payloads = [0, 1, 125, 126, 127, 300, 65_535, 65_536, 70_000]
      .toSorted(() => random.next() - 0.5)
      .map((length) => new Uint8Array(length).map(() => random.below(256)))
    const stream = Buffer.concat(payloads.map((payload) => frame(payload)))
    const cuts = Array.from({ length: 12 }, () => random.below(stream.length))
    cuts.sort((one, other) => one - other)
    expect(parse(stream, cuts).messages).toEqual(payloads.map(hex))
  }
})

test('frames that come byte by byte come out whole', () => {
  const payloads = [new Uint8Array(3).fill(1), new Uint8Array(200).fill(2), new Uint8Array(0)]
  const stream = Buffer.concat(payloads.map((payload) => frame(payload)))
  const cuts = Array.from({ length: stream.length - 1 }, (_, index) => index + 1)
  expect(parse(stream, cuts).messages).toEqual(payloads.map(hex))
})

test('a message in several frames is one, and a ping between them is none', () => {
  const stream = Buffer.concat([
    frame(Uint8Array.of(1, 2), { isLast: false }),
    frame(Uint8Array.of(7), { opcode: PING }),
    frame(Uint8Array.of(3), { opcode: 0, isLast: false }),
    frame(Uint8Array.of(4), { opcode: 0 }),
    frame(Uint8Array.of(5)),
  ])
  expect(parse(stream, [])).toEqual({ messages: ['01020304', '05'], control: ['9 07'] })
})

test('what is sent is masked, and says so', () => {
  for (const length of [0, 5, 125, 126, 65_535, 65_536]) {
    const payload = new Uint8Array(length).map((_, index) => index % 251)
    const sent = maskedFrame(payload)
    expect((sent[1] ?? 0) & 0x80).toBe(0x80)
    const maskAt = sent.length - length - 4
    const mask = sent.subarray(maskAt, maskAt + 4)
    const unmasked = sent.slice(maskAt + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    expect(hex(unmasked)).toBe(hex(payload))
    expect(mask.every((byte) => byte !== 0)).toBe(true)
  }
})
