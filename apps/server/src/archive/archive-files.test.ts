import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { archiveFilesAt, saveFolder, saveTar } from './archive-files.ts'
import { entry, headEntry, ITEMS, packed, tarEnd } from './archive.test-support.ts'
import { readArchive, type ArchivePart } from './read-archive.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-archive-'))
})

async function read(path: string): Promise<ArchivePart[]> {
  const parts: ArchivePart[] = []
  for await (const part of readArchive(archiveFilesAt(path))) parts.push(part)
  return parts
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* thenFails(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
  throw new Error('the source failed')
}

describe('an archive in a folder', () => {
  const inFolder = ITEMS.filter(({ is }) => is === 'document' || is === 'image')

  test('holds what the tar holds', async () => {
    const path = join(folder, 'out')
    await saveFolder(path, chunksOf(await packed(inFolder)))
    const parts = await read(path)
    expect(parts.filter(({ is }) => is === 'document' || is === 'image')).toEqual(inFolder)
  })

  test('shows nothing that a link in it leads to', async () => {
    const path = join(folder, 'out')
    await saveFolder(path, chunksOf(await packed(inFolder)))
    const secret = join(folder, 'secret')
    await writeFile(secret, 'x')
    await symlink(secret, join(path, 'images', 'b.png'))
    await expect(read(path)).rejects.toThrow('its file "images/b.png" is no plain file')
  })

  test('whose file is larger than can be is refused before it is read', async () => {
    const path = join(folder, 'out')
    await saveFolder(path, chunksOf(await packed(inFolder)))
    await truncate(join(path, 'images', 'a.png'), 2 ** 31)
    await expect(read(path)).rejects.toThrow('is too large')
  })

  test('that is none says what is missing', async () => {
    await expect(read(folder)).rejects.toThrow('the folder has no file weft.json')
    await expect(read(join(folder, 'nothing'))).rejects.toThrow('it cannot be read')
    // No file at all, and nothing that can be read as one.
    await mkdir(join(folder, 'weft.json'))
    await expect(read(folder)).rejects.toThrow('is no plain file')
  })

  test('does not leave the folder when it is unpacked, and leaves nothing when it cannot be', async () => {
    for (const path of ['../outside', '/tmp/outside', 'images/../../outside']) {
      const hostile = Buffer.concat([headEntry(), entry(path, 'x'), tarEnd])
      await expect(saveFolder(join(folder, 'out'), chunksOf(hostile))).rejects.toThrow('no archive')
    }
    const twice = Buffer.concat([headEntry(), headEntry(), tarEnd])
    await expect(saveFolder(join(folder, 'out'), chunksOf(twice))).rejects.toThrow('EEXIST')
    expect(await readdir(folder)).toEqual([])
    expect(await readdir(dirname(folder))).not.toContain('outside')
  })
})

describe.each([
  ['a tar', saveTar],
  ['a folder', saveFolder],
])('an archive that becomes %s', (_, save) => {
  test('has its name when it is whole, and leaves nothing when its source fails', async () => {
    const path = join(folder, 'out')
    const whole = await packed()
    await expect(save(path, thenFails(whole))).rejects.toThrow('the source failed')
    expect(await readdir(folder)).toEqual([])
    await save(path, chunksOf(whole))
    expect(await readdir(folder)).toEqual(['out'])
  })

  test('takes the place of what one left that was stopped', async () => {
    const path = join(folder, 'out')
    if (save === saveTar) await writeFile(`${path}.unfinished`, 'half'.repeat(10_000))
    else await mkdir(join(`${path}.unfinished`, 'documents'), { recursive: true })
    const whole = await packed()
    await save(path, chunksOf(whole))
    expect(await readdir(folder)).toEqual(['out'])
    expect((await read(path)).at(-1)).toMatchObject({ is: 'end', documents: 2 })
  })
})

test.each(['a link', 'a file that all may read'])(
  'a tar is written beside %s of somebody else, not into it',
  async (what) => {
    const path = join(folder, 'out.tar')
    const others = join(folder, 'others')
    await writeFile(others, 'theirs')
    if (what === 'a link') await symlink(others, `${path}.unfinished`)
    else await writeFile(`${path}.unfinished`, 'theirs', { mode: 0o644 })
    await saveTar(path, chunksOf(await packed(ITEMS)))
    expect(await readFile(others, 'utf8')).toBe('theirs')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  },
)
