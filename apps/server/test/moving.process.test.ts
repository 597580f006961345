import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Sqlite from 'node-sqlite3-wasm'
import { expect, onTestFinished, test } from 'vitest'
import { LeveldbPersistence } from 'y-leveldb'
import { applyUpdate, decodeUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `weft import` with these arguments, to its end. */
const weftImport = (...args: readonly string[]): Promise<Run> =>
  runToEnd(process.execPath, [bin, 'import', ...args])

function runToEnd(command: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(command, args, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

function docOf(text: string): Doc {
  const doc = new Doc()
  doc.getText('text').insert(0, text)
  return doc
}

/** A folder as a y-websocket server leaves it, and what its one client had of each document. */
async function yLeveldbOf(texts: Readonly<Record<string, string>>) {
  const folder = join(await emptyFolder(), 'y-leveldb')
  const persistence = new LeveldbPersistence(folder)
  const docs = new Map<string, Doc>()
  for (const [name, text] of Object.entries(texts)) {
    const doc = new Doc()
    doc.on('update', (update: Uint8Array) => void persistence.storeUpdate(name, update))
    for (const word of text.split(' ')) doc.getText('text').insert(0, word)
    docs.set(name, doc)
  }
  await persistence.destroy()
  return { folder, docs }
}

test('whoever had a document of the old server goes on with it, and nothing is there twice', async () => {
  const { folder, docs } = await yLeveldbOf({ 'my%20notes': 'c b a' })
  const data = await emptyFolder()
  expect(await weftImport(folder, '--from', 'y-leveldb', '--data', data)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 documents, \d+ bytes: 1 came\.\n$/),
    stderr: '',
  })
  const address = await startWeft('--data', data).address()
  const returning = new StockClient(`ws://${address}`, 'my notes')
  const { doc } = returning.provider
  const had = docs.get('my%20notes') ?? new Doc()
  applyUpdate(doc, encodeStateAsUpdate(had))
  returning.type('written offline, ')
  await returning.synced()
  const newcomer = new StockClient(`ws://${address}`, 'my notes')
  await expect.poll(() => newcomer.text).toBe('written offline, abc')
  expect(returning.text).toBe('written offline, abc')
})

test('what was stopped half-way goes on where it was', { timeout: 60_000 }, async () => {
  const COUNT = 250
  const folder = await emptyFolder()
  const data = await emptyFolder()
  const update = encodeStateAsUpdate(docOf('word '.repeat(200)))
  for (let index = 0; index < COUNT; index += 1)
    await writeFile(join(folder, `room%2F${index}.bin`), update)
  const args = [folder, '--from', 'updates', '--data', data]
  const child = spawn(process.execPath, [bin, 'import', ...args])
  const ended = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  await expect.poll(() => bytesIn(join(data, 'db')), { interval: 5 }).toBeGreaterThan(30_000)
  child.kill('SIGKILL')
  await ended
  const again = await weftImport(...args, '--json')
  expect(again.code, again.stderr).toBe(0)
  const { documents, came, present } = JSON.parse(again.stdout) as Readonly<Record<string, number>>
  expect(documents).toBe(COUNT)
  expect(present).toBeGreaterThan(0)
  expect(came).toBeGreaterThan(0)
  expect((came ?? 0) + (present ?? 0)).toBe(COUNT)
  const third = await weftImport(...args, '--json')
  expect(JSON.parse(third.stdout)).toMatchObject({ present: COUNT, came: 0, failed: 0 })
})

test(
  'folders in use are refused, the old server’s and this one’s',
  { timeout: 60_000 },
  async () => {
    const { folder } = await yLeveldbOf({ notes: 'a' })
    const data = await emptyFolder()
    const script = `
    import { LeveldbPersistence } from 'y-leveldb'
    const persistence = new LeveldbPersistence(process.argv[1])
    await persistence.getYDoc('notes')
    console.log('open')
    setInterval(() => {}, 1000)`
    const old = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
      cwd: here,
    })
    onTestFinished(() => void old.kill('SIGKILL'))
    await once(old.stdout, 'data')
    const args = [folder, '--from', 'y-leveldb', '--data', data]
    expect(await weftImport(...args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/a running server has it open\. Stop it first/),
    })
    const gone = once(old, 'close')
    old.kill('SIGKILL')
    await gone
    const weft = startWeft('--data', data)
    await weft.address()
    expect(await weftImport(...args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/another process uses it\. Stop that one/),
    })
    weft.signal('SIGTERM')
    await weft.ended()
    expect(await weftImport(...args)).toMatchObject({ code: 0 })
    expect(await readdir(data)).not.toContain('moving-copy')
  },
)

