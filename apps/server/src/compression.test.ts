import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { compressed, encodingFor, isCompressible } from './compression.ts'

const script = {
  body: Buffer.from('export const thread = 1\n'.repeat(500)),
  type: 'text/javascript; charset=utf-8',
  etag: '"a"',
  isImmutable: true,
}

test('the best form that is accepted is taken, and none that is refused', () => {
  expect(encodingFor('gzip, deflate, br, zstd')).toBe('br')
  expect(encodingFor('GZIP;q=0.5')).toBe('gzip')
  expect(encodingFor('br;q=0, gzip')).toBe('gzip')
  expect(encodingFor('br ; q=0.000')).toBeUndefined()
  expect(encodingFor('identity')).toBeUndefined()
  expect(encodingFor(undefined)).toBeUndefined()
})

test('each form is the same file, smaller, and made once', () => {
  expect(brotliDecompressSync(compressed(script, 'br'))).toEqual(script.body)
  expect(gunzipSync(compressed(script, 'gzip'))).toEqual(script.body)
  expect(compressed(script, 'gzip').length).toBeLessThan(script.body.length / 10)
  expect(compressed(script, 'br')).toBe(compressed(script, 'br'))
})

test('what is small or compressed already stays as it is', () => {
  expect(isCompressible(script)).toBe(true)
  expect(isCompressible({ ...script, body: Buffer.from('1') })).toBe(false)
  expect(isCompressible({ ...script, type: 'font/woff2' })).toBe(false)
})
