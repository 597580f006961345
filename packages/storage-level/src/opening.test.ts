import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import packageJson from '../package.json' with { type: 'json' }
import { levelError } from './faulty-database.test-support.ts'
import { WRITTEN_BY } from './format.ts'
import { systemSpaceProbe } from './free-space.ts'
import { type LevelStorage, openLevelStorage } from './index.ts'
import { openLevelDatabase } from './level-database.ts'
import { parseJson } from './parse-json.ts'
import { TemporaryStorage } from './temporary-storage.test-support.ts'

let temporary: TemporaryStorage
let folder: string

beforeEach(async () => {
  temporary = await TemporaryStorage.closed()
  folder = join(temporary.folder, 'data')
})

afterEach(() => temporary.dispose())

// Without a floor: the folder may be in memory.
const open = (path: string): Promise<LevelStorage> => openLevelStorage({ path, minFreeBytes: 0 })

/** Makes a storage with one document in it. */
async function make(path = folder): Promise<void> {
  const storage = await open(path)
  await storage.create('a', 'epoch', 1)
  await storage.append([{ document: 'a', updates: [] }])
  await storage.close()
}

/** That it opens, and holds what {@link make} put there. */
async function expectOpens(path = folder): Promise<void> {
  const storage = await open(path)
  const stored = await storage.load('a')
  await storage.close()
  expect(stored).toMatchObject({ epoch: 'epoch', sequence: 1, damage: [] })
}

const failure = (code: string, words: string, path = folder) => ({
  name: 'StorageError',
  code,
  message: expect.stringContaining(`Cannot open storage at "${path}": ${words}`),
})

async function readSentinel(): Promise<Record<string, unknown>> {
  const value = parseJson(await readFile(join(folder, 'weft.json'), 'utf8'))
  if (typeof value !== 'object' || value === null) throw new Error('expected a sentinel')
  return { ...value }
}

const changeSentinel = async (changes: Record<string, unknown>): Promise<void> =>
  writeFile(join(folder, 'weft.json'), JSON.stringify({ ...(await readSentinel()), ...changes }))

describe('a new storage', () => {
  test.runIf(process.platform === 'linux')(
    'is refused where no folder can be made, and not tried for ever',
    async () => {
      await expect(open('/proc/weft/data')).rejects.toMatchObject(
        failure('MISPLACED', 'no folder can be made there', '/proc/weft/data'),
      )
    },
  )

  test('is made with the folders above it, a sentinel and a database', async () => {
    folder = join(folder, 'deep', 'down')
    await make()
    expect((await readdir(folder)).sort()).toEqual(['db', 'weft.json'])
    expect(await readSentinel()).toEqual({
      format: 1,
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      writtenBy: WRITTEN_BY,
      state: 'ready',
    })
    await expectOpens()
  })

  test('may lie beside other files', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await make()
    await expectOpens()
  })

  test('is made once: from then on, a database that is missing is not made anew', async () => {
    await temporary.reopen()
    expect(temporary.disk.openedToCreate).toBe(true)
    await temporary.reopen()
    expect(temporary.disk.openedToCreate).toBe(false)
  })

  test('keeps its identity when opened again', async () => {
    await make()
    const before = await readSentinel()
    await expectOpens()
    expect(await readSentinel()).toEqual(before)
  })

  test('tells which version wrote it', () => {
    expect(WRITTEN_BY).toBe(`${packageJson.name} ${packageJson.version}`)
  })
})

describe('a storage whose making was broken off can be opened', () => {
  test('before there was a database', async () => {
    await make()
    await rm(join(folder, 'db'), { recursive: true })
    await changeSentinel({ state: 'creating' })
    await make()
    await expectOpens()
    expect(await readSentinel()).toMatchObject({ state: 'ready' })
  })

  test('while the database was being made', async () => {
    await open(folder).then((storage) => storage.close())
    await rm(join(folder, 'db', 'CURRENT'))
    await changeSentinel({ state: 'creating' })
    await make()
    await expectOpens()
  })

  test('before the sentinel said that it was made', async () => {
    await make()
    const { uuid } = await readSentinel()
    // Also when another process had begun to make it at the same time.
    await changeSentinel({ state: 'creating', uuid: 'another' })
    await expectOpens()
    expect(await readSentinel()).toMatchObject({ state: 'ready', uuid })
    await expectOpens()
  })

  test('before the sentinel had its name', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'weft.json.new'), '{"form')
    await make()
    await expectOpens()
  })
})

