import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Doc, encodeStateAsUpdateV2 } from 'yjs'
import { contentsOf, emptyFolder, updateOf } from './moving.test-support.ts'
import { openUpdatesFolder } from './updates-folder-source.ts'

test('each file is a document, in either encoding, whatever its name holds', async () => {
  const folder = await emptyFolder()
  const doc = new Doc()
  updateOf('second', doc)
  await mkdir(join(folder, 'team'))
  await mkdir(join(folder, '.git'))
  const files: Readonly<Record<string, Uint8Array | string>> = {
    'notes.bin': updateOf('first'),
    'v2.update': encodeStateAsUpdateV2(doc),
    'a%2Fb%3F.yjs': updateOf('third'),
    '100%.bin': updateOf('fourth'),
    'team/plan.v3.bin': updateOf('fifth'),
    'empty.bin': '',
    'readme.txt': 'hello',
    'junk.bin': 'no update',
    '.DS_Store': 'nothing',
    '.git/x.bin': 'nothing',
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  await symlink('notes.bin', join(folder, 'link.bin'))
  const source = await openUpdatesFolder(folder)
  const found = (await contentsOf(source)).toSorted(([one], [other]) => (one < other ? -1 : 1))
  expect(found).toEqual([
    ['100%', 'fourth'],
    ['a/b?', 'third'],
    ['empty', '', 'it is empty'],
    ['junk', '', expect.stringMatching(/no Yjs update/)],
    ['link.bin', expect.stringMatching(/it is a link/)],
    ['notes', 'first'],
    ['readme.txt', expect.stringMatching(/ends in \.bin, \.update or \.yjs/)],
    ['team/plan.v3', 'fifth'],
    ['v2', 'second'],
  ])
})

test('a folder that is not there is refused in words', async () => {
  const folder = join(await emptyFolder(), 'nowhere')
  await expect(openUpdatesFolder(folder)).rejects.toThrow(/there is no such folder/)
})
