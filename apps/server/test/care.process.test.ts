import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { WeftProvider } from '@weft/provider'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { saveTar } from '../src/archive/archive-files.ts'
import { localCare } from '../src/care/care.ts'
import { gif, see, updateOf, within, write } from './data-world.ts'
import { newPlace } from './new-place.ts'
import { isInFiles } from './in-files.ts'
import { runWeft } from './command.ts'
import { weftHere } from './weft-here.ts'
import { startWeft } from './weft-process.ts'

const TEST_MS = 60_000

function connect(address: string, doc: Y.Doc, name = 'notes'): WeftProvider {
  const provider = new WeftProvider(`ws://${address}`, name, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
    maxBackoffTime: 100,
  })
  onTestFinished(() => provider.destroy())
  return provider
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toString()

const toldOfHistory = (provider: WeftProvider) =>
  new Promise((resolve) => provider.once('history-changed', resolve))

/** What somebody sees who had nothing. */
async function fresh(address: string, name = 'notes'): Promise<string> {
  const doc = new Y.Doc()
  const provider = connect(address, doc, name)
  await provider.whenSynced
  provider.destroy()
  return textOf(doc)
}

describe('another history under the same name', () => {
  test(
    'of a restored backup: who has edits from after it, sent and not, is told, keeps them, and nothing doubles',
    { timeout: TEST_MS },
    async () => {
      const [data, place] = [await newPlace(), await newPlace()]
      const [backup, restored] = [join(place, 'backup.tar'), join(place, 'restored')]
      const server = startWeft(`--data=${data}`)
      const address = await server.address()
      const doc = new Y.Doc()
      const provider = connect(address, doc)
      doc.getText('text').insert(0, 'before')
      await provider.whenSaved()
      expect(await weftHere('backup', backup, `--data=${data}`)).toMatchObject({ code: 0 })
      doc.getText('text').insert(6, ' after')
      await provider.whenSaved()
      await server.kill()
      doc.getText('text').insert(12, ' unsent')

      expect(await weftHere('restore', backup, `--data=${restored}`)).toMatchObject({ code: 0 })
      const told = toldOfHistory(provider)
      await startWeft(`--data=${restored}`, `--port=${address.split(':')[1]}`).address()
      await told
      expect(textOf(doc)).toBe('before after unsent')
      expect(await fresh(address)).toBe('before')
    },
  )

  test(
    'of a document that is replaced while people have it open, or were away with edits of their own',
    { timeout: TEST_MS },
    async () => {
      const [data, out] = [await newPlace(), join(await newPlace(), 'out')]
      const address = await startWeft(`--data=${data}`).address()
      const doc = new Y.Doc()
      const provider = connect(address, doc)
      doc.getText('text').insert(0, 'kept')
      await provider.whenSaved()
      const awayDoc = new Y.Doc()
      const away = connect(address, awayDoc)
      await away.whenSynced
      away.disconnect()
      awayDoc.getText('text').insert(4, ' unsent')

      const exporting = await weftHere('export', 'notes', 'none', `--out=${out}`, `--data=${data}`)
      expect(exporting).toMatchObject({ code: 1 })
      expect(exporting.stderr).toContain('"none": there is no such document')
      const [folder = ''] = await readdir(join(out, 'documents'))
      const single = join(out, 'documents', folder, 'state.update')
      const update = await readFile(single)
      const facts: unknown = JSON.parse(
        await readFile(join(out, 'documents', folder, 'document.json'), 'utf8'),
      )
      const sha256 = createHash('sha256').update(update).digest('hex')
      expect(facts).toMatchObject({ document: 'notes', sha256 })
      const copy = new Y.Doc()
      Y.applyUpdate(copy, update)
      expect(textOf(copy)).toBe('kept')

      doc.getText('text').insert(4, ' and more')
      await provider.whenSaved()
      const replace = ['import', single, '--as=notes', `--data=${data}`]
      // It is there, with all that this has.
      expect(await weftHere(...replace)).toMatchObject({ code: 0 })
      await writeFile(single, updateOf('another'))
      expect(await weftHere(...replace)).toMatchObject({ code: 1 })
      const told = [toldOfHistory(provider), toldOfHistory(away)]
      expect(await weftHere(...replace, '--existing=replace')).toMatchObject({ code: 0 })
      away.connect()
      await Promise.all(told)
      expect([textOf(doc), textOf(awayDoc)]).toEqual(['kept and more', 'kept unsent'])
      expect(await fresh(address)).toBe('another')
    },
  )

  test(
    'of one that was deleted for good while it was open: nobody brings it back, not even from a copy of their own',
    { timeout: TEST_MS },
    async () => {
      const data = await newPlace()
      const server = startWeft(`--data=${data}`)
      const address = await server.address()
      const marker = randomBytes(24).toString('base64url')
      const doc = new Y.Doc()
      const provider = connect(address, doc, 'secret')
      doc.getText('text').insert(0, marker)
      await provider.whenSaved()
      expect(await isInFiles(data, marker)).toBe(true)
      const closed = new Promise((resolve) =>
        provider.once('closed', ({ code }: { readonly code: number }) => resolve(code)),
      )
      expect(await weftHere('delete', 'secret', `--data=${data}`)).toMatchObject({ code: 0 })
      expect(await closed).toBe(4404)
      expect(server.stderr).toContain('"document-removed"')
      expect(await isInFiles(data, marker)).toBe(false)

      provider.destroy()
      const again = connect(address, doc, 'secret')
      const refused = new Promise((resolve) => again.once('closed', resolve))
      expect(await refused).toMatchObject({ code: 4404 })
      expect(await isInFiles(data, marker)).toBe(false)
      // Who was interrupted can say it again. What a start keeps of damaged files is named, and left to the operator.
      for (const name of ['damaged', 'catalogue-copy-damaged-17']) await mkdir(join(data, name))
      const repeated = await weftHere('delete', 'secret', `--data=${data}`)
      expect(repeated).toMatchObject({ code: 0, stdout: expect.stringContaining('1 as they were') })
      const named = [...repeated.stderr.matchAll(/^left alone: file "(.*?)": .* delete it when/gm)]
      expect(named.map(([, path]) => path)).toEqual([
        join(data, 'catalogue-copy-damaged-17'),
        join(data, 'damaged'),
      ])
      expect(await weftHere('delete', 'secrets', `--data=${data}`)).toMatchObject({ code: 1 })

      const path = join(await newPlace(), 'secret.update')
      await writeFile(path, updateOf('begun anew'))
      const bring = ['import', path, `--data=${data}`]
      const refusal = await weftHere(...bring)
      expect(refusal.stderr).toContain('a document of that name was deleted here')
      expect(await weftHere(...bring, '--existing=replace')).toMatchObject({ code: 0 })
      expect(await fresh(address, 'secret')).toBe('begun anew')
    },
  )
})

