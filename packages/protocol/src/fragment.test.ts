import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage } from './encode-message.ts'
import { FragmentAssembler, fragmentFrame } from './fragment.ts'
import { FRAGMENT_BYTES } from './limits.ts'
import * as messageType from './message-type.ts'
import type { Fragment } from './message.ts'
import { protocolError } from './protocol-error.test-support.ts'

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index)

const part = (totalBytes: number, offset: number, ...bytes: number[]): Fragment => {
  return { type: 'fragment', totalBytes, offset, bytes: Uint8Array.from(bytes) }
}

function decodeFragment(frame: Uint8Array): Fragment {
  const message = decodeMessage(frame)
  if (message.type !== 'fragment') throw new Error(`a ${message.type} where a fragment belongs`)
  return message
}

describe('fragmentFrame', () => {
  test('[P35] leaves a message alone that is not too long', () => {
    for (const length of [0, 1, FRAGMENT_BYTES]) {
      const frame = counting(length)
      const frames = fragmentFrame(frame)
      expect(frames).toHaveLength(1)
      expect(frames[0]).toBe(frame)
    }
  })

  test('[P35] cuts a longer one into full fragments and a rest', () => {
    const fragments = fragmentFrame(counting(2 * FRAGMENT_BYTES + 1)).map(decodeFragment)
    expect(fragments.map(({ bytes }) => bytes.length)).toEqual([FRAGMENT_BYTES, FRAGMENT_BYTES, 1])
    expect(fragments.map(({ offset }) => offset)).toEqual([0, FRAGMENT_BYTES, 2 * FRAGMENT_BYTES])
    expect(new Set(fragments.map(({ totalBytes }) => totalBytes))).toEqual(
      new Set([2 * FRAGMENT_BYTES + 1]),
    )
  })
})

describe('FragmentAssembler', () => {
  test('[P36] gives back any message, cut in any way, one after the other', () => {
    const assembler = new FragmentAssembler(10_000)
    const anyCut = fc.tuple(
      fc.uint8Array({ minLength: 2, maxLength: 200 }),
      fc.integer({ min: 1, max: 250 }),
    )
    fc.assert(
      fc.property(anyCut, ([update, fragmentBytes]) => {
        const frame = encodeMessage({ type: 'update', update })
        const frames = fragmentFrame(frame, fragmentBytes)
        if (frames.length === 1) return
        const results = frames.map((one) => assembler.add(decodeFragment(one)))
        const whole = results.pop()
        expect(results.every((result) => result === undefined)).toBe(true)
        expect(whole).toEqual(frame)
        expect(whole?.buffer.byteLength).toBe(frame.length)
        expect(assembler.progress.receivedBytes).toBe(0)
      }),
    )
  })

  test('[P35] takes fragments of different sizes, and a message in a single one', () => {
    const assembler = new FragmentAssembler(100)
    expect(assembler.add(part(6, 0, 0))).toBeUndefined()
    expect(assembler.add(part(6, 1, 1, 2, 3))).toBeUndefined()
    expect(assembler.add(part(6, 4, 4, 5))).toEqual(counting(6))
    expect(assembler.add(part(3, 0, 0, 1, 2))).toEqual(counting(3))
  })

  test('tells how far it is', () => {
    const assembler = new FragmentAssembler(100)
    expect(assembler.progress).toEqual({ receivedBytes: 0, totalBytes: 0 })
    assembler.add(part(4, 0, 1, 2, 3))
    expect(assembler.progress).toEqual({ receivedBytes: 3, totalBytes: 4 })
    assembler.add(part(4, 3, 4))
    expect(assembler.progress).toEqual({ receivedBytes: 0, totalBytes: 0 })
  })

  test.each([
    ['the middle without a beginning', [], part(4, 2, 1)],
    ['a gap', [part(4, 0, 1)], part(4, 2, 1)],
    ['a part twice', [part(4, 0, 1, 2)], part(4, 0, 1, 2)],
    ['an overlap', [part(4, 0, 1, 2)], part(4, 1, 1, 2)],
    ['another total, larger', [part(4, 0, 1)], part(5, 1, 1)],
    ['another total, smaller', [part(4, 0, 1)], part(3, 1, 1)],
    ['another message before the end of the first', [part(4, 0, 1)], part(9, 0, 1)],
    ['the offset of a message that is complete', [part(2, 0, 1, 2)], part(2, 2, 3)],
    ['more than the total', [], part(2, 0, 1, 2, 3)],
    ['more than the total, later', [part(4, 0, 1, 2)], part(4, 2, 1, 2, 3)],
    ['an empty part', [], part(4, 0)],
    ['an empty part, later', [part(4, 0, 1)], part(4, 1)],
    ['an empty message', [], part(0, 0)],
    ['an offset that makes the sum inexact', [], part(4, Number.MAX_SAFE_INTEGER, 1)],
  ])('[P36] refuses %s', (_, good, bad) => {
    const assembler = new FragmentAssembler(100)
    for (const one of good) assembler.add(one)
    expect(() => assembler.add(bad)).toThrow(protocolError('BAD_FRAGMENT'))
  })

  test('[P38] refuses a fragment inside a fragment', () => {
    const inner = encodeMessage(part(4, 0, 1, 2, 3, 4))
    const assembler = new FragmentAssembler(100)
    const [first] = fragmentFrame(inner, 3).map(decodeFragment)
    if (!first) throw new Error('no fragments')
    expect(first.bytes[0]).toBe(messageType.fragment)
    expect(() => assembler.add(first)).toThrow(protocolError('BAD_FRAGMENT'))
    // Only a first byte is a type.
    expect(assembler.add(part(2, 0, 0))).toBeUndefined()
    expect(assembler.add(part(2, 1, messageType.fragment))).toHaveLength(2)
  })

  test('[P37] takes a message of the limit, and refuses a larger one at its first fragment', () => {
    const assembler = new FragmentAssembler(3)
    expect(assembler.add(part(3, 0, 1, 2, 3))).toHaveLength(3)
    expect(() => assembler.add(part(4, 0, 1))).toThrow(protocolError('TOO_LARGE'))
    expect(() => assembler.add(part(Number.MAX_SAFE_INTEGER, 0, 1))).toThrow(
      protocolError('TOO_LARGE'),
    )
  })

  test('[P37] allocates for the bytes that came, not for those that were announced', () => {
    const total = Number.MAX_SAFE_INTEGER
    const assembler = new FragmentAssembler(total)
    // An array of the announced size cannot even be made.
    expect(() => new Uint8Array(total)).toThrow(RangeError)
    const before = process.memoryUsage().arrayBuffers
    for (let offset = 0; offset < 1_000; offset += 1) assembler.add(part(total, offset, 1))
    expect(assembler.progress.receivedBytes).toBe(1_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  test('[P37] keeps copies, so that tiny parts cost no more than their bytes', () => {
    const assembler = new FragmentAssembler(100)
    const bytes = counting(2)
    assembler.add({ type: 'fragment', totalBytes: 3, offset: 0, bytes })
    bytes.fill(0xff)
    expect(assembler.add(part(3, 2, 2))).toEqual(counting(3))
  })
})
