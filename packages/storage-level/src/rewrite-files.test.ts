import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { openLevelStorage } from './open-level-storage.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

/** Whether these bytes stand in any file of the folder. */
async function isAnywhere(folder: string, marker: Buffer): Promise<boolean> {
  for (const name of await readdir(folder, { recursive: true })) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0))
    if (bytes.includes(marker)) return true
  }
  return false
}

test('what was deleted is in no file once the files were written anew, and the rest is there', async () => {
  const path = await temporaryFolder()
  let storage = await openLevelStorage({ path, minFreeBytes: 0 })
  // Random bytes: LevelDB packs its tables, and what cannot be packed stays as it is.
  const [secret, kept] = [randomBytes(64), randomBytes(64)]
  const record = (update: Buffer) => [{ update, user: undefined, timeMs: 1 }]
  for (const document of ['kept', 'secret']) await storage.create(document, 'e', 1)
  await storage.append([{ document: 'kept', updates: record(kept) }])
  await storage.append([{ document: 'secret', updates: record(secret) }])
  // Once in tables, once only in the log.
  await storage.close()
  storage = await openLevelStorage({ path, minFreeBytes: 0 })
  await storage.append([{ document: 'secret', updates: record(secret) }])
  await storage.delete('secret')
  expect(await isAnywhere(path, secret)).toBe(true)

  await storage.rewriteFiles()

  expect(await isAnywhere(path, secret)).toBe(false)
  expect(await isAnywhere(path, kept)).toBe(true)
  expect((await storage.load('kept'))?.records).toHaveLength(1)
  await storage.close()
})

test('also what was written and deleted in one go', async () => {
  const path = await temporaryFolder()
  const storage = await openLevelStorage({ path, minFreeBytes: 0 })
  const secret = randomBytes(64)
  await storage.create('secret', 'e', 1)
  await storage.append([
    { document: 'secret', updates: [{ update: secret, user: undefined, timeMs: 1 }] },
  ])
  await storage.delete('secret')
  await storage.rewriteFiles()
  expect(await isAnywhere(path, secret)).toBe(false)
  await storage.close()
})
