import { documentStorageContract, type ModelStep, runModel } from './contract.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { MemoryStorage } from './memory-storage.ts'

async function open() {
  const storage = new MemoryStorage()
  return { storage, dispose: () => storage.close() }
}

test.each(documentStorageContract)('$title', async ({ run }) => {
  await expect(run(open)).resolves.toBeUndefined()
})

const document = fc.nat(4)
const steps: fc.Arbitrary<ModelStep[]> = fc.array(
  fc.oneof(
    fc.record({ step: fc.constant('create'), document }),
    fc.record({
      step: fc.constant('append'),
      documents: fc.array(document, { maxLength: 3 }),
      length: fc.nat(300),
    }),
    fc.record({ step: fc.constant('replacePrefix'), document, bound: fc.nat(12) }),
    fc.record({ step: fc.constant('read'), document, after: fc.nat(12) }),
    fc.record({ step: fc.constant('delete'), document }),
  ),
  { maxLength: 60 },
)

test('any run of operations does what it does to a map', async () => {
  const property = fc.asyncProperty(steps, async (run) => runModel(await open(), run))
  await expect(fc.assert(property, { numRuns: 100 })).resolves.toBeUndefined()
})

test('a user with a lone surrogate comes back with U+FFFD in its place', async () => {
  const { storage } = await open()
  await storage.create('a', 'epoch', 1)
  const update = { update: Uint8Array.of(1), user: 'a\ud83d😀', timeMs: 1 }
  await storage.append([{ document: 'a', updates: [update] }])
  const stored = await storage.load('a')
  expect(stored?.records[0]?.updates[0]?.user).toBe('a\ufffd😀')
})
