import { afterEach, beforeEach, expect, test } from 'vitest'

import type { SpaceProbe } from './free-space.ts'
import { levelError } from './faulty-database.test-support.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

const MIB = 1024 * 1024

class Disk implements SpaceProbe {
  free = 1000 * MIB
  time = 0
  asked = 0
  failure: Error | undefined

  async freeBytes(): Promise<number> {
    this.asked += 1
    if (this.failure !== undefined) throw this.failure
    return this.free
  }

  now(): number {
    return this.time
  }
}

let disk: Disk
let temporary: TemporaryStorage

beforeEach(async () => {
  disk = new Disk()
  temporary = await TemporaryStorage.open({ spaceProbe: disk })
  await temporary.storage.create('a', 'epoch', 1)
})

afterEach(() => temporary.dispose())

const append = () => temporary.storage.append([{ document: 'a', updates: [] }])

test('below 64 MiB of free space nothing is appended, created or compacted', async () => {
  await append()
  disk.free = 63.5 * MIB
  disk.time = 1000
  await expect(append()).rejects.toMatchObject({
    code: 'NO_SPACE',
    message:
      `Cannot write to storage at "${temporary.folder}": ` +
      'its disk has 63 MiB left, and 64 MiB must stay free',
  })
  await expect(temporary.storage.create('b', 'epoch', 1)).rejects.toMatchObject({
    code: 'NO_SPACE',
  })
  const replaced = temporary.storage.replacePrefix('a', { sequence: 1, pieces: [] })
  await expect(replaced).rejects.toMatchObject({ code: 'NO_SPACE' })
  expect((await temporary.storage.load('a'))?.sequence).toBe(1)
})

test('below the floor documents can be read and deleted', async () => {
  disk.free = 0
  disk.time = 1000
  expect(await temporary.storage.list()).toHaveLength(1)
  await temporary.storage.delete('a')
  expect(await temporary.storage.load('a')).toBeUndefined()
})

test('appends go on as soon as there is space again', async () => {
  disk.free = 0
  disk.time = 1000
  await expect(append()).rejects.toMatchObject({ code: 'NO_SPACE' })
  disk.free = 64 * MIB
  await expect(append()).resolves.toEqual([1])
})

test('the disk is asked once a second at most', async () => {
  disk.asked = 0
  for (disk.time = 0; disk.time < 5000; disk.time += 100) await append()
  expect(disk.asked).toBe(4)
})

test('after a failed write there must be space before anything is closed', async () => {
  temporary.disk.failNextBatch(levelError('IO error: x: No space left on device'))
  await expect(append()).rejects.toMatchObject({ code: 'NO_SPACE' })
  disk.free = 0
  await expect(append()).rejects.toMatchObject({ code: 'NO_SPACE' })
  expect(temporary.disk.opened).toBe(1)
  expect(await temporary.storage.load('a')).toMatchObject({ sequence: 0 })
  disk.free = 64 * MIB
  await expect(append()).resolves.toEqual([1])
  expect(temporary.disk.opened).toBe(2)
})

test('a folder that was taken away is noticed', async () => {
  disk.failure = Object.assign(new Error('ENOENT: no such file or directory, statfs'), {
    code: 'ENOENT',
  })
  disk.time = 1000
  await expect(append()).rejects.toMatchObject({ code: 'MISPLACED' })
})