test(
  'a backup while people write has of each document what it was at one moment, with all that was saved before',
  { timeout: TEST_MS },
  async () => {
    const [data, place] = [await newPlace(), await newPlace()]
    const before = await within(data, async (folder) => {
      const picture = await folder.images.keep(gif('a picture'))
      await write(folder, 'quiet', `images/${picture.kept ? picture.name : ''}`)
      await folder.titles.put('quiet', 'A title')
      await write(folder, 'thrown away', 'until it is restored')
      await folder.deletions.mark('thrown away', Date.now())
      return see(folder)
    })
    const address = await startWeft(`--data=${data}`).address()
    /** Two people in a document: each answers the other's word. */
    const talk = (name: string) => {
      const people = ['a', 'b'].map((letter) => {
        const doc = new Y.Doc()
        const text = doc.getText('text')
        const provider = connect(address, doc, name)
        const answer = (): void => {
          const words = text.toString().split(' ')
          const isOurTurn = words.at(-1)?.startsWith(letter) !== true
          if (isOurTurn && words.length < 2_000)
            text.insert(text.length, ` ${letter}${words.length}`)
        }
        text.observe(() => void setImmediate(answer))
        return { provider, text, answer }
      })
      const [ada, brian] = people
      return { name, ada, brian, text: () => String(ada?.text) }
    }
    const talks = ['one', 'two', 'three'].map(talk)
    for (const { ada } of talks) {
      await ada?.provider.whenSynced
      ada?.answer()
    }
    const isLong = (length: number) => () => talks.every(({ text }) => text().length > length)
    await expect.poll(isLong(100)).toBe(true)
    const saved: string[] = []
    for (const { ada, text } of talks) {
      const written = text()
      await ada?.provider.whenSaved()
      saved.push(written)
    }
    const backup = join(place, 'backup.tar')
    expect(await weftHere('backup', backup, `--data=${data}`)).toMatchObject({ code: 0 })
    const target = join(place, 'restored')
    expect(await weftHere('restore', backup, `--data=${target}`)).toMatchObject({ code: 0 })
    const { texts, ...rest } = await within(target, see)
    for (const [index, { name, text }] of talks.entries()) {
      const kept = texts[name] ?? ''
      expect(kept.startsWith(saved[index] ?? 'nothing')).toBe(true)
      expect(text().startsWith(kept)).toBe(true)
      // They went on.
      expect(text().length).toBeGreaterThan(saved[index]?.length ?? 0)
    }
    expect(texts).toMatchObject(before.texts)
    expect(rest.images).toEqual(before.images)
    expect(rest.deleted).toEqual(before.deleted)
    expect(rest.titles).toMatchObject(before.titles)
    expect(rest.damage).toEqual([])
  },
)

