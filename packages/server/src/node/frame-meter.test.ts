import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameMeter } from './frame-meter.ts'
import { frame, frameHeader, hex } from './raw-client.test-support.ts'

/** A frame as the meter must see it. */
interface Sent {
  readonly opcode: number
  readonly isFinal: boolean
  readonly payload: Uint8Array
}

const payload = fc.oneof(
  { weight: 5, arbitrary: fc.nat(200) },
  { weight: 1, arbitrary: fc.constantFrom(125, 126, 65_535, 65_536, 70_000) },
)

/** A message in one or more fragments, with pings between them. */
const message = fc
  .array(fc.tuple(payload, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((parts) =>
    parts.flatMap(([size, isPinged], index): Sent[] => [
      {
        opcode: index === 0 ? 2 : 0,
        isFinal: index === parts.length - 1,
        payload: new Uint8Array(size),
      },
      ...(isPinged ? [{ opcode: 9, isFinal: true, payload: new Uint8Array(size % 126) }] : []),
    ]),
  )

/** How many payload bytes of the message that is not whole lie in the first `bytes` of the stream. */
function heldIn(frames: readonly Sent[], bytes: number): { held: number; ended: number } {
  let held = 0
  let ended = 0
  let left = bytes
  for (const {
    opcode,
    isFinal,
    payload: { length },
  } of frames) {
    const header = frameHeader(length).length
    if (left < header + length) {
      if (opcode < 8) held += Math.max(0, left - header)
      return { held, ended }
    }
    left -= header + length
    if (opcode < 8) held += length
    if (opcode < 8 && isFinal) {
      held = 0
      ended += 1
    }
  }
  return { held, ended }
}

test('however the bytes are cut, it knows what is held of the message that is not whole', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 4 }).map((messages) => messages.flat()),
      fc.array(fc.integer({ min: 1, max: 80_000 }), { maxLength: 30 }),
      (frames, cuts) => {
        const bytes = Buffer.concat(
          frames.map((sent) => frame(sent.payload, sent.opcode, sent.isFinal)),
        )
        const meter = new FrameMeter()
        let at = 0
        for (const cut of [...cuts, bytes.length]) {
          const before = heldIn(frames, at).ended
          const hasEnded = meter.read(bytes.subarray(at, at + cut))
          at = Math.min(bytes.length, at + cut)
          const { held, ended } = heldIn(frames, at)
          expect(hasEnded).toBe(ended > before)
          expect(meter.heldBytes).toBeGreaterThanOrEqual(held)
          expect(meter.heldBytes % 256).toBe(held % 256)
        }
        expect(meter.heldBytes).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})

test('a message is as large as its header says, before any of it is here', () => {
  const meter = new FrameMeter()
  meter.read(hex('82 ff 0000000006500000 00000000'))
  expect(meter.expectedBytes).toBe(101 * 1024 * 1024)
  expect(meter.heldBytes).toBeLessThan(1_000)
})

test('fragments add up', () => {
  const meter = new FrameMeter()
  meter.read(frame(new Uint8Array(1_000), 2, false))
  meter.read(frameHeader(500, 0, true))
  expect(meter.expectedBytes).toBe(1_500)
})

test('a message in many parts counts for more than its bytes', () => {
  const inFragments = new FrameMeter()
  for (let part = 0; part < 100; part += 1)
    inFragments.read(frame(hex('00'), part === 0 ? 2 : 0, false))
  expect(inFragments.heldBytes).toBeGreaterThan(20_000)
  const inChunks = new FrameMeter()
  inChunks.read(frameHeader(1_000))
  for (let part = 0; part < 100; part += 1) inChunks.read(hex('00'))
  expect(inChunks.heldBytes).toBeGreaterThan(20_000)
})
