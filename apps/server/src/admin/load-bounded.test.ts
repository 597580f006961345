import { MemoryStorage } from '@weft/storage'
import { expect, test } from 'vitest'
import { loadBounded } from './load-bounded.ts'

test('what is too large is not read, and that is said', async () => {
  const storage = new MemoryStorage()
  await storage.create('novel', 'e1', 0)
  const update = new Uint8Array(2_000_000)
  await storage.append([{ document: 'novel', updates: [{ update, user: undefined, timeMs: 0 }] }])
  await expect(loadBounded(storage, 'novel', 1024 * 1024)).rejects.toMatchObject({
    status: 409,
    message: 'Cannot show "novel": it takes more than 1 MiB. Export it instead.',
  })
  expect(await loadBounded(storage, 'novel', 4 * 1024 * 1024)).toMatchObject({ sequence: 1 })
  expect(await loadBounded(storage, 'nothing', 1)).toBeUndefined()
})