describe('what is not the whole storage is not opened', () => {
  beforeEach(() => make())

  test('a folder that lost its database', async () => {
    await rm(join(folder, 'db'), { recursive: true })
    await expect(make()).rejects.toMatchObject(failure('MISPLACED', 'its database, the folder db,'))
    await mkdir(join(folder, 'db'))
    await expect(make()).rejects.toMatchObject(failure('MISPLACED', 'its database, the folder db,'))
  })

  test.each([
    ['CURRENT', 'MISPLACED', 'files of its database are missing'],
    [/^MANIFEST/, 'MISPLACED', 'its file MANIFEST-'],
    [/ldb$/, 'MISPLACED', 'its file 00'],
    [/log$/, 'MISPLACED', 'its file 00'],
  ])('a database that lost its %s', async (name, code, words) => {
    // Opened again, the log has become a table.
    await expectOpens()
    for (const file of await readdir(join(folder, 'db'))) {
      if (file.match(name)) await rm(join(folder, 'db', file))
    }
    await expect(make()).rejects.toMatchObject(failure(code, words))
  })

  test('a database that lost all it held', async () => {
    await rm(join(folder, 'db'), { recursive: true })
    const empty = await openLevelDatabase(join(folder, 'db'), { createIfMissing: true })
    await empty.close()
    await expect(make()).rejects.toMatchObject(
      failure('MISPLACED', 'its database has lost all it held'),
    )
  })

  test.each([
    ['CURRENT', '', 'its file CURRENT is damaged'],
    [/^MANIFEST/, 'nonsense', 'its file MANIFEST-'],
    [/ldb$/, 'nonsense', 'nothing of its file'],
  ])('a database whose %s was overwritten', async (name, content, words) => {
    await expectOpens()
    for (const file of await readdir(join(folder, 'db'))) {
      if (file.match(name)) await writeFile(join(folder, 'db', file), content)
    }
    await expect(make()).rejects.toMatchObject(failure('DAMAGED', words))
  })

  test('a database without a sentinel', async () => {
    await rm(join(folder, 'weft.json'))
    await expect(make()).rejects.toMatchObject(
      failure('MISPLACED', 'it holds a database without the file weft.json'),
    )
  })

  test("another storage's database", async () => {
    const other = join(temporary.folder, 'other')
    await make(other)
    await rm(join(folder, 'db'), { recursive: true })
    await rename(join(other, 'db'), join(folder, 'db'))
    await expect(make()).rejects.toMatchObject(
      failure('MISPLACED', 'its database belongs to another storage'),
    )
    // It was closed again, and can be opened when the sentinel is put right.
    await rename(join(other, 'weft.json'), join(folder, 'weft.json'))
    await expectOpens()
  })

  test.each(['', '{"format', 'null', '[]', '{}', '{"format":1}', '{"format":"2"}'])(
    'a folder with the sentinel %j',
    async (text) => {
      await writeFile(join(folder, 'weft.json'), text)
      await expect(make()).rejects.toMatchObject(
        failure('DAMAGED', 'its file weft.json is damaged'),
      )
    },
  )

  test('a storage of a later format', async () => {
    await changeSentinel({ format: 7, writtenBy: '@weft/storage-level 9.1.0', state: 'new' })
    await expect(make()).rejects.toMatchObject(
      failure(
        'UNKNOWN_FORMAT',
        `it has format 7, written by @weft/storage-level 9.1.0, and ${WRITTEN_BY} reads format 1; ` +
          'run the newer version, or restore a backup from before the upgrade',
      ),
    )
    await writeFile(join(folder, 'weft.json'), '{"format":2}')
    await expect(make()).rejects.toMatchObject(failure('UNKNOWN_FORMAT', 'it has format 2, and '))
  })

  test('a file, or what lies below one', async () => {
    const file = join(temporary.folder, 'file')
    await writeFile(file, 'x')
    for (const path of [file, join(file, 'data')]) {
      await expect(make(path)).rejects.toMatchObject(
        failure('MISPLACED', 'it is a file, or lies below one', path),
      )
    }
  })

  test('nothing is left open, so that it can be opened when it was put right', async () => {
    const sentinel = await readFile(join(folder, 'weft.json'))
    await rm(join(folder, 'weft.json'))
    await expect(make()).rejects.toThrow()
    await writeFile(join(folder, 'weft.json'), sentinel)
    await expectOpens()
  })
})

