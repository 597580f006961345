import { IncomingMessage } from 'node:http'
import { mkdtemp } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import { allowEveryone, type Authorize, type LogEntry, type Requester } from '@weft/server'
import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Doc } from 'yjs'
import type { Answer } from './answer.ts'
import { CatalogueDatabase } from './catalogue/catalogue-database.ts'
import { openCatalogue } from './catalogue/open-catalogue.ts'
import { answerEndpoint } from './endpoints/answer-endpoint.ts'
import { findEndpoint } from './endpoints/endpoint.ts'
import { openLibrary, type Library } from './library.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const who: Requester = { token: undefined, headers: {}, address: '' }

let storage: DocumentStorage
let data: string
let library: Library
let asked: string[]
let log: LogEntry[]
/** The pictures that there are. */
let pictures: Set<string>
const images = {
  has: async (name: string) => pictures.has(name),
  remove: async (name: string) => pictures.delete(name),
}
/** A document that nobody is told of. */
let invisible: string | undefined
/** The documents that it was told are gone for good. */
let removed: string[]

async function open(authorize: Authorize = allowEveryone, nowMs = Date.now()): Promise<void> {
  const catalogue = await openCatalogue(data, 0, () => undefined)
  library = openLibrary({
    catalogue,
    storage,
    images,
    isSaving: () => true,
    authorize,
    visibleTo: async () => (document) => document !== invisible,
    reauthorize: (document) => Promise.resolve(void asked.push(document)),
    onRemoved: async (document) => void removed.push(document),
    keepDeletedMs: 30 * DAY_MS,
    deleteIdleMs: undefined,
    openDocuments: () => [],
    now: () => nowMs,
    log: (entry) => log.push(entry),
  })
  const close = async (): Promise<void> => {
    await library.close()
    await catalogue.close()
  }
  reopen = async (...args) => {
    await close()
    await open(...args)
  }
  onTestFinished(close)
}
let reopen: typeof open

function ask(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  request.method = method
  Object.assign(request.headers, { host: 'localhost', ...headers })
  const [name = '', search = ''] = path.split('?')
  const endpoint = findEndpoint(library.endpoints, name)
  if (!endpoint) throw new Error(`There is no ${name}`)
  return answerEndpoint(endpoint, name, search, request)
}

async function answered(path: string, method?: string): Promise<unknown> {
  const { status, body } = await ask(path, method)
  expect(status).toBe(200)
  return JSON.parse(String(body))
}

const named = (path: string): DocumentName => {
  const parsed = documentNameFromPath(path)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.name
}

async function store(document: string, changedMs: number, title?: string): Promise<void> {
  await storage.create(document, `epoch of ${document}`, changedMs)
  if (title === undefined) return
  const doc = new Doc()
  doc.getText('title').insert(0, title)
  await library.changed(named(document), doc)
}

beforeEach(async () => {
  storage = new MemoryStorage()
  data = await mkdtemp(join(tmpdir(), 'weft-library-'))
  asked = []
  log = []
  removed = []
  pictures = new Set()
  await open()
})

describe('the list', () => {
  beforeEach(async () => {
    await store('a', 1, 'Résumé')
    await store('b', 3)
    await store('team/c', 2, 'Plan of the team')
  })

  test('tells names, titles, sizes and times, and nothing else, the last changed first', async () => {
    expect(await answered('documents')).toEqual({
      documents: [
        { document: 'b', sizeBytes: 0, changedMs: 3 },
        { document: 'team/c', title: 'Plan of the team', sizeBytes: 0, changedMs: 2 },
        { document: 'a', title: 'Résumé', sizeBytes: 0, changedMs: 1 },
      ],
      total: 3,
    })
  })

  test('has only what may be told to whoever asks, deleted or not', async () => {
    invisible = 'b'
    onTestFinished(() => {
      invisible = undefined
    })
    expect(await answered('documents')).toMatchObject({
      documents: [{ document: 'team/c' }, { document: 'a' }],
      total: 2,
    })
    await ask('documents/b', 'DELETE')
    await ask('documents/a', 'DELETE')
    expect(await answered('deleted')).toMatchObject({ documents: [{ document: 'a' }] })
  })

  test('comes in pages', async () => {
    const first = await answered('documents?limit=2')
    expect(first).toMatchObject({
      documents: [{ document: 'b' }, { document: 'team/c' }],
      total: 3,
    })
    const next = new URLSearchParams({ after: '2.team/c', limit: '2' })
    expect(first).toHaveProperty('next', '2.team/c')
    const second = await answered(`documents?${next.toString()}`)
    expect(second).toMatchObject({ documents: [{ document: 'a' }] })
    expect(second).not.toHaveProperty('next')
  })

  test.each([
    ['resume', ['a']],
    ['TEAM', ['team/c']],
    ['team plan', ['team/c']],
    ['nothing', []],
    ['%20', ['b', 'team/c', 'a']],
  ])('q=%s finds %j', async (q, names) => {
    expect(await answered(`documents?q=${q}`)).toMatchObject({
      documents: names.map((document) => ({ document })),
      total: names.length,
    })
  })

  test.each(['limit=0', 'limit=1001', 'limit=all', 'after=b', 'after='])(
    '%s is refused',
    async (query) => {
      expect(await ask(`documents?${query}`)).toMatchObject({ status: 400 })
    },
  )

  test.each([
    ['unauthenticated', 401],
    ['forbidden', 403],
  ] as const)('who is %s is answered %i', async (because, status) => {
    await reopen((requester, action) => {
      expect([requester.token, action]).toEqual(['secret', 'list'])
      return { allowed: false, because, reason: 'ask Ada' }
    })
    const headers = { authorization: 'Bearer secret' }
    expect(await ask('documents', 'GET', headers)).toMatchObject({ status, body: 'ask Ada\n' })
    expect(await ask('deleted', 'GET', headers)).toMatchObject({ status, body: 'ask Ada\n' })
  })
})

