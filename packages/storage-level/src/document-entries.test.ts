import { expect, test } from 'vitest'

import { DocumentEntries, type Entry } from './document-entries.ts'
import { newHead } from './head-row.ts'
import type { WriteSession } from './live-database.ts'

const entry: Entry = { head: newHead('epoch', 1), damage: [] }

/** A disk that holds nothing and counts who asks. */
function emptyDisk(): WriteSession & { readonly reads: () => number } {
  let reads = 0
  return {
    reads: () => reads,
    read: async (job) => {
      reads += 1
      return job({
        get: async () => undefined,
        rows: async function* () {},
        firstKeys: async () => [],
        lastKey: async () => undefined,
        close: async () => {},
      })
    },
    commit: async () => {},
  }
}

test('the documents that were not used for longest are dropped from memory', async () => {
  const entries = new DocumentEntries(3, 'uuid')
  const disk = emptyDisk()
  for (const document of ['a', 'b', 'c']) entries.keep(document, entry)
  expect(await entries.get(disk, 'a')).toBe(entry)
  entries.keep('d', entry)
  expect(disk.reads()).toBe(0)
  expect(await entries.get(disk, 'b')).toBeUndefined()
  expect(disk.reads()).toBe(1)
  expect(entries.takeAll().map(([document]) => document)).toEqual(['c', 'a', 'd'])
})