test('a folder that this user may not write to is refused with words', async () => {
  await chmod(temporary.folder, 0o555)
  // Root may write everywhere, so for once it is somebody else.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.('nobody')
  try {
    await expect(make()).rejects.toMatchObject(failure('FAILED', 'permission denied'))
  } finally {
    if (isRoot) process.seteuid?.(0)
    await chmod(temporary.folder, 0o755)
  }
})

test.each([
  [levelError('EROFS: read-only file system, open', 'EROFS'), 'FAILED', 'its file system is read'],
  [levelError('IO error: /x: Read-only file system'), 'FAILED', 'its file system is read-only'],
  [levelError('IO error: No space left on device'), 'NO_SPACE', 'no space is left on its disk'],
  [levelError('bad', 'LEVEL_CORRUPTION'), 'DAMAGED', 'files of its database are damaged'],
  [levelError('IO error: Input/output error'), 'FAILED', 'LEVEL_IO_ERROR: IO error: Input/output'],
])('what the system says becomes words: %s', async (error, code, words) => {
  temporary.disk.failNextOpening(error)
  await expect(temporary.reopen()).rejects.toMatchObject({
    ...failure(code, words, temporary.folder),
    cause: error,
  })
  await temporary.reopen()
})

describe('a folder that is open', () => {
  test('[S12] is not opened a second time, under whatever name, and the first goes on', async () => {
    const link = join(temporary.folder, 'link')
    const first = await open(folder)
    await symlink(folder, link)
    for (const path of [folder, link, `${folder}/../data`]) {
      await expect(open(path)).rejects.toMatchObject(
        failure('LOCKED', 'it is open in this process already', path),
      )
    }
    await first.create('a', 'epoch', 1)
    await first.append([{ document: 'a', updates: [] }])
    await first.close()
    await expectOpens(link)
  })

  test('two that are opened at once: one is refused', async () => {
    const opened = await Promise.allSettled([open(folder), open(folder)])
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const result of opened) if (result.status === 'fulfilled') await result.value.close()
  })

  test('does not depend on the working folder', async () => {
    const before = process.cwd()
    process.chdir(temporary.folder)
    const storage = await open('./data')
    process.chdir(before)
    await storage.create('a', 'epoch', 1)
    await storage.append([{ document: 'a', updates: [] }])
    await storage.close()
    await expectOpens()
  })

  test('and is taken away is noticed at the next append', async () => {
    let now = 0
    const own = await TemporaryStorage.open({
      spaceProbe: {
        now: () => now,
        freeBytes: async (path) => (await systemSpaceProbe.freeBytes(path)) + 2 ** 30,
      },
    })
    await own.storage.create('a', 'epoch', 1)
    await rename(own.folder, `${own.folder}-moved`)
    now = 1000
    await expect(own.storage.append([{ document: 'a', updates: [] }])).rejects.toMatchObject({
      code: 'MISPLACED',
      message: expect.stringContaining(`Cannot write to storage at "${own.folder}"`),
    })
    await rename(`${own.folder}-moved`, own.folder)
    await own.dispose()
  })
})
