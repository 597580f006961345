import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Administered } from './administered.ts'
import { runWeft } from './command.ts'
import { DocumentClient } from './document-client.ts'
import { isInFiles } from './in-files.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const START_MS = 60_000
const WAIT = { timeout: 20_000 }

/** The one that most tests ask. Each has documents of its own. */
let server: Administered
beforeAll(async () => {
  server = await Administered.start('--log-level=warn')
}, START_MS)
afterAll(() => server.end())

const isSocket = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isSocket(),
    () => false,
  )

describe('an administrator', () => {
  test('sees documents, who has them open, and what is in them', async () => {
    const ada = server.join('notes/today')
    ada.doc.getText('text').insert(0, 'Good morning')
    await ada.whenSynced
    await ada.whenSaved()
    const list = await server.ask('GET', '/api/documents?search=today&sort=peers')
    expect(list.body).toMatchObject({
      total: 1,
      documents: [{ document: 'notes/today', peers: 1, room: 'live', isReadOnly: false }],
    })
    const one = await server.ask('GET', '/api/documents/notes%2Ftoday')
    expect(one.body).toMatchObject({
      document: 'notes/today',
      stored: { sequence: 1 },
      room: { peers: 1, unsavedEdits: 0 },
      peers: [{ rights: 'write', state: 'joined', address: expect.stringContaining('127.0.0.1') }],
    })
    const state = await server.ask('GET', '/api/documents/notes%2Ftoday/state')
    expect(state.body).toEqual({
      roots: [{ name: 'text', kind: 'text', value: 'Good morning' }],
      isCut: false,
    })
    const stored = await server.ask('GET', '/api/documents/notes%2Ftoday/stored')
    expect(stored.body).toMatchObject({ sequence: 1, log: { records: 1 }, damage: [] })
    expect((await server.ask('GET', '/api/documents/nothing')).status).toBe(404)
    expect((await server.ask('GET', '/api/documents/nothing/state')).status).toBe(404)
    expect((await server.ask('GET', '/api/documents?sort=beauty')).status).toBe(400)
    const { peers, rooms, isSaving } = (await server.ask('GET', '/api/server')).body
    expect([Number(peers) >= 1, Number(rooms) >= 1, isSaving]).toEqual([true, true, true])
  })

  test('unloads a document, and whoever had it open comes back', async () => {
    const ada = server.join('unloaded')
    ada.doc.getText('text').insert(0, 'one')
    await ada.whenSynced
    const path = '/api/documents/unloaded'
    const before = (await server.ask('GET', path)).body.peers?.[0]?.id
    expect((await server.ask('POST', `${path}/unload`)).body).toEqual({
      document: 'unloaded',
      wasOpen: true,
    })
    await expect
      .poll(async () => (await server.ask('GET', path)).body.peers?.[0]?.id)
      .toSatisfy((id) => id !== undefined && id !== before)
    ada.doc.getText('text').insert(3, ' two')
    await ada.whenSaved()
    await new DocumentClient(server.documents, 'unloaded').sees('one two')
  })

  test('disconnects somebody, who stays away', async () => {
    const ada = server.join('disconnected')
    await ada.whenSynced
    const { body } = await server.ask('GET', '/api/documents/disconnected')
    const peer = body.peers?.[0]?.id ?? ''
    expect((await server.ask('POST', `/api/disconnect?peer=${peer}`)).body).toEqual({
      disconnected: 1,
    })
    await expect.poll(() => ada.shouldConnect).toBe(false)
    expect((await server.ask('POST', `/api/disconnect?peer=${peer}`)).status).toBe(404)
    expect((await server.ask('POST', '/api/disconnect')).status).toBe(400)
    expect((await server.ask('POST', '/api/disconnect?user=ada')).body).toEqual({ disconnected: 0 })
    expect((await server.ask('POST', '/api/disconnect?peer=x&code=1000')).status).toBe(400)
  })

  test('deletes a document and restores it, or removes it at once, from the disk, too', async () => {
    const ada = server.join('deleted')
    // What is random cannot be packed, and stands in the files as it is.
    const marker = randomBytes(24).toString('base64url')
    ada.doc.getText('text').insert(0, marker)
    await ada.whenSynced
    await ada.whenSaved()
    const path = '/api/documents/deleted'
    const total = async (kind: string) =>
      (await server.ask('GET', `/api/documents?search=deleted&kind=${kind}`)).body['total']
    expect((await server.ask('DELETE', '/api/documents/nothing')).status).toBe(404)
    const deleted = await server.ask('DELETE', path)
    expect(deleted.body).toMatchObject({ document: 'deleted', untilMs: expect.any(Number) })
    await expect.poll(() => ada.shouldConnect).toBe(false)
    expect([await total('stored'), await total('deleted')]).toEqual([0, 1])

    expect((await server.ask('POST', `${path}/restore`)).body).toEqual({
      document: 'deleted',
      hasContent: true,
    })
    await new DocumentClient(server.documents, 'deleted').sees(marker)

    expect(await isInFiles(server.data, marker)).toBe(true)
    const gone = await server.ask('DELETE', `${path}?forGood`)
    expect(gone.body).toMatchObject({ removedMs: expect.any(Number) })
    expect(await isInFiles(server.data, marker)).toBe(false)
    expect((await server.ask('GET', `${path}/stored`)).status).toBe(404)
    // Whoever still has it does not bring it back.
    expect(await new DocumentClient(server.documents, 'deleted', ada.doc).closed).toBe(4404)
    expect((await server.ask('POST', `${path}/restore`)).body).toMatchObject({ hasContent: false })
  })

  test('is one only at the port for that', async () => {
    const headers = { Authorization: `Bearer ${server.token}` }
    const documents = `http://${server.documents}`
    for (const path of ['/api/server', '/metrics', '/_weft/metrics', '/_weft/api/server', '/api'])
      expect((await fetch(`${documents}${path}`, { headers })).status, path).toBeOneOf([404, 426])
  })

  test('has another token from SIGHUP on', async () => {
    await server.writeToken('another-token-of-the-administrator')
    server.weft.signal('SIGHUP')
    server.token = 'another-token-of-the-administrator'
    await expect.poll(async () => (await server.fetch('/api/server')).status, WAIT).toBe(200)
    await server.writeToken('short')
    server.weft.signal('SIGHUP')
    await expect.poll(() => server.weft.stderr, WAIT).toContain('admin-tokens-kept')
    expect((await server.fetch('/api/server')).status).toBe(200)
    expect(server.weft.stderr).not.toContain(server.token)
  })
})

