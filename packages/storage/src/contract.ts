/**
 * The suite that every {@link DocumentStorage} must pass, for any test runner:
 *
 * ```ts
 * test.each(documentStorageContract)('$title', ({ run }) => run(open))
 * ```
 *
 * Titles begin with the guarantee they test. A storage that outlives its process runs `durableStorageContract` too;
 * that what `append` resolved survives a crash, only its own tests can show.
 */
import { appendingCases } from './contract/appending.ts'
import type { ContractCase, DurableStorageUnderTest, StorageUnderTest } from './contract/case.ts'
import { closingCases } from './contract/closing.ts'
import { compactingCases } from './contract/compacting.ts'
import { durableCases } from './contract/durable.ts'
import { lifeCases } from './contract/life.ts'
import { listingCases } from './contract/listing.ts'
import { quarantiningCases } from './contract/quarantining.ts'
import { durableReplacingCases, replacingCases } from './contract/replacing.ts'

export type { ContractCase, DurableStorageUnderTest, StorageUnderTest } from './contract/case.ts'
export { type ModelStep, runModel } from './contract/model.ts'

/** For every storage. */
export const documentStorageContract: readonly ContractCase<StorageUnderTest>[] = [
  ...lifeCases,
  ...appendingCases,
  ...compactingCases,
  ...listingCases,
  ...quarantiningCases,
  ...replacingCases,
  ...closingCases,
]

/** For a storage that can be opened again. */
export const durableStorageContract: readonly ContractCase<DurableStorageUnderTest>[] = [
  ...durableCases,
  ...durableReplacingCases,
]