describe('a document that is deleted', () => {
  beforeEach(async () => {
    await store('team/plan', 1, 'Plan')
    await store('other', 2)
    await answered('documents/team/plan', 'DELETE')
  })

  const may = async (action: 'read' | 'write' | 'create' | 'upload') =>
    library.authorize(who, action, named('team/plan'))

  test('is not in the list any more, and among the deleted', async () => {
    expect(await answered('documents')).toMatchObject({
      documents: [{ document: 'other' }],
      total: 1,
    })
    expect(await answered('deleted')).toMatchObject({
      documents: [{ document: 'team/plan', title: 'Plan' }],
    })
  })

  test('is not there for anybody, and those who have it open are asked anew', async () => {
    for (const action of ['read', 'write', 'create', 'upload'] as const)
      expect(await may(action)).toMatchObject({ allowed: false, because: 'not-found' })
    expect(await library.authorize(who, 'write', named('other'))).toEqual({ allowed: true })
    expect(asked).toEqual(['team/plan'])
  })

  test('is not there by another name either', async () => {
    await reopen((_, action) =>
      action === 'read' ? { allowed: true, document: 'team/plan' } : { allowed: true },
    )
    expect(await library.authorize(who, 'read', named('link'))).toMatchObject({
      because: 'not-found',
    })
    expect(await answered('deleted/link')).toEqual({
      document: 'link',
      deletedMs: expect.any(Number),
      untilMs: expect.any(Number),
      mayRestore: false,
    })
  })

  test('stays so after a restart', async () => {
    await reopen()
    expect(await may('read')).toMatchObject({ because: 'not-found' })
    expect(await answered('deleted/team/plan')).toMatchObject({ title: 'Plan', mayRestore: true })
  })

  test('is as before once it is restored', async () => {
    await answered('restore/team/plan', 'POST')
    expect(await may('write')).toEqual({ allowed: true })
    expect(await answered('documents')).toMatchObject({ total: 2 })
    expect(await answered('deleted')).toEqual({ documents: [] })
    expect(await ask('deleted/team/plan')).toMatchObject({ status: 404 })
    expect(await storage.load('team/plan')).toBeDefined()
  })

  test('says no more to those who may not read it', async () => {
    await reopen(() => ({ allowed: false, because: 'forbidden', reason: 'ask Ada' }))
    expect(await may('read')).toMatchObject({ because: 'forbidden' })
    expect(await ask('deleted/team/plan')).toMatchObject({ status: 403 })
  })

  test('is not deleted or restored by those who may not', async () => {
    await reopen((_, action) =>
      action === 'delete'
        ? { allowed: false, because: 'forbidden', reason: 'ask Ada' }
        : { allowed: true },
    )
    expect(await ask('restore/team/plan', 'POST')).toMatchObject({ status: 403 })
    expect(await ask('documents/other', 'DELETE')).toMatchObject({ status: 403 })
    expect(await answered('deleted/team/plan')).toMatchObject({ mayRestore: false })
    expect(await answered('documents')).toMatchObject({ total: 1 })
  })

  test('is kept until its time is over', async () => {
    await reopen(allowEveryone, Date.now() + 30 * DAY_MS - 60_000)
    await library.close()
    expect(await storage.load('team/plan')).toBeDefined()
  })

  test('is removed then, and even so nobody who still has it brings it back', async () => {
    await reopen(allowEveryone, Date.now() + 30 * DAY_MS)
    await library.close()
    expect(await storage.load('team/plan')).toBeUndefined()
    expect(await storage.load('other')).toBeDefined()
    expect(await may('create')).toMatchObject({ because: 'not-found' })
    expect(await answered('deleted')).toEqual({ documents: [] })
    const told = await answered('deleted/team/plan')
    expect(told).toMatchObject({ mayRestore: true })
    expect(told).not.toHaveProperty('untilMs')
    expect(told).not.toHaveProperty('title')
    expect(log).toMatchObject([{ event: 'document-removed', document: 'team/plan' }])
    expect(removed).toEqual(['team/plan'])
  })

  test('takes its pictures with it, a day later', async () => {
    const name = `${'0'.repeat(64)}.png`
    pictures.add(name)
    const update = Buffer.from(`an update with /_weft/images/${name}`)
    await storage.append([
      { document: 'team/plan', updates: [{ update, user: undefined, timeMs: 1 }] },
    ])
    await reopen(allowEveryone, Date.now() + 30 * DAY_MS)
    await library.close()
    expect(pictures).toEqual(new Set([name]))
    await reopen(allowEveryone, Date.now() + 32 * DAY_MS)
    await vi.waitUntil(() => pictures.size === 0)
    expect(log).toContainEqual({ level: 'info', event: 'images-removed', images: 1 })
  })

  test('is not restored while it is being removed', async () => {
    let resolve = (): void => undefined
    const promise = new Promise<void>((done) => (resolve = done))
    const remove = storage.delete.bind(storage)
    storage.delete = (document) => promise.then(() => remove(document))
    await reopen(allowEveryone, Date.now() + 30 * DAY_MS)
    expect(await ask('restore/team/plan', 'POST')).toMatchObject({ status: 409 })
    expect(await answered('deleted')).toEqual({ documents: [] })
    resolve()
    await library.close()
    expect(await may('read')).toMatchObject({ because: 'not-found' })
  })

  test('frees its name when that is wanted after its removal', async () => {
    await reopen(allowEveryone, Date.now() + 30 * DAY_MS)
    await library.close()
    await answered('restore/team/plan', 'POST')
    expect(await may('create')).toEqual({ allowed: true })
  })
})

