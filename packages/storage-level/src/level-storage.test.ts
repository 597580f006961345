import {
  documentStorageContract,
  durableStorageContract,
  type ModelStep,
  runModel,
} from '@weft/storage/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TemporaryStorage } from './temporary-storage.test-support.ts'

const open = (): Promise<TemporaryStorage> => TemporaryStorage.open()

test.each(documentStorageContract)('$title', async ({ run }) => {
  await expect(run(open)).resolves.toBeUndefined()
})

test.each(durableStorageContract)('$title', async ({ run }) => {
  await expect(run(open)).resolves.toBeUndefined()
})

const document = fc.nat(4)
const steps: fc.Arbitrary<ModelStep[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ step: fc.constant('create'), document }) },
    {
      weight: 6,
      arbitrary: fc.record({
        step: fc.constant('append'),
        documents: fc.array(document, { maxLength: 3 }),
        length: fc.nat(300),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ step: fc.constant('replacePrefix'), document, bound: fc.nat(8) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('replace'), document, pieces: fc.nat(3) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('read'), document, after: fc.nat(8) }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('delete'), document }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('reopen') }) },
  ),
  { maxLength: 40 },
)

test('any run of operations and openings does what it does to a map', async () => {
  const property = fc.asyncProperty(steps, async (run) => {
    // Few entries and small chunks, so that a short run drops and deletes as a long one does.
    const temporary = await TemporaryStorage.open({ entryLimit: 2, deletionChunk: 3 })
    try {
      await runModel(temporary, run)
    } finally {
      await temporary.dispose()
    }
  })
  await expect(fc.assert(property, { numRuns: 25 })).resolves.toBeUndefined()
})
