import fc from 'fast-check'
import { expect, test } from 'vitest'

import { textOf, writeText } from './text.ts'

test('a text is written as the UTF-8 that its length was told for, and nothing beside it changes', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 100 }))
  fc.assert(
    fc.property(text, fc.nat(5), (content, offset) => {
      const expected = new TextEncoder().encode(content)
      const encoded = textOf(content)
      expect(encoded.length).toBe(expected.length)
      const bytes = new Uint8Array(offset + expected.length + 1)
      writeText(bytes, offset, encoded)
      expect(bytes.subarray(offset, -1)).toEqual(expected)
      expect([...bytes.subarray(0, offset), bytes.at(-1)]).toEqual(Array(offset + 1).fill(0))
    }),
  )
})
