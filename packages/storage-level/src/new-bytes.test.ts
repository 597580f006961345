import { expect, test } from 'vitest'

import { newBytes } from './new-bytes.ts'

test('bytes for keys and rows are zero and nobody else’s, also where a block ends', () => {
  const all = Array.from({ length: 500 }, (_, index) => newBytes((index * 37) % 700))
  for (const [index, bytes] of all.entries()) {
    expect(bytes.every((byte) => byte === 0)).toBe(true)
    bytes.fill(index % 255)
  }
  for (const [index, bytes] of all.entries()) {
    expect(bytes.length).toBe((index * 37) % 700)
    expect(bytes.every((byte) => byte === index % 255)).toBe(true)
  }
})