test('what did not come is told, and the exit code says so', async () => {
  const folder = await emptyFolder()
  const data = join(await emptyFolder(), 'data')
  await mkdir(join(folder, 'team'))
  await writeFile(join(folder, 'team', 'plan.update'), encodeStateAsUpdate(docOf('plan')))
  await writeFile(join(folder, 'junk.bin'), 'no update')
  const args = [folder, '--from', 'updates', '--data', data]
  const dry = await weftImport(...args, '--dry-run')
  expect(dry).toMatchObject({ code: 1, stdout: expect.stringMatching(/1 came, 1 failed.*dry run/) })
  await expect(stat(data)).rejects.toThrow(/ENOENT/)
  const run = await weftImport(...args)
  expect(run).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^2 documents, \d+ bytes: 1 came, 1 failed\.\n$/),
    stderr: expect.stringMatching(/^failed: "junk": it is no Yjs update: .*\n$/),
  })
  // Without --from they are taken for what weft export writes into a folder, which they are not.
  expect(await weftImport(folder, '--data', data)).toMatchObject({ code: 1 })
  expect(await weftImport(...args, '--as', 'one')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--as with --from.*--rename/),
  })
  expect(await weftImport(folder, '--from', 'elsewhere', '--data', data)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/must be one of y-leveldb, hocuspocus-sqlite, updates/),
  })
})

test('an SQLite file of Hocuspocus comes with the command as it is installed', async () => {
  const data = await emptyFolder()
  const file = join(await emptyFolder(), 'db.sqlite')
  const database = new Database(file)
  database.exec('CREATE TABLE documents (name varchar(255) NOT NULL, data blob NOT NULL)')
  database.run('INSERT INTO documents VALUES (?, ?)', ['a', encodeStateAsUpdate(docOf('a'))])
  database.close()
  expect(await weftImport(file, '--from', 'hocuspocus-sqlite', '--data', data)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 documents, \d+ bytes: 1 came\.\n$/),
  })
})

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch((): string[] => [])
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

test('a disk that takes no more is told, and with more room the rest comes', async () => {
  const folder = await emptyFolder()
  const data = await emptyFolder()
  for (const name of ['one', 'two', 'three']) {
    const doc = docOf(name)
    doc.getMap<unknown>('files').set('picture', new Uint8Array(randomBytes(600_000)))
    await writeFile(join(folder, `${name}.bin`), encodeStateAsUpdate(doc))
  }
  const args = [folder, '--from', 'updates', '--data', data]
  // No file may have more than 1 MiB, counted in half a KiB each.
  const script = 'ulimit -f 2048 && exec "$@"'
  const full = await runToEnd('sh', ['-c', script, 'sh', process.execPath, bin, 'import', ...args])
  expect(full).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Cannot write to storage at .*, and run the same again: /),
  })
  expect(full.stdout).toMatch(/^\d documents/)
  const again = await weftImport(...args, '--json')
  expect(again.code, again.stderr).toBe(0)
  expect(JSON.parse(again.stdout)).toMatchObject({ documents: 3, failed: 0 })
})

/** Bytes of one update, of numbers as lib0 writes them. */
function written(...numbers: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (let number of numbers) {
    for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128)
    bytes.push(number)
  }
  return Uint8Array.from(bytes)
}

/**
 * An update whose time to apply grows with the square of its size: each letter of the second client goes where all of the
 * first stand.
 */
function quadraticUpdate(letters: number): Uint8Array {
  const [NO_ORIGIN, ORIGIN, ROOT, t, x] = [4, 132, 1, 116, 120]
  const letter = [NO_ORIGIN, ROOT, 1, t, 1, x]
  const all = Array.from({ length: letters }, () => letter).flat()
  const letterBehindAll = [Uint8Array.of(ORIGIN), written(1, letters - 1), Uint8Array.of(1, x)]
  return Buffer.concat([
    written(2, letters + 1, 2, 0),
    ...letterBehindAll,
    Uint8Array.from(all),
    written(letters, 1, 0),
    Uint8Array.from(all),
    written(0),
  ])
}

/** In 24 bytes of Yjs' second encoding, that the same struct comes 2^30 times. */
const SWOLLEN = Buffer.from('AAABAQAAAQABAAAAA0HmBwGAgICABAAA', 'base64')

test(
  'a document that was made to cost does not come, and the others do',
  { timeout: 120_000 },
  async () => {
    const folder = await emptyFolder()
    const data = await emptyFolder()
    const slow = quadraticUpdate(60_000)
    expect(decodeUpdate(slow).structs).toHaveLength(120_001)
    await writeFile(join(folder, 'a slow one.bin'), slow)
    await writeFile(join(folder, 'a swollen one.bin'), SWOLLEN)
    for (const name of ['another', 'one more'])
      await writeFile(join(folder, `${name}.bin`), encodeStateAsUpdate(docOf(name)))
    const args = [folder, '--from', 'updates', '--data', data, '--time-limit', '3', '--json']
    const run = await weftImport(...args)
    expect(run.code, run.stderr).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({ documents: 4, came: 2, failed: 2 })
    expect(run.stderr).toMatch(/"a slow one": it takes longer than 3 s.*--time-limit/)
    expect(run.stderr).toMatch(/"a swollen one": it (says the same too many times|takes longer)/)
  },
)
