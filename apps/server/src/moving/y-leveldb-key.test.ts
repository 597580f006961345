import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyEncoding } from 'y-leveldb'
import { decodeKey, encodeKey } from './y-leveldb-key.ts'

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
)

test('keys are those that y-leveldb writes and reads', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const key = keyEncoding.encode(parts)
      expect(Buffer.from(encodeKey(parts))).toEqual(Buffer.from(key))
      expect(decodeKey(key)).toEqual(parts)
    }),
  )
})

test('a key of somebody else’s is none, and not another one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const parts = decodeKey(bytes)
      if (parts) expect(decodeKey(encodeKey(parts))).toEqual(parts)
    }),
  )
  expect(decodeKey(Uint8Array.of(0, 5, 97))).toBeUndefined()
  expect(decodeKey(Uint8Array.of(1, 0, 0))).toBeUndefined()
  expect(decodeKey(Uint8Array.of(0, 1, 0xff))).toBeUndefined()
  expect(decodeKey(Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))).toBeUndefined()
  expect(decodeKey(Uint8Array.of(2))).toBeUndefined()
})
