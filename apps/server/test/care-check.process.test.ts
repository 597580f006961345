import { cpSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SeededRandom } from '@weft/testkit'
import { Level } from 'level'
import { beforeAll, describe, expect, test } from 'vitest'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { gif, see, updateOf, within, write, type Seen } from './data-world.ts'
import { DocumentClient } from './document-client.ts'
import { isLongRun } from './long-run.ts'
import { newPlace } from './new-place.ts'
import { weftHere } from './weft-here.ts'
import { startWeft } from './weft-process.ts'

const TEST_MS = 60_000
/** A seed that found something stays here. */
const SEEDS = isLongRun ? [7, Math.floor(Math.random() * 2 ** 32)] : [7]
const FLIPS = 5

let base = ''
let before: Seen

/** A data folder whose documents lie in tables and in the log. */
beforeAll(async () => {
  base = await newPlace()
  const open = await newPlace()
  await within(open, async (folder) => {
    await write(folder, 'notes', 'one two three four five')
    await write(folder, 'other', 'nothing to do with it')
    await folder.titles.put('notes', 'The notes')
    await folder.images.keep(gif('a picture'))
    await folder.catalogue.rewriteFiles()
    await folder.storage.rewriteFiles()
    await write(folder, 'late', 'in the log')
    before = await see(folder)
    // The last that was written may look like something that a crash cut off, of which nobody was told that it is saved.
    await folder.storage.create('last', 'e', 1)
    // Closed, it would have put all into tables.
    cpSync(open, base, { recursive: true })
  })
}, TEST_MS)

async function copied(): Promise<string> {
  const data = await newPlace()
  cpSync(base, data, { recursive: true })
  return data
}

/** Files of the database that hold something. */
const filesOf = (data: string, extension: string): string[] =>
  readdirSync(join(data, 'db'))
    .filter((name) => name.endsWith(`.${extension}`))
    .map((name) => join(data, 'db', name))
    .filter((path) => statSync(path).size > 0)

const check = (data: string) => weftHere('check', `--data=${data}`)

/** Every word of a text that is still in another. */
const isPartOf = (text: string | undefined, whole: string | undefined): boolean =>
  (text ?? '').split(' ').every((word) => (whole ?? '').includes(word))

test('a whole data folder is whole', async () => {
  expect(await check(await copied())).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^4 documents whole, 1 picture; \d+ bytes\.$/),
    stderr: '',
  })
})

describe.each(['ldb', 'log'])(
  'with a flipped byte in a file of the database (.%s)',
  (extension) => {
    test.each(SEEDS)(
      'damage is told, or nothing is missing; seed %i',
      { timeout: TEST_MS },
      async (seed) => {
        const random = new SeededRandom(seed)
        let told = 0
        for (let round = 0; round < FLIPS; round += 1) {
          const data = await copied()
          const path = random.pick(filesOf(data, extension))
          const bytes = await readFile(path)
          const at = random.below(bytes.length)
          bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255))
          await writeFile(path, bytes)
          const { code, stderr } = await check(data)
          told += code ?? 0
          const here = `byte ${at} of ${path}`
          expect(stderr !== '', here).toBe(code === 1)
          const now = await within(data, see)
          const isWhole = Object.entries(before.texts).every(
            ([name, text]) => now.texts[name] === text,
          )
          expect(code === 1 || isWhole, here).toBe(true)
          // What it tells of as damaged is a part of what was there, and never something else.
          for (const [name, text] of Object.entries(now.texts))
            expect(isPartOf(text, before.texts[name]), here).toBe(true)
        }
        expect(told).toBeGreaterThan(FLIPS / 2)
      },
    )
  },
)

test.each([
  ['CURRENT is missing', 'CURRENT', 'files of its database are missing'],
  ['all files are missing', '.', 'its database, the folder db, is gone'],
])('a database of which %s is refused', async (_, name, words) => {
  const data = await copied()
  await rm(join(data, 'db', name), { recursive: true })
  const { code, stderr } = await check(data)
  expect(code).toBe(1)
  expect(stderr).toContain(words)
})

test('a folder that is no data folder is not made one', async () => {
  const data = await newPlace()
  expect(await check(data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no documents'),
  })
  expect(await readdir(data)).toEqual([])
})

test('a picture, and the catalogue, that were altered are told', async () => {
  const data = await copied()
  const [name = ''] = await readdir(join(data, 'images'))
  await writeFile(join(data, 'images', name), gif('another'))
  const catalogue = join(data, 'catalogue')
  const [table = ''] = (await readdir(catalogue)).filter((each) => each.endsWith('.ldb'))
  const bytes = await readFile(join(catalogue, table))
  bytes[20] = (bytes[20] ?? 0) ^ 1
  await writeFile(join(catalogue, table), bytes)
  const { code, stderr } = await check(data)
  expect(code).toBe(1)
  expect(stderr).toContain(`image "${name}": it is not what its name says`)
  expect(stderr).toContain(`file "catalogue": "catalogue/${table}": `)
  expect(stderr).toContain('made anew from its copy')
  expect((await within(data, see)).titles).toEqual(before.titles)
})

