import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Level } from 'level'
import { expect, test } from 'vitest'
import { CatalogueDatabase, readLevel } from './catalogue-database.ts'

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'weft-catalogue-'))

async function openIn(folder: string): Promise<CatalogueDatabase> {
  const [main, copy] = [new Level(join(folder, 'main')), new Level(join(folder, 'copy'))]
  await main.open()
  await copy.open()
  return new CatalogueDatabase(main, copy, 1)
}

test('what is written as soon as something is on disk is written, too', async () => {
  const database = await openIn(await newFolder())
  for (const key of ['a', 'b', 'c']) await database.write({ area: 'x', key, text: '1' })
  expect([...((await database.read()).get('x') ?? [])].length).toBe(3)
  await database.close()
})

test('what was taken away is in no file once the files were written anew', async () => {
  const folder = await newFolder()
  const database = await openIn(folder)
  await database.write({ area: 'titles', key: 'a', text: 'Wq7-secret-Zx81-title' })
  await database.write({ area: 'titles', key: 'b', text: 'Kp3-other-Yv52-title' })
  await database.write({ area: 'titles', key: 'a', text: undefined })
  await database.rewriteFiles()
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = found.filter((each) => each.isFile())
  const files = await Promise.all(
    names.map(({ parentPath, name }) => readFile(join(parentPath, name))),
  )
  const has = (text: string): boolean => files.some((bytes) => bytes.includes(text))
  expect([has('Wq7-secret'), has('Kp3-other')]).toEqual([false, true])
  await database.close()
})

test('what the copy failed to take comes with the next write', async () => {
  const folder = await newFolder()
  const [main, copy] = [new Level(join(folder, 'main')), new Level(join(folder, 'copy'))]
  await main.open()
  await copy.open()
  const database = new CatalogueDatabase(main, copy, 1)
  // As a disk that fails once; the database opens both again.
  await copy.close()
  await expect(database.write({ area: 'x', key: 'a', text: '1' })).rejects.toThrow('not open')
  await database.write({ area: 'x', key: 'b', text: '2' })
  expect((await readLevel(copy)).stored).toEqual((await readLevel(main)).stored)
  expect((await readLevel(copy)).stored.get('x')?.size).toBe(2)
  await database.close()
})