test(
  'a backup for which there is no room says so, and leaves nothing',
  { timeout: TEST_MS },
  async () => {
    const [data, place] = [await newPlace(), await newPlace()]
    await within(data, async (folder) => {
      await write(folder, 'long', randomBytes(100_000).toString('hex'))
    })
    const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))
    const command = [process.execPath, bin, 'backup', join(place, 'backup.tar'), `--data=${data}`]
    // Not before the database is open, which needs less than what is written then.
    const child = spawn('sh', ['-c', 'ulimit -f 256; exec "$@"', 'sh', ...command])
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    await once(child, 'close')
    expect(child.exitCode).toBe(1)
    expect(stderr).toMatch(/^Cannot write ".*backup\.tar": EFBIG.*\. Nothing was kept there\.\n$/)
    expect(await readdir(place)).toEqual([])
  },
)

test('a backup can be made while the disk takes nothing: all that was confirmed is on it', async () => {
  const [data, place] = [await newPlace(), await newPlace()]
  const backup = join(place, 'backup.tar')
  const before = await within(data, async (folder) => {
    await write(folder, 'notes', 'what was confirmed')
    const saved = (): Promise<void> => Promise.reject(new Error('the disk is full'))
    await saveTar(backup, localCare({ ...folder, saved }, 'weft').backup())
    return see(folder)
  })
  const target = join(place, 'restored')
  expect(await weftHere('restore', backup, `--data=${target}`)).toMatchObject({ code: 0 })
  expect(await within(target, see)).toEqual(before)
})

