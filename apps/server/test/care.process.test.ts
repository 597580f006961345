import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeftProvider } from '@weft/provider'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { runWeft } from './command.ts'
import { isInFiles } from './in-files.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

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

test(
  'a restored backup is another history: a client with edits from after it is told, keeps them, and nothing doubles',
  { timeout: TEST_MS },
  async () => {
    const [data, restored] = [await emptyFolder(), join(await emptyFolder(), 'restored')]
    const backup = join(await emptyFolder(), 'backup.tar')
    const server = startWeft(`--data=${data}`)
    const address = await server.address()
    const doc = new Y.Doc()
    const provider = connect(address, doc)
    doc.getText('text').insert(0, 'before')
    await provider.whenSaved()
    expect(await runWeft(['backup', backup, `--data=${data}`])).toMatchObject({ code: 0 })
    doc.getText('text').insert(6, ' after')
    await provider.whenSaved()
    await server.kill()

    expect(await runWeft(['restore', backup, `--data=${restored}`])).toMatchObject({ code: 0 })
    const told = new Promise((resolve) => provider.once('history-changed', resolve))
    const second = startWeft(`--data=${restored}`, `--port=${address.split(':')[1]}`)
    await second.address()
    await told
    expect(textOf(doc)).toBe('before after')

    const fresh = new Y.Doc()
    await connect(address, fresh).whenSynced
    expect(textOf(fresh)).toBe('before')
  },
)

test(
  'a backup that was cut off or altered, or is of a newer format, restores nothing and says why',
  { timeout: TEST_MS },
  async () => {
    const folder = await emptyFolder()
    const [data, target] = [join(folder, 'data'), join(folder, 'target')]
    const [backup, update] = [join(folder, 'backup.tar'), join(folder, 'notes.update')]
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'a marker to alter')
    await writeFile(update, Y.encodeStateAsUpdate(doc))
    expect(await runWeft(['import', update, `--data=${data}`])).toMatchObject({ code: 0 })
    expect(await runWeft(['backup', backup, `--data=${data}`])).toMatchObject({ code: 0 })
    const whole = await readFile(backup)
    const restore = async (bytes: Buffer): Promise<string> => {
      await writeFile(backup, bytes)
      const { code, stderr } = await runWeft(['restore', backup, `--data=${target}`])
      expect(code).toBe(1)
      await expect(stat(target)).rejects.toThrow('ENOENT')
      return stderr
    }
    const altered = Buffer.from(whole)
    altered[whole.indexOf('marker')] = 0
    expect(await restore(altered)).toContain('was altered')
    const newer = Buffer.from(whole)
    newer.write('9', whole.indexOf('"format": 1') + '"format": '.length)
    expect(await restore(newer)).toContain('use the newer version')
    await writeFile(backup, whole)
    await truncate(backup, whole.length - 3000)
    expect(await restore(await readFile(backup))).toContain('cut off')
  },
)

test(
  'a restore that was killed leaves what no server takes, and the next one makes it whole',
  { timeout: TEST_MS },
  async () => {
    const folder = await emptyFolder()
    const [data, target] = [join(folder, 'data'), join(folder, 'target')]
    const [updates, backup] = [await emptyFolder(), join(folder, 'backup.tar')]
    for (let each = 0; each < 200; each++) {
      const doc = new Y.Doc()
      doc.getText('text').insert(0, `document ${each}`)
      await writeFile(join(updates, `${each}.update`), Y.encodeStateAsUpdate(doc))
    }
    const moving = ['import', updates, '--from=updates', `--data=${data}`]
    expect(await runWeft(moving)).toMatchObject({ code: 0 })
    expect(await runWeft(['backup', backup, `--data=${data}`])).toMatchObject({ code: 0 })

    const restore = ['restore', backup, `--data=${target}`]
    const killed = await runWeft(restore, (child) => {
      const look = async (): Promise<void> => {
        const isBegun = await stat(join(target, 'restoring', 'weft.json')).catch(() => undefined)
        if (isBegun) child.kill('SIGKILL')
        else if (child.exitCode === null) setTimeout(() => void look(), 5)
      }
      void look()
    })
    expect(killed.code).toBeNull()
    const server = startWeft(`--data=${target}`)
    expect(await server.ended()).toMatchObject({ code: 1 })

    expect(await runWeft(restore)).toMatchObject({ code: 0 })
    const checked = await runWeft(['check', '--json', `--data=${target}`])
    expect(JSON.parse(checked.stdout)).toMatchObject({ done: 200, damaged: 0, failed: 0 })
  },
)

test(
  'a document that is deleted while people have it open is gone from the disk, and they cannot bring it back',
  { timeout: TEST_MS },
  async () => {
    const data = await emptyFolder()
    const server = startWeft(`--data=${data}`)
    const address = await server.address()
    const marker = randomBytes(24).toString('base64url')
    const doc = new Y.Doc()
    const provider = connect(address, doc, 'secret')
    doc.getText('text').insert(0, marker)
    await provider.whenSaved()
    expect(await isInFiles(data, marker)).toBe(true)
    const closed = new Promise((resolve) => provider.once('closed', resolve))
    expect(await runWeft(['delete', 'secret', `--data=${data}`])).toMatchObject({ code: 0 })
    await closed
    expect(await isInFiles(data, marker)).toBe(false)
    // Who was interrupted can say it again.
    const again = await runWeft(['delete', 'secret', `--data=${data}`])
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('1 as they were') })
    expect(await runWeft(['delete', 'secrets', `--data=${data}`])).toMatchObject({ code: 1 })
  },
)

test(
  'what is exported from a running server is a plain Yjs update, and replaces a live document with a new history',
  { timeout: TEST_MS },
  async () => {
    const data = await emptyFolder()
    const out = join(await emptyFolder(), 'out')
    const server = startWeft(`--data=${data}`)
    const address = await server.address()
    const doc = new Y.Doc()
    const provider = connect(address, doc)
    doc.getText('text').insert(0, 'kept')
    await provider.whenSaved()
    const exporting = await runWeft(['export', 'notes', 'none', `--out=${out}`, `--data=${data}`])
    expect(exporting).toMatchObject({ code: 1 })
    expect(exporting.stderr).toContain('"none": there is no such document')
    const [folder = ''] = await readdir(join(out, 'documents'))
    const update = await readFile(join(out, 'documents', folder, 'state.update'))
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
    const told = new Promise((resolve) => provider.once('history-changed', resolve))
    const single = join(out, 'documents', folder, 'state.update')
    const replace = ['import', single, '--as=notes', `--data=${data}`]
    // It is there, with all that this has.
    expect(await runWeft(replace)).toMatchObject({ code: 0 })
    const other = new Y.Doc()
    other.getText('text').insert(0, 'another')
    await writeFile(single, Y.encodeStateAsUpdate(other))
    expect(await runWeft(replace)).toMatchObject({ code: 1 })
    expect(await runWeft([...replace, '--existing=replace'])).toMatchObject({ code: 0 })
    await told
    const fresh = new Y.Doc()
    await connect(address, fresh).whenSynced
    expect(textOf(fresh)).toBe('another')
  },
)