describe('commands for a running server', () => {
  test('list its documents and send people away', async () => {
    const ada = new DocumentClient(server.documents, 'listed/today')
    ada.doc.getText('text').insert(0, 'Hello')
    const data = `--data=${server.data}`
    const list = (...args: string[]) => runWeft(['documents', data, ...args])
    await expect
      .poll(async () => (await list('listed')).stdout, WAIT)
      .toMatch(
        /^ *bytes +peers +changed +used +document\n *\d+ +1 +\d{4}-\S+Z +\d{4}-\d\d-\d\d +listed\/today\n$/,
      )
    // Open now, so nothing has not been used.
    expect((await list('listed', '--idle=0d')).stdout).toBe('There are no such documents.\n')
    expect(await list('--idle=soon')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--idle: it must be a number of days/),
    })
    const wrong = await list('--sort=beauty', '--json')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/must be one of changed/)])
    expect(await runWeft(['disconnect', data, '--document=listed/today'])).toMatchObject({
      code: 0,
      stdout: 'Disconnected: 1 connection\n',
    })
    expect(await ada.closed).toBe(4403)
  })

  test('have it log more for a time, as SIGUSR2 does until the next', async () => {
    const { weft, data } = server
    const level = (...args: string[]) => runWeft(['log-level', `--data=${data}`, ...args])
    weft.signal('SIGUSR2')
    await expect.poll(() => weft.stderr, WAIT).toContain('"lowest":"debug"')
    weft.signal('SIGUSR2')
    await expect.poll(() => weft.stderr, WAIT).toContain('"lowest":"warn"')
    expect(weft.stderr).not.toContain('"level":"debug"')
    expect(await level('debug', '--for=2h')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Logged: debug and above until \S+Z, then warn and above\n$/),
    })
    expect((await server.ask('GET', '/api/log-level')).body).toMatchObject({
      lowest: 'debug',
      usual: 'warn',
      untilMs: expect.any(Number),
    })
    new DocumentClient(server.documents, 'seen')
    await expect.poll(() => weft.stderr, WAIT).toContain('"level":"debug"')
    expect((await level('warn')).stdout).toBe('Logged: warn and above\n')
  })

  test('say what to do when no server runs', async () => {
    const { code, stderr } = await runWeft(['documents', `--data=${await emptyFolder()}`])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/No server runs.*weft serve/)])
  })
})

test('the guide has the table of all that can be asked', async () => {
  const { routes } = (await server.ask('GET', '/api')).body as { readonly routes?: readonly Told[] }
  const rows = routes?.map(
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

test('a token that is easy to guess is refused', async () => {
  const file = join(await emptyFolder(), 'token')
  await writeFile(file, 'admin')
  const data = await emptyFolder()
  const weft = startWeft(`--data=${data}`, '--admin-port=0', `--admin-token-file=${file}`)
  const { code, stderr } = await weft.ended()
  expect([code, stderr]).toEqual([78, expect.stringMatching(/admin token.*at least 16/s)])
})

test('what an administrator said holds over a kill, whose socket stands in nobody’s way', async () => {
  const data = join(await emptyFolder(), 'data')
  const socket = join(data, 'admin.sock')
  const killed = await Administered.start(`--data=${data}`)
  const ada = killed.join('plan')
  await ada.whenSynced
  expect((await killed.ask('PUT', '/api/documents/plan/read-only')).body).toMatchObject({
    isReadOnly: true,
  })
  await expect.poll(() => ada.rights?.canWrite).toBe(false)
  ada.doc.getText('text').insert(0, 'kept')
  expect(ada.unsavedChanges).toBeGreaterThan(0)
  ada.destroy()
  await killed.end()
  expect(await isSocket(socket)).toBe(true)

  const next = await Administered.start(`--data=${data}`)
  expect(await isSocket(socket)).toBe(true)
  const brian = next.join('plan', ada.doc)
  await brian.whenSynced
  expect(brian.rights?.canWrite).toBe(false)
  expect((await next.ask('GET', '/api/documents?kind=read-only')).body).toMatchObject({ total: 1 })
  await next.ask('DELETE', '/api/documents/plan/read-only')
  await expect.poll(() => brian.rights?.canWrite).toBe(true)
  await brian.whenSaved()
  await new DocumentClient(next.documents, 'plan').sees('kept')

  // The same server is drained: newcomers are sent away, and who is there goes on.
  expect((await next.ask('POST', '/api/drain')).body).toEqual({ state: 'draining' })
  expect(await new DocumentClient(next.documents, 'plan').closed).toBe(1012)
  brian.doc.getText('text').insert(0, 'still')
  await brian.whenSaved()
  next.weft.signal('SIGTERM')
  expect((await next.weft.ended()).code).toBe(0)
  expect(await isSocket(socket)).toBe(false)
})
