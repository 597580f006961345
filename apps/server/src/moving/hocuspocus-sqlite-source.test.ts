import { cp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Sqlite from 'node-sqlite3-wasm'
import { expect, test } from 'vitest'
import { openHocuspocusSqlite } from './hocuspocus-sqlite-source.ts'
import { contentsOf, digests, emptyFolder, updateOf } from './moving.test-support.ts'

const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite

/** The statement with which Hocuspocus' extension makes its table. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS "documents" (
  "name" varchar(255) NOT NULL,
  "data" blob NOT NULL,
  UNIQUE(name)
)`
const INSERT = 'INSERT INTO "documents" ("name", "data") VALUES (?, ?)'

async function makeDatabase(fill: (database: InstanceType<typeof Database>) => void) {
  const folder = await emptyFolder()
  const file = join(folder, 'db.sqlite')
  const database = new Database(file)
  database.exec(SCHEMA)
  database.exec('BEGIN')
  fill(database)
  database.exec('COMMIT')
  database.close()
  return { folder, file, temporary: join(await emptyFolder(), 'copy') }
}

test('every document comes, and nothing is written beside the file', async () => {
  const { folder, file, temporary } = await makeDatabase((database) => {
    for (let index = 0; index < 450; index += 1)
      database.run(INSERT, [`room/${index}`, updateOf(`text ${index}`)])
  })
  const before = await digests(folder)
  const source = await openHocuspocusSqlite(file, temporary)
  expect(source.count).toBe(450)
  const found = await contentsOf(source)
  await source.close()
  expect(found).toEqual(
    Array.from({ length: 450 }, (_none, index) => [`room/${index}`, `text ${index}`]),
  )
  expect(await digests(folder)).toEqual(before)
})

test('what is in the write-ahead log comes, too', async () => {
  const made = await makeDatabase(() => undefined)
  const database = new Database(made.file)
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  database.exec('PRAGMA journal_mode = WAL')
  database.run(INSERT, ['notes', updateOf('in the log')])
  // As a server leaves it that was killed.
  const folder = await emptyFolder()
  for (const end of ['', '-wal']) await cp(`${made.file}${end}`, join(folder, `db.sqlite${end}`))
  database.close()
  const before = await digests(folder)
  const source = await openHocuspocusSqlite(join(folder, 'db.sqlite'), made.temporary)
  expect(await contentsOf(source)).toEqual([['notes', 'in the log']])
  await source.close()
  expect(await digests(folder)).toEqual(before)
})

test('rows that are no documents are told, and the rest comes', async () => {
  const { file, temporary } = await makeDatabase((database) => {
    database.run(INSERT, ['text', 'no blob'])
    database.run(INSERT, [Buffer.from('name'), updateOf('a')])
    database.run(INSERT, ['empty', new Uint8Array()])
    database.run(INSERT, ['cut', updateOf('a long enough text').subarray(0, 12)])
    database.run(INSERT, ['whole', updateOf('a')])
  })
  const source = await openHocuspocusSqlite(file, temporary)
  expect(await contentsOf(source)).toEqual([
    ['text', '', 'its data is no blob'],
    ['row 2', 'problem: its name is no text'],
    ['empty', '', 'it is empty'],
    ['cut', '', expect.stringMatching(/no Yjs update/)],
    ['whole', 'a'],
  ])
  await source.close()
})

test('documents before and behind a damaged page come', async () => {
  const { file, temporary } = await makeDatabase((database) => {
    for (let index = 1; index <= 300; index += 1)
      database.run(INSERT, [`room ${index}`, updateOf('x'.repeat(400))])
  })
  const bytes = await readFile(file)
  const PAGE = 4096
  // A leaf of the table begins with 13.
  const leaves = Array.from({ length: bytes.length / PAGE }, (_none, page) => page * PAGE).filter(
    (at) => at > 0 && bytes[at] === 13,
  )
  const middle = leaves[Math.floor(leaves.length / 2)] ?? 0
  await writeFile(file, bytes.fill(0x5a, middle, middle + PAGE))
  const source = await openHocuspocusSqlite(file, temporary)
  const found = await contentsOf(source)
  await source.close()
  const names = found.map(([name]) => name)
  expect(names).toContain('room 1')
  expect(names).toContain('room 300')
  expect(names.length).toBeGreaterThan(270)
  expect(found).toContainEqual([file, expect.stringMatching(/damaged: rows \d+ to \d+ cannot/)])
})

test('what is no such file is refused in words', async () => {
  const folder = await emptyFolder()
  const file = join(folder, 'file')
  const open = () => openHocuspocusSqlite(file, join(folder, 'copy'))
  await expect(open()).rejects.toThrow(/Cannot read .*ENOENT/)
  await writeFile(file, 'something else altogether')
  await expect(open()).rejects.toThrow(/it is no SQLite database/)
  await writeFile(file, '')
  await expect(open()).rejects.toThrow(/it is no SQLite database/)
  const { file: other, temporary } = await makeDatabase((database) =>
    database.exec('DROP TABLE documents'),
  )
  await expect(openHocuspocusSqlite(other, temporary)).rejects.toThrow(/no such table: documents/)
})