/** In an entry of each file of a catalogue, as a failing disk does. */
async function spoil(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!/\.(ldb|log)$/.test(name) || statSync(path).size === 0) continue
    const bytes = await readFile(path)
    bytes[12] = (bytes[12] ?? 0) ^ 1
    await writeFile(path, bytes)
  }
}

test(
  'a server with a damaged catalogue lets nobody into what was deleted; without a copy of it, it does not start',
  { timeout: TEST_MS },
  async () => {
    const data = await copied()
    await within(data, ({ deletions }) => deletions.mark('notes', Date.now()))
    await spoil(join(data, 'catalogue'))
    const server = startWeft(`--data=${data}`)
    const client = new DocumentClient(await server.address(), 'notes')
    expect(await client.closed).toBe(4404)
    expect(server.stderr).toContain('"catalogue-damaged"')
    await server.kill()
    for (const folder of ['catalogue', 'catalogue-copy']) await spoil(join(data, folder))
    for (let again = 0; again < 2; again += 1) {
      const { code, stderr } = await startWeft(`--data=${data}`).ended()
      expect(code).toBe(65)
      expect(stderr).toContain('It says which documents were deleted, so nothing is served')
    }
    // What that says is done: the operator decides.
    for (const folder of ['catalogue', 'catalogue-copy'])
      await rename(join(data, folder), `${join(data, folder)}-away`)
    expect((await within(data, see)).texts).toMatchObject(before.texts)
  },
)

/** Takes the row of one word out of the database, as nothing but a fault of the disk would. */
async function loseWord(data: string, word: string): Promise<void> {
  const level = new Level<Buffer, Buffer>(join(data, 'db'), {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  })
  for await (const [key, value] of level.iterator()) if (value.includes(word)) await level.del(key)
  await level.close()
}

test('a row that is missing in the middle is told, and export with import makes the document whole again', async () => {
  const data = await copied()
  await loseWord(data, 'three')
  const checked = await check(data)
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('1 damaged') })
  expect(checked.stderr).toMatch(
    /^damaged: document "notes": records 3 to 3: .*--existing replace$/,
  )

  const out = join(await newPlace(), 'notes.tar')
  expect((await weftHere('export', 'notes', `--out=${out}`, `--data=${data}`)).code).toBe(0)
  const epoch = (await within(data, ({ storage }) => storage.load('notes')))?.epoch
  const bring = ['import', out, `--data=${data}`]
  expect(await weftHere(...bring)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('another document has that name'),
  })
  expect(await weftHere(...bring, '--existing=replace')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('it is what was left when it was exported: records 3 to 3'),
  })
  expect(await check(data)).toMatchObject({ code: 0, stderr: '' })
  const now = await within(data, see)
  expect(now.texts['notes']).toBe('one two')
  expect(now.titles['notes']).toBe('The notes')
  expect((await within(data, ({ storage }) => storage.load('notes')))?.epoch).not.toBe(epoch)
})

describe('documents that cannot be what somebody wrote', () => {
  async function odd(): Promise<string> {
    const data = await copied()
    const doc = new Doc()
    doc.getText('text').insert(0, 'first')
    const missing = encodeStateAsUpdate(doc)
    const later: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => later.push(update))
    doc.getText('text').insert(5, ' second')
    await within(data, async ({ storage }) => {
      const put = async (document: string, update: Uint8Array): Promise<void> => {
        await storage.create(document, 'e', 1)
        await storage.append([{ document, updates: [{ update, user: undefined, timeMs: 1 }] }])
      }
      await put('orphan', later[0] ?? missing)
      await put('garbage', Buffer.from('no update at all'))
      await put('bad snapshot', updateOf('it was good once'))
      await storage.replacePrefix('bad snapshot', { sequence: 1, pieces: [Buffer.from('bad')] })
    })
    return data
  }

  const told = (stderr: string): string[] =>
    [...stderr.matchAll(/^damaged: document "([^"]*)": (.{30})/gm)].map(
      ([, name, what]) => `${name}: ${what}`,
    )

  const EXPECTED = [
    'bad snapshot: 1 stored updates cannot be app',
    'garbage: 1 stored updates cannot be app',
    'orphan: some edits wait for others tha',
  ]

  test('are told, each for what it is', async () => {
    const { code, stderr } = await check(await odd())
    expect(code).toBe(1)
    expect(told(stderr)).toEqual(EXPECTED)
  })

  test(
    'are told by a server that runs, too, which says what it has not looked at',
    { timeout: TEST_MS },
    async () => {
      const data = await odd()
      await startWeft(`--data=${data}`).address()
      const { code, stderr, stdout } = await check(data)
      expect(code).toBe(1)
      expect(told(stderr)).toEqual(EXPECTED)
      expect(stderr).toContain(
        'left alone: file "db": the server has the files of the database open',
      )
      expect(stdout).toContain('4 documents whole')
    },
  )

  test('are not brought in: what is no document is refused, and what is part of one is told', async () => {
    const [data, updates] = [await newPlace(), await newPlace()]
    await mkdir(updates, { recursive: true })
    const path = join(updates, 'garbage.update')
    await writeFile(path, 'no update at all')
    expect(await weftHere('import', path, `--data=${data}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it holds what is no Yjs document'),
    })
    expect(Object.keys((await within(data, see)).texts)).toEqual([])
  })
})
