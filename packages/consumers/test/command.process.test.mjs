import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { WeftProvider } from '@weft/provider'
import { packCommand } from '../../tooling/pack-command.mjs'
import { npmEnvironment, runNpm, runToEnd } from '../npm.mjs'
import { startRegistry } from '../registry.mjs'

/** What may be in the folder of somebody who runs Weft and nothing else, in MiB. */
const MOST_MIB = 40
const TOKEN = 'correct-horse-battery-staple'
const top = mkdtempSync(join(tmpdir(), 'weft-command-'))
const folder = join(top, 'empty')

let registry
let tarball

/** npm, as whoever installs Weft has it. */
const npm = (...args) =>
  runNpm(args, { cwd: folder, env: npmEnvironment(registry, join(top, 'cache')) })

beforeAll(async () => {
  registry = await startRegistry()
  tarball = await packCommand(top)
  mkdirSync(folder)
  await npm('install', tarball)
})
afterAll(() => {
  registry?.close()
  rmSync(top, { recursive: true, force: true })
})

describe('the weft command, installed from its tarball into an empty folder', () => {
  it('serves the editor, syncs and saves a document, and stops when npx is told to', async () => {
    writeFileSync(join(folder, 'token'), TOKEN)
    const admin = ['--admin-port', '0', '--admin-token-file', 'token']
    const npx = spawn('npx', ['weft', 'serve', '--editor', '--port', '0', ...admin], {
      cwd: folder,
    })
    const { url, adminUrl, ended } = await started(npx)
    const page = await (await fetch(`${url}/d/notes`)).text()
    const [script] = /_weft\/assets\/[^"]+\.js/.exec(page) ?? []
    expect((await fetch(`${url}/${script}`)).status).toBe(200)

    const doc = new Y.Doc()
    const provider = new WeftProvider(url.replace('http', 'ws'), 'notes', doc, {
      WebSocketPolyfill: WebSocket,
    })
    doc.getText('text').insert(0, 'woven')
    await provider.whenSaved()
    provider.destroy()
    // These need files of the package that are found while it runs: pages, and what threads are started with.
    expect(await ofAdministrators(adminUrl, '/')).toContain('page/main.js')
    expect(await ofAdministrators(adminUrl, '/page/main.js')).toContain('import')
    expect(await ofAdministrators(adminUrl, '/api/documents/notes/state')).toContain('woven')
    expect(await weft('compact', 'notes', '--data', 'data')).toMatch(/1 .*compacted/)

    npx.kill('SIGTERM')
    await ended
    const again = await started(spawnNode('serve', '--port', '0'))
    const other = new Y.Doc()
    const reader = new WeftProvider(again.url.replace('http', 'ws'), 'notes', other, {
      WebSocketPolyfill: WebSocket,
    })
    await reader.whenSynced
    expect(other.getText('text').toString()).toBe('woven')
    reader.destroy()
    again.child.kill('SIGTERM')
    await again.ended
    expect(again.child.exitCode).toBe(0)
  })

  it('can be installed for all, as the unit of systemd wants it', async () => {
    const prefix = join(top, 'global')
    await npm('install', '--global', '--prefix', prefix, tarball)
    const globalWeft = join(prefix, 'bin/weft')
    const version = JSON.parse(readFileSync(join(folder, 'node_modules/weft/package.json'), 'utf8'))
    expect((await runToEnd(globalWeft, ['--version'])).trim()).toBe(version.version)
    // Which opens the database: what is compiled for it is there, too.
    expect(await runToEnd(globalWeft, ['check', '--data', join(folder, 'data')])).toMatch(
      /notes|1 document/,
    )
  })

  it('has nothing that only tests need, a licence, and is small', () => {
    const installed = readdirSync(join(folder, 'node_modules'))
    expect(installed).not.toContain('vitest')
    expect(installed).not.toContain('y-websocket')
    const there = ['LICENSE', 'README.md', 'deploy/weft.service', 'editor/index.html']
    const missing = there.filter((name) => !existsSync(join(folder, 'node_modules/weft', name)))
    expect(missing).toEqual([])
    const mib = bytesIn(join(folder, 'node_modules')) / 1024 / 1024
    console.log(`weft, installed: ${mib.toFixed(1)} MiB in ${installed.length} packages`)
    expect(mib).toBeLessThan(MOST_MIB)
  })
})

const weft = (...args) =>
  runToEnd(process.execPath, [join(folder, 'node_modules/weft/bin/weft.js'), ...args], {
    cwd: folder,
  })

/** What the server answers to an administrator. */
async function ofAdministrators(url, path) {
  const headers = { authorization: `Bearer ${TOKEN}` }
  return (await fetch(new URL(path, url), { headers })).text()
}

function spawnNode(...args) {
  return spawn(process.execPath, [join(folder, 'node_modules/weft/bin/weft.js'), ...args], {
    cwd: folder,
  })
}

/** Resolves with its address; `ended` once nobody holds its output open, which is when the server itself has ended. */
async function started(child) {
  let output = ''
  const ended = once(child, 'close')
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece) => {
        output += piece
        if (output.includes('Ctrl-C stops it.')) resolve()
      })
    void ended.then(() => reject(new Error(`It ended:\n${output}`)))
  })
  const [address = ''] = /(?:http|ws):\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
  const [, adminUrl] = /Administrators ask at (http:\S+),/.exec(output) ?? []
  return { child, url: address.replace('ws', 'http'), adminUrl, ended }
}

function bytesIn(path) {
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.reduce((sum, entry) => {
    const inside = join(path, entry.name)
    return sum + (entry.isDirectory() ? bytesIn(inside) : statSync(inside).size)
  }, 0)
}
