import { randomBytes } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WeftProvider } from '@weft/provider'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Doc } from 'yjs'
import { DocumentClient } from './document-client.ts'
import { isInFiles } from './in-files.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const token = 'the-token-of-the-administrator'

/** A running server and its administrator. */
class Administered {
  readonly #admin: string
  readonly documents: string

  private constructor(admin: string, documents: string) {
    this.#admin = admin
    this.documents = documents
  }

  static async start(data: string) {
    const file = join(await mkdtemp(join(tmpdir(), 'weft-token-')), 'token')
    await writeFile(file, token)
    const weft = startWeft(`--data=${data}`, '--admin-port=0', `--admin-token-file=${file}`)
    const [, admin = ''] = await weft.printed(/Administrators ask at (http:\S+),.*\n/)
    return { weft, server: new Administered(admin, await weft.address()) }
  }

  /** The answer's status and JSON. */
  async ask(method: string, path: string): Promise<{ status: number; body: Answered }> {
    const headers = { Authorization: `Bearer ${token}` }
    const answer = await fetch(`${this.#admin}${path}`, { method, headers })
    return { status: answer.status, body: (await answer.json()) as Answered }
  }

  /** Somebody who has a document open. */
  join(name: string, doc = new Doc()): WeftProvider {
    const provider = new WeftProvider(`ws://${this.documents}`, name, doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    })
    onTestFinished(() => provider.destroy())
    return provider
  }
}

/** As much of all answers as is looked at. */
interface Answered {
  readonly [field: string]: unknown
  readonly peers?: readonly { readonly id: string }[]
}

describe('an administrator', () => {
  test('sees documents, who has them open, and what is in them', async () => {
    const { server } = await Administered.start(await emptyFolder())
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
    expect((await server.ask('GET', '/api/server')).body).toMatchObject({ peers: 1, rooms: 1 })
  })

  test('makes a document read-only, also over a restart; who writes keeps it and sends it later', async () => {
    const data = await emptyFolder()
    const first = await Administered.start(data)
    const ada = first.server.join('plan')
    await ada.whenSynced
    expect((await first.server.ask('PUT', '/api/documents/plan/read-only')).body).toMatchObject({
      isReadOnly: true,
    })
    await expect.poll(() => ada.rights?.canWrite).toBe(false)
    ada.doc.getText('text').insert(0, 'kept')
    expect(ada.unsavedChanges).toBeGreaterThan(0)
    await first.weft.kill()

    const next = await Administered.start(data)
    const brian = next.server.join('plan', ada.doc)
    await brian.whenSynced
    expect(brian.rights?.canWrite).toBe(false)
    expect((await next.server.ask('GET', '/api/documents?kind=read-only')).body).toMatchObject({
      total: 1,
    })
    await next.server.ask('DELETE', '/api/documents/plan/read-only')
    await expect.poll(() => brian.rights?.canWrite).toBe(true)
    await brian.whenSaved()
    await new DocumentClient(next.server.documents, 'plan').sees('kept')
  })

  test('unloads a document, and whoever had it open comes back', async () => {
    const { server } = await Administered.start(await emptyFolder())
    const ada = server.join('notes')
    ada.doc.getText('text').insert(0, 'one')
    await ada.whenSynced
    const before = (await server.ask('GET', '/api/documents/notes')).body.peers?.[0]?.id
    const unloaded = await server.ask('POST', '/api/documents/notes/unload')
    expect(unloaded.body).toEqual({ document: 'notes', wasOpen: true })
    await expect
      .poll(async () => (await server.ask('GET', '/api/documents/notes')).body.peers?.[0]?.id)
      .toSatisfy((id) => id !== undefined && id !== before)
    ada.doc.getText('text').insert(3, ' two')
    await ada.whenSaved()
    await new DocumentClient(server.documents, 'notes').sees('one two')
  })

  test('disconnects somebody, who stays away', async () => {
    const { server } = await Administered.start(await emptyFolder())
    const ada = server.join('notes')
    await ada.whenSynced
    const peer = (await server.ask('GET', '/api/documents/notes')).body.peers?.[0]?.id ?? ''
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
    const data = await emptyFolder()
    const { server } = await Administered.start(data)
    const ada = server.join('notes')
    // What is random cannot be packed, and stands in the files as it is.
    const marker = randomBytes(24).toString('base64url')
    ada.doc.getText('text').insert(0, marker)
    await ada.whenSynced
    await ada.whenSaved()
    expect((await server.ask('DELETE', '/api/documents/nothing')).status).toBe(404)
    const deleted = await server.ask('DELETE', '/api/documents/notes')
    expect(deleted.body).toMatchObject({ document: 'notes', untilMs: expect.any(Number) })
    await expect.poll(() => ada.shouldConnect).toBe(false)
    expect((await server.ask('GET', '/api/documents')).body).toMatchObject({ total: 0 })
    expect((await server.ask('GET', '/api/documents?kind=deleted')).body).toMatchObject({
      total: 1,
    })

    expect((await server.ask('POST', '/api/documents/notes/restore')).body).toEqual({
      document: 'notes',
      hasContent: true,
    })
    await new DocumentClient(server.documents, 'notes').sees(marker)

    expect(await isInFiles(data, marker)).toBe(true)
    const gone = await server.ask('DELETE', '/api/documents/notes?forGood')
    expect(gone.body).toMatchObject({ removedMs: expect.any(Number) })
    expect(await isInFiles(data, marker)).toBe(false)
    expect((await server.ask('GET', '/api/documents/notes/stored')).status).toBe(404)
    // Whoever still has it does not bring it back.
    expect(await new DocumentClient(server.documents, 'notes', ada.doc).closed).toBe(4404)
    expect((await server.ask('POST', '/api/documents/notes/restore')).body).toMatchObject({
      hasContent: false,
    })
  })

  test('drains: newcomers are sent away, and who is there goes on', async () => {
    const { weft, server } = await Administered.start(await emptyFolder())
    const ada = server.join('notes')
    await ada.whenSynced
    expect((await server.ask('POST', '/api/drain')).body).toEqual({ state: 'draining' })
    expect(await new DocumentClient(server.documents, 'notes').closed).toBe(1012)
    ada.doc.getText('text').insert(0, 'still')
    await ada.whenSaved()
    weft.signal('SIGTERM')
    expect((await weft.ended()).code).toBe(0)
  })
})