test('what does not exist is not deleted', async () => {
  await store('plan', 1)
  for (const path of ['documents/pla', 'documents/none', 'documents/%00'])
    expect(await ask(path, 'DELETE')).toMatchObject({ status: 404 })
  expect(await answered('deleted')).toEqual({ documents: [] })
})

test('other sites’ pages delete and restore nothing', async () => {
  await store('plan', 1)
  const headers = { origin: 'https://evil.example' }
  expect(await ask('documents/plan', 'DELETE', headers)).toMatchObject({ status: 403 })
  expect(await ask('restore/plan', 'POST', headers)).toMatchObject({ status: 403 })
})

test.each([
  [
    'set',
    'documents/plan',
    'DELETE',
    'Whether this document is deleted after a restart is not known',
  ],
  [
    'delete',
    'restore/plan',
    'POST',
    'Whether this document is restored after a restart is not known',
  ],
] as const)(
  'that a write failed (%s) is told as it is, and it can be tried again',
  async (_change, path, method, words) => {
    await store('plan', 1)
    if (method === 'POST') await answered('documents/plan', 'DELETE')
    const isDeleted = library.deletions.of('plan') !== undefined
    const area = vi
      .spyOn(CatalogueDatabase.prototype, 'write')
      .mockRejectedValueOnce(new Error('EIO'))
    onTestFinished(() => area.mockRestore())
    const answer = await ask(path, method)
    expect(answer).toMatchObject({ status: 500, body: expect.stringContaining(words) })
    expect(log).toContainEqual({ level: 'error', event: 'request-failed', message: 'EIO' })
    expect(library.deletions.of('plan') !== undefined).toBe(isDeleted)
    await answered(path, method)
    expect(library.deletions.of('plan') !== undefined).toBe(!isDeleted)
  },
)

test('a removal that fails is tried again the next time', async () => {
  await store('plan', 1)
  await answered('documents/plan', 'DELETE')
  const { delete: remove } = storage
  storage.delete = () => Promise.reject(new Error('disk'))
  await reopen(allowEveryone, Date.now() + 31 * DAY_MS)
  await library.close()
  expect(log).toMatchObject([{ level: 'error', event: 'document-not-removed', document: 'plan' }])
  storage.delete = remove.bind(storage)
  await reopen(allowEveryone, Date.now() + 31 * DAY_MS)
  await library.close()
  expect(await storage.load('plan')).toBeUndefined()
})
