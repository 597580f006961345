import { execFile } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DocumentClient } from './document-client.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

const token = 'the-token-of-the-administrator'

async function tokenFile(): Promise<string> {
  const file = join(await emptyFolder(), 'token')
  await writeFile(file, `${token}\n`)
  return file
}

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

/** Another command, to its end. */
function runWeft(...args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'] }
    const child = execFile(process.execPath, [bin, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** Where administrators ask. */
async function adminAddress(weft: WeftProcess): Promise<string> {
  const [, address = ''] = await weft.printed(/Administrators ask at (http:\S+),.*\n/)
  return address
}

const isSocket = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isSocket(),
    () => false,
  )

describe('administration', () => {
  test('is at a port of its own, for who has the token', async () => {
    const weft = startWeft(
      `--data=${await emptyFolder()}`,
      '--admin-port=0',
      `--admin-token-file=${await tokenFile()}`,
    )
    const address = await adminAddress(weft)
    expect((await fetch(`${address}/api/server`)).status).toBe(401)
    const headers = { Authorization: `Bearer ${token}` }
    const answer = await fetch(`${address}/api/server`, { headers })
    expect(await answer.json()).toMatchObject({ peers: 0, isSaving: true })
    // Not at the port of the documents, with whatever token.
    const documents = `http://${await weft.address()}`
    expect((await fetch(`${documents}/api/server`, { headers })).status).toBe(426)
  })

  test('is refused a token that is easy to guess', async () => {
    const file = join(await emptyFolder(), 'token')
    await writeFile(file, 'admin')
    const data = await emptyFolder()
    const weft = startWeft(`--data=${data}`, '--admin-port=0', `--admin-token-file=${file}`)
    const { code, stderr } = await weft.ended()
    expect([code, stderr]).toEqual([1, expect.stringMatching(/admin token.*at least 16/s)])
  })

  test('has a socket in the data folder, which is gone after the end, and survives one that was killed', async () => {
    const data = join(await emptyFolder(), 'data')
    const socket = join(data, 'admin.sock')
    const killed = startWeft(`--data=${data}`)
    await killed.address()
    expect(await isSocket(socket)).toBe(true)
    await killed.kill()
    expect(await isSocket(socket)).toBe(true)
    const next = startWeft(`--data=${data}`)
    await next.printed(/Ctrl-C/)
    expect(await isSocket(socket)).toBe(true)
    next.signal('SIGTERM')
    expect((await next.ended()).code).toBe(0)
    expect(await isSocket(socket)).toBe(false)
  })

  test('goes without the socket where the path is too long for one', async () => {
    const data = join(await emptyFolder(), 'x'.repeat(100))
    await mkdir(data)
    const weft = startWeft(`--data=${data}`)
    await weft.printed(/Ctrl-C/)
    weft.signal('SIGTERM')
    const { code, stderr } = await weft.ended()
    expect([code, stderr]).toEqual([0, expect.stringContaining('admin-socket-missing')])
  })
})

describe('commands for a running server', () => {
  test('list its documents and send people away', async () => {
    const data = await emptyFolder()
    const weft = startWeft(`--data=${data}`)
    const address = await weft.address()
    const ada = new DocumentClient(address, 'notes/today')
    ada.doc.getText('text').insert(0, 'Hello')
    const list = async (...args: string[]) => runWeft('documents', `--data=${data}`, ...args)
    await expect
      .poll(async () => (await list()).stdout)
      .toMatch(/^ *bytes +peers +changed +document\n *\d+ +1 +\d{4}-\S+Z +notes\/today\n$/)
    expect(JSON.parse((await list('--json')).stdout)).toMatchObject([{ document: 'notes/today' }])
    expect((await list('--sort=beauty')).stderr).toMatch(/must be one of changed/)
    expect(await runWeft('disconnect', `--data=${data}`, '--document=notes/today')).toMatchObject({
      code: 0,
      stdout: 'Disconnected: 1 connection\n',
    })
    expect(await ada.closed).toBe(4403)
    expect((await runWeft('disconnect', `--data=${data}`)).code).toBe(2)
  })

  test('say what to do when no server runs', async () => {
    const { code, stderr } = await runWeft('documents', `--data=${await emptyFolder()}`)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/No server runs.*weft serve/)])
  })
})

test('the guide has the table of all that can be asked', async () => {
  const weft = startWeft(
    `--data=${await emptyFolder()}`,
    '--admin-port=0',
    `--admin-token-file=${await tokenFile()}`,
  )
  const headers = { Authorization: `Bearer ${token}` }
  const answer = await fetch(`${await adminAddress(weft)}/api`, { headers })
  const { routes } = (await answer.json()) as { readonly routes: readonly Told[] }
  const rows = routes.map(
    ({ method, path, who, about }) =>
      `| \`${method} ${path}\` | ${about}${who === 'metrics' ? ' (also with the token for metrics)' : ''} |`,
  )
  const guide = await readFile(new URL('../../docs/operator/admin.md', import.meta.url), 'utf8')
  expect(guide.split('\n').filter((line) => /^\| `[A-Z]+ \//.test(line))).toEqual(rows)
})

interface Told {
  readonly method: string
  readonly path: string
  readonly who: string
  readonly about: string
}
