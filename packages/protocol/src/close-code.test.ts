import { describe, expect, test } from 'vitest'
import { closeCodes, retryPolicy, type CloseCode } from './close-code.ts'

const all: readonly CloseCode[] = Object.values(closeCodes)

describe('close codes', () => {
  test.each(all)('[P48] $code has the hundred that fits "$retry"', ({ code, retry }) => {
    const isPermanent = code >= 4400 && code <= 4499
    const isTransient = (code >= 4500 && code <= 4599) || (code >= 1000 && code <= 1015)
    expect(isPermanent || isTransient).toBe(true)
    expect(retry === 'backoff').toBe(isTransient)
  })

  test.each(all)('[P47] $code is answered as the table says', ({ code, retry }) => {
    expect(retryPolicy(code)).toBe(retry)
  })

  test('are all different', () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length)
  })

  test('fit into a close frame with room for a document’s name', () => {
    for (const { meaning } of all) expect(Buffer.byteLength(meaning)).toBeLessThanOrEqual(123)
  })
})

describe('retryPolicy', () => {
  test.each([4402, 4410, 4450, 4499])('[P48] holds the unlisted %d for permanent', (code) => {
    expect(retryPolicy(code)).toBe('never')
  })

  test.each([0, 1000, 1005, 1006, 1008, 1015, 3000, 4000, 4399, 4501, 4599, 4999])(
    '[P48] holds the unlisted %d for transient',
    (code) => {
      expect(retryPolicy(code)).toBe('backoff')
    },
  )
})