describe('an archive that is not whole', () => {
  async function backedUp() {
    const place = await newPlace()
    const [data, backup, target] = [
      join(place, 'data'),
      join(place, 'a.tar'),
      join(place, 'target'),
    ]
    await within(data, async (folder) => {
      await write(folder, 'first', 'a marker to alter')
      await write(folder, 'second', 'another')
    })
    expect(await weftHere('backup', backup, `--data=${data}`)).toMatchObject({ code: 0 })
    return { backup, target, whole: await readFile(backup) }
  }

  test('is not restored: nothing is written, and it says why', async () => {
    const { backup, target, whole } = await backedUp()
    const altered = Buffer.from(whole)
    altered[whole.indexOf('marker')] = 0
    const newer = Buffer.from(whole)
    newer.write('9', whole.indexOf('"format": 1') + '"format": '.length)
    for (const [bytes, words] of [
      [altered, 'was altered'],
      [newer, 'use the newer version'],
      [whole.subarray(0, whole.length - 3000), 'cut off'],
      [Buffer.alloc(0), 'it is no archive of Weft'],
      [gzipSync(whole), 'it is compressed: unpack it first'],
    ] as const) {
      await writeFile(backup, bytes)
      const { code, stderr } = await weftHere('restore', backup, `--data=${target}`)
      expect(code).toBe(1)
      expect(stderr).toContain(words)
      expect(stderr).toContain('Nothing was written')
      expect((await weftHere('restore', backup, '--dry-run')).code).toBe(1)
      await expect(stat(target)).rejects.toThrow('ENOENT')
    }
  })

  test('is imported as far as it goes; it says where it stopped, and the whole one brings the rest', async () => {
    const { backup, target, whole } = await backedUp()
    const cut = `${backup}.cut`
    await writeFile(cut, whole.subarray(0, whole.lastIndexOf('log.updates') + 600))
    const broken = await weftHere('import', cut, `--data=${target}`)
    expect(broken).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('1 document imported'),
    })
    expect(broken.stderr).toMatch(/it is cut off .*"second"; the 1 before that are here$/)
    expect((await within(target, see)).texts).toEqual({ first: 'a marker to alter' })
    const rest = await weftHere('import', backup, `--data=${target}`)
    expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining('1 as they were') })
    const expected = { first: 'a marker to alter', second: 'another' }
    expect((await within(target, see)).texts).toEqual(expected)
  })

  test('or is something else is not imported, and says so', async () => {
    const place = await newPlace()
    const path = join(place, 'odd.tar')
    for (const [bytes, words] of [
      ['some text '.repeat(200), 'it is no archive of Weft'],
      ['', 'it is no archive of Weft'],
      [gzipSync('x'), 'it is compressed: unpack it first'],
    ] as const) {
      await writeFile(path, bytes)
      const { code, stderr } = await weftHere('import', path, `--data=${join(place, 'data')}`)
      expect(code).toBe(1)
      expect(stderr).toContain(`${words}; nothing of it was brought in`)
    }
    const missing = await weftHere('import', join(place, 'none.tar'), `--data=${place}/data`)
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('Cannot import') })
  })
})

test('of restores into one folder at once one makes it, whole, and the others are told', async () => {
  const [data, place] = [await newPlace(), await newPlace()]
  const [backup, target] = [join(place, 'backup.tar'), join(place, 'restored')]
  await within(data, async (folder) => {
    for (let number = 0; number < 50; number += 1) await write(folder, `doc-${number}`, 'here')
  })
  expect(await weftHere('backup', backup, `--data=${data}`)).toMatchObject({ code: 0 })
  const restore = ['restore', backup, `--data=${target}`]
  const ended = await Promise.all([runWeft(restore), runWeft(restore), runWeft(restore)])
  expect(
    ended
      .map(({ code }) => String(code))
      .toSorted()
      .join(' '),
  ).toBe('0 1 1')
  for (const { code, stderr } of ended)
    if (code === 1) expect(stderr).toMatch(/^Cannot restore into .* (another restore|not empty)/)
  expect(Object.values((await within(target, see)).texts)).toEqual(Array(50).fill('here'))
  expect(await readdir(target)).not.toContain('restore-lock')
})

test('a restore brings no read-only link back that may have been ended, unless it is told to, and no secret ever', async () => {
  const place = await newPlace()
  const [data, backup] = [join(place, 'data'), join(place, 'backup.tar')]
  const link = JSON.stringify({ document: 'notes', createdMs: 1 })
  const entries = [
    ['view-links', 'id', link],
    ['access-secrets', 'key', '"secret"'],
    ['read-only', 'notes', '{"sinceMs":1}'],
  ] as const
  await within(data, async (folder) => {
    await write(folder, 'notes', 'text')
    await folder.catalogue.write(entries)
  })
  expect(await weftHere('backup', backup, `--data=${data}`)).toMatchObject({ code: 0 })
  expect(await isInFiles(place, 'access-secrets')).toBe(true)
  expect((await readFile(backup)).includes('access-secrets')).toBe(false)
  const restore = async (name: string, ...flags: string[]) => {
    const target = join(place, name)
    const { code, stderr } = await weftHere('restore', backup, ...flags, `--data=${target}`)
    expect(code).toBe(0)
    const areas = await within(target, async ({ catalogue }) => [
      ...(await catalogue.read()).keys(),
    ])
    return { stderr, areas: areas.sort() }
  }
  expect(await restore('without')).toEqual({
    stderr: expect.stringContaining('left alone: catalogue "read-only links": 1 in the backup'),
    areas: ['read-only'],
  })
  expect(await restore('with', '--keep-links')).toEqual({
    stderr: '',
    areas: ['read-only', 'view-links'],
  })
})
