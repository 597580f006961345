import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { requireDataFolder } from './require-data-folder.ts'

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-folder-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of names)
    if (name.includes('.')) await writeFile(join(folder, name), '')
    else await mkdir(join(folder, name))
  return folder
}

test.each([
  ['nothing', []],
  ['what a new file system has', ['lost+found']],
  ['what keeps an empty folder in git', ['.gitkeep']],
  ['documents', ['db', 'catalogue', 'weft.json']],
  ['documents, and a file of somebody’s', ['db', 'weft.json', 'notes.txt']],
  ['a database without its sentinel, of which storage says more', ['db']],
  ['a catalogue whose database was moved away', ['catalogue', 'catalogue-copy']],
  ['what a start left that was stopped', ['weft.json.new']],
])('a folder with %s can be a data folder', async (_, names) => {
  expect(await requireDataFolder(await folderWith(...names))).toBeUndefined()
})

test('so can one that is not there yet', async () => {
  expect(await requireDataFolder(join(await folderWith(), 'data'))).toBeUndefined()
})

test.each([
  ['somebody’s files', ['.bashrc', 'Documents']],
  ['pictures of whatever kind', ['images']],
])('a folder with %s is refused, with one to take instead', async (_, names) => {
  const folder = await folderWith(...names)
  await expect(requireDataFolder(folder)).rejects.toThrow(
    `Cannot keep documents in "${folder}": it holds other things, and nothing says that it is a data folder of Weft. Name an empty folder or a new one with --data, e.g. "${join(folder, 'weft')}".`,
  )
})
