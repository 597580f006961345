import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CatalogueDatabase } from './catalogue-database.ts'

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'weft-catalogue-'))

test('what is written as soon as something is on disk is written, too', async () => {
  const database = await CatalogueDatabase.open(await newFolder())
  for (const key of ['a', 'b', 'c']) await database.write({ area: 'x', key, text: '1' })
  expect([...((await database.read()).get('x') ?? [])].length).toBe(3)
  await database.close()
})

test('what was taken away is in no file once the files were written anew', async () => {
  const folder = await newFolder()
  const database = await CatalogueDatabase.open(folder)
  await database.write({ area: 'titles', key: 'a', text: 'Wq7-secret-Zx81-title' })
  await database.write({ area: 'titles', key: 'b', text: 'Kp3-other-Yv52-title' })
  await database.write({ area: 'titles', key: 'a', text: undefined })
  await database.rewriteFiles()
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name))),
  )
  const has = (text: string): boolean => files.some((bytes) => bytes.includes(text))
  expect([has('Wq7-secret'), has('Kp3-other')]).toEqual([false, true])
  await database.close()
})
