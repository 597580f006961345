import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from './errors.ts'
import { fromHex, toHex } from './message-examples.test-support.ts'
import { encodeFields, FieldReader, FieldWriter } from './wire.ts'
import { protocolError } from './protocol-error.test-support.ts'

const reader = (hex: string): FieldReader => new FieldReader(fromHex(hex))
describe('numbers', () => {
  test('[P2] are read and written as lib0 does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat({ max: 20_000 }), fc.maxSafeNat()), (number) => {
        const ours = new FieldWriter().number(number).finish()
        const theirs = encoding.encode((encoder) => encoding.writeVarUint(encoder, number))
        expect(ours).toEqual(theirs)
        expect(new FieldReader(theirs).number()).toBe(number)
        expect(decoding.readVarUint(decoding.createDecoder(ours))).toBe(number)
      }),
    )
  })

  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '80 01'],
    [300, 'ac 02'],
    [2 ** 32, '80 80 80 80 10'],
    [Number.MAX_SAFE_INTEGER, 'ff ff ff ff ff ff ff 0f'],
  ])('[P2] %d is %s', (number, hex) => {
    expect(toHex(new FieldWriter().number(number).finish())).toBe(hex)
    const fields = reader(hex)
    expect(fields.number()).toBe(number)
    expect(fields.isAtEnd).toBe(true)
  })

  test.each([
    ['2^53', '80 80 80 80 80 80 80 10'],
    ['2^56 − 1', 'ff ff ff ff ff ff ff 7f'],
    ['a ninth byte', 'ff ff ff ff ff ff ff ff 00'],
    ['eight bytes that ask for a ninth', '80 80 80 80 80 80 80 80'],
    ['padding without end', '80 '.repeat(100_000)],
    ['padding that would make lib0 return NaN', `${'80 '.repeat(200)}00`],
    ['zero in two bytes', '80 00'],
    ['one in two bytes', '81 00'],
    ['one in eight bytes', '81 80 80 80 80 80 80 00'],
  ])('[P2] refuses %s', (_, hex) => {
    expect(() => reader(hex).number()).toThrow(protocolError('BAD_NUMBER'))
  })

  test.each(['', '80', 'ff ff', '80 80 80 80 80 80 80'])(
    '[P2] says that [%s] ends too early',
    (hex) => {
      expect(() => reader(hex).number()).toThrow(protocolError('TRUNCATED'))
    },
  )

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses to write %d, which is the caller’s mistake',
    (number) => {
      expect(() => new FieldWriter().number(number)).toThrow(RangeError)
    },
  )
})

describe('texts and byte arrays', () => {
  test.each([
    ['one byte too many', '03 61 62'],
    ['2^32 bytes', '80 80 80 80 10 61'],
    ['2^53 − 1 bytes', 'ff ff ff ff ff ff ff 0f 61'],
    ['nothing after the length', '01'],
    ['no length', ''],
  ])('[P3] refuses a length of %s', (_, hex) => {
    expect(() => reader(hex).bytes()).toThrow(protocolError('TRUNCATED'))
    expect(() => reader(hex).text()).toThrow(protocolError('TRUNCATED'))
  })

  test('[P3] refuses a length of 2^53', () => {
    expect(() => reader('80 80 80 80 80 80 80 10 61').bytes()).toThrow(protocolError('BAD_NUMBER'))
  })

  test.each([
    ['a stray continuation byte', '01 80'],
    ['half a character', '02 e2 82'],
    ['a surrogate', '03 ed a0 80'],
    ['a longer form than needed', '02 c0 80'],
    ['a character over U+10FFFF', '04 f4 90 80 80'],
  ])('[P3] refuses a text with %s', (_, hex) => {
    expect(() => reader(hex).text()).toThrow(protocolError('BAD_TEXT'))
  })

  test.each(['', 'ä€😀', '\ufeffwith a byte order mark', '\u0000', 'long '.repeat(20_000)])(
    '[P3] reads back what was written',
    (text) => {
      expect(new FieldReader(new FieldWriter().text(text).finish()).text()).toBe(text)
    },
  )

  test('writes half of a surrogate pair as U+FFFD', () => {
    expect(toHex(new FieldWriter().text('\ud800').finish())).toBe('03 ef bf bd')
  })

  test('gives byte arrays memory of their own', () => {
    const source = Buffer.from('02aabb02ccdd', 'hex')
    const fields = new FieldReader(source)
    const first = fields.bytes()
    source.fill(0)
    expect(toHex(first)).toBe('aa bb')
    expect(first.buffer.byteLength).toBe(2)
    expect(first.constructor).toBe(Uint8Array)
  })

  test('names its errors', () => {
    expect(() => reader('80').number()).toThrow(ProtocolError)
    expect(() => reader('80').number()).toThrow('truncated')
  })
})

describe('messages', () => {
  test('[P3] are written as lib0 does, short and long ones after each other', () => {
    const anyField = fc.oneof(
      fc.maxSafeNat(),
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.uint8Array({ maxLength: 3_000 }),
    )
    fc.assert(
      fc.property(fc.array(anyField, { maxLength: 5 }), (fields) => {
        const theirs = encoding.encode((encoder) => {
          for (const field of fields) {
            if (typeof field === 'number') encoding.writeVarUint(encoder, field)
            else if (typeof field === 'string') encoding.writeVarString(encoder, field)
            else encoding.writeVarUint8Array(encoder, field)
          }
        })
        const ours = encodeFields(...fields)
        expect(Buffer.compare(ours, theirs)).toBe(0)
        expect(ours.buffer.byteLength).toBe(ours.length)
      }),
      { numRuns: 20 },
    )
  })

  test('begin anew after one that could not be written', () => {
    expect(() => encodeFields(1, new Uint8Array(10_000), -1)).toThrow(RangeError)
    expect(encodeFields(1, 'a')).toEqual(Uint8Array.of(1, 1, 0x61))
  })

  test('stay as they are when the next is written', () => {
    const first = encodeFields(1, 'first')
    encodeFields(2, 'other')
    expect(first).toEqual(encodeFields(1, 'first'))
  })
})
