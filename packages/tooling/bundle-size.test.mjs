import { expect, test } from 'vitest'
import { bundleSize, overLimit } from './bundle-size.mjs'

const NAME = '@weft/provider'

test('an entry within its limit is silent, and one over it is told with both numbers', () => {
  const limits = { [NAME]: 8192 }
  expect(overLimit([{ entry: NAME, gzipBytes: 8192 }], limits)).toEqual([])
  expect(overLimit([{ entry: NAME, gzipBytes: 8193 }], limits)).toEqual([
    expect.stringContaining(
      `${NAME} has 8193 bytes (minified, gzip), 1 more than its limit of 8192`,
    ),
  ])
})

test('an entry without a limit is told', () => {
  const [line] = overLimit([{ entry: `${NAME}/new`, gzipBytes: 1 }], { [NAME]: 8192 })
  expect(line).toContain('no limit')
})

test('what is left out is not measured, and modules are told by their size', async () => {
  const source = "export { FragmentAssembler } from '@weft/protocol'"
  const size = await bundleSize(source, [])
  const without = await bundleSize(source, ['@weft/protocol'])
  expect(size.modules[0].module).toBe('packages/protocol/src/fragment.ts')
  expect(size.modules[0].minifiedBytes).toBeGreaterThan(100)
  expect(without.minifiedBytes).toBeLessThan(100)
})
