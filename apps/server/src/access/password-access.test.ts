import { mkdtempSync } from 'node:fs'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEntry } from '@weft/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { openCatalogue } from '../catalogue/open-catalogue.ts'
import { answerEndpoint } from '../endpoints/answer-endpoint.ts'
import { findEndpoint } from '../endpoints/endpoint.ts'
import { accessEndpoint } from './access-endpoint.ts'
import type { Access } from './access.ts'
import { passwordAccess } from './password-access.ts'
import { SESSION_MS } from './session-tokens.ts'

const PASSWORD = 'correct horse'
const PAGE = '<input value="{{to}}" aria-invalid="{{invalid}}"><p>{{problem}}</p>'

let folder: string
let catalogue: Catalogue
let access: Access
/** Both clocks, in milliseconds. */
let nowMs: number
let reauthorized: number
let logged: LogEntry[]

async function start(password = PASSWORD): Promise<void> {
  catalogue = await openCatalogue(folder, nowMs, () => undefined)
  access = await passwordAccess({
    password,
    catalogue,
    signIn: { page: PAGE, files: undefined },
    reauthorize: async () => void (reauthorized += 1),
    now: () => nowMs,
    wallTime: () => nowMs,
    log: (entry) => logged.push(entry),
  })
}

async function restart(password?: string): Promise<void> {
  await catalogue.close()
  await start(password)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-access-'))
  nowMs = 1_000_000
  reauthorized = 0
  logged = []
  await start()
})
afterEach(() => catalogue.close())

interface Sent {
  readonly method?: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly search?: string
}

function ask(path: string, { method, form, headers, search = '' }: Sent = {}): Promise<Answer> {
  const request = new IncomingMessage(new Socket())
  const body = form === undefined ? undefined : new URLSearchParams(form).toString()
  request.method = method ?? (body === undefined ? 'GET' : 'POST')
  Object.assign(request.headers, { host: 'weft.example', ...headers })
  if (body !== undefined) {
    request.headers['content-type'] = 'application/x-www-form-urlencoded'
    request.headers['content-length'] = String(body.length)
    request.push(body)
  }
  request.push(null)
  const endpoint = findEndpoint([...access.endpoints, accessEndpoint(access)], path)
  if (!endpoint) throw new Error(`There is no endpoint "${path}"`)
  return answerEndpoint(endpoint, path, search, request)
}

/** Signs in, and returns the cookie that the browser keeps. */
async function signIn(password = PASSWORD): Promise<string> {
  const { headers } = await ask('sign-in', { form: { password, to: '/d/notes' } })
  return headers?.['Set-Cookie']?.split(';', 1)[0] ?? ''
}

const may = (headers: Readonly<Record<string, string>>, token?: string, address = '203.0.113.1') =>
  access.authorize({ token, headers, address }, 'write', undefined)

const nobody = { allowed: false, because: 'unauthenticated' }

describe('signing in', () => {
  test('goes where one wanted to go, and lets the browser in from then on', async () => {
    const answer = await ask('sign-in', { form: { password: PASSWORD, to: '/d/notes' } })
    expect(answer).toMatchObject({ status: 303, headers: { Location: '/d/notes' } })
    const cookie = answer.headers?.['Set-Cookie']?.split(';', 1)[0] ?? ''
    expect(await may({ cookie })).toEqual({ allowed: true, validForMs: SESSION_MS })
    const who = { token: undefined, headers: { cookie }, address: '' }
    expect(await access.signInFirst(who, '/')).toBe(undefined)
  })

  test.each(['', 'wrong', 'correct horse ', 'CORRECT HORSE'])(
    'with %j shows the page again and says why',
    async (password) => {
      const answer = await ask('sign-in', { form: { password, to: '/d/notes' } })
      expect(answer.status).toBe(401)
      expect(answer.headers).not.toHaveProperty('Set-Cookie')
      expect(answer.body).toContain('That is not the password')
      expect(answer.body).toContain('value="/d/notes" aria-invalid="true"')
    },
  )

  test('leads nowhere else', async () => {
    const answer = await ask('sign-in', { form: { password: PASSWORD, to: '//evil.example' } })
    expect(answer).toMatchObject({ status: 303, headers: { Location: '/' } })
  })

  test('is refused after too many wrong passwords, also with the right one, and then not', async () => {
    // By this machine, where a proxy may be.
    for (let n = 0; n < 60; n += 1) await ask('sign-in', { form: { password: 'wrong' } })
    expect(await ask('sign-in', { form: { password: PASSWORD } })).toMatchObject({ status: 429 })
    nowMs += 1_000
    expect(await ask('sign-in', { form: { password: PASSWORD } })).toMatchObject({ status: 303 })
  })

  test('is not to be done by another site', async () => {
    const headers = { origin: 'https://evil.example' }
    const answer = await ask('sign-in', { form: { password: PASSWORD }, headers })
    expect(answer.status).toBe(403)
  })

  test('the page shows nothing that an address put into it', async () => {
    const search = `to=${encodeURIComponent('/"><script>alert(1)</script>')}`
    const answer = await ask('sign-in', { search })
    expect(answer.body).not.toContain('<script>')
    expect(answer.body).toContain('aria-invalid="false"')
    expect(answer.headers?.['Content-Security-Policy']).toContain("form-action 'self'")
    expect(answer.headers?.['Content-Security-Policy']).toContain("default-src 'none'")
  })

  test('whoever is in already goes on', async () => {
    const cookie = await signIn()
    const answer = await ask('sign-in', { headers: { cookie }, search: 'to=%2Fd%2Fnotes' })
    expect(answer).toMatchObject({ status: 303, headers: { Location: '/d/notes' } })
  })

  test('whoever is not is sent to the page, and back after', async () => {
    const who = { token: undefined, headers: {}, address: '' }
    expect(await access.signInFirst(who, '/d/a?b=c')).toMatchObject({
      status: 303,
      headers: { Location: '/_weft/sign-in?to=%2Fd%2Fa%3Fb%3Dc' },
    })
  })
})

describe('a session', () => {
  test('goes on over a restart, for thirty days', async () => {
    const cookie = await signIn()
    await restart()
    nowMs += SESSION_MS - 1
    expect(await may({ cookie })).toEqual({ allowed: true, validForMs: 1 })
    nowMs += 1
    expect(await may({ cookie })).toMatchObject(nobody)
  })

  test('ends with another password', async () => {
    const cookie = await signIn()
    await restart('correct house')
    expect(await may({ cookie })).toMatchObject(nobody)
  })

  test('ends by signing out, for whoever has copied the cookie as well, over restarts', async () => {
    const [cookie, other] = [await signIn(), await signIn()]
    const answer = await ask('sign-out', { method: 'POST', headers: { cookie } })
    expect(answer).toMatchObject({ status: 204 })
    expect(answer.headers?.['Set-Cookie']).toMatch(/=; Path=\/; Max-Age=0;/)
    expect(answer.headers?.['Clear-Site-Data']).toBe('"cache"')
    expect(reauthorized).toBe(1)
    expect(await may({ cookie })).toMatchObject(nobody)
    await restart()
    expect(await may({ cookie })).toMatchObject(nobody)
    expect(await may({ cookie: other })).toMatchObject({ allowed: true })
  })

  test('that has ended is forgotten once it would have ended by itself', async () => {
    await ask('sign-out', { method: 'POST', headers: { cookie: await signIn() } })
    nowMs += SESSION_MS
    await ask('sign-out', { method: 'POST', headers: { cookie: await signIn() } })
    await catalogue.close()
    catalogue = await openCatalogue(folder, nowMs, () => undefined)
    expect(catalogue.area<unknown>('ended-sessions', (value) => value).size).toBe(1)
  })

  test('nobody signs out for somebody else', async () => {
    const cookie = await signIn()
    const headers = { cookie, origin: 'https://evil.example' }
    expect(await ask('sign-out', { method: 'POST', headers })).toMatchObject({ status: 403 })
    expect(await ask('sign-out', { method: 'POST' })).toMatchObject({ status: 204 })
    expect(await may({ cookie })).toMatchObject({ allowed: true })
  })
})

describe('a client that is no browser', () => {
  test('is let in by the password as its token, or in its header', async () => {
    expect(await may({}, PASSWORD)).toEqual({ allowed: true })
    expect(await may({ authorization: `Bearer ${PASSWORD}` })).toEqual({ allowed: true })
  })

  test.each([
    ['nothing', {}, undefined],
    ['an empty token', {}, ''],
    ['a wrong token', {}, 'wrong'],
    ['a wrong header', { authorization: 'Bearer wrong' }, undefined],
    ['the password as a user', { authorization: `Basic ${btoa(`x:${PASSWORD}`)}` }, undefined],
    ['the password as a cookie', { cookie: `weft=${PASSWORD}` }, undefined],
  ])('is not let in with %s', async (_, headers, token) => {
    expect(await may(headers, token)).toMatchObject(nobody)
  })

  test('with a wrong password is in the log by address, without the password', async () => {
    await may({}, 'wrong-hush')
    await may({})
    await may({}, PASSWORD)
    const refused = { level: 'warn', event: 'password-refused' }
    const wrong = { ...refused, from: '203.0.113.1', because: 'wrong' }
    expect(logged).toEqual([wrong])
    for (let n = 1; n < 10; n += 1) await may({}, 'wrong-hush')
    await may({}, PASSWORD)
    expect(logged.at(-1)).toEqual({ ...wrong, because: 'too-many' })
    expect(JSON.stringify(logged)).not.toMatch(/hush|horse/)
  })

  test('is not let in after too many wrong ones, from that address', async () => {
    for (let n = 0; n < 10; n += 1) await may({}, 'wrong')
    expect(await may({}, PASSWORD)).toMatchObject({
      ...nobody,
      reason: expect.stringContaining('too many'),
    })
    expect(await may({}, PASSWORD, '203.0.113.2')).toEqual({ allowed: true })
  })

  test('and somebody who is signed in does not notice those', async () => {
    const cookie = await signIn()
    for (let n = 0; n < 20; n += 1) await may({}, 'wrong')
    expect(await may({ cookie })).toMatchObject({ allowed: true })
  })

  test('is told not to put the password into an address', () => {
    const request = new IncomingMessage(new Socket())
    request.url = `/notes?token=${PASSWORD}`
    const words = access.refuseUpgrade(request) ?? ''
    expect(words).toContain('token option')
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(123)
    request.url = '/notes?x=token'
    expect(access.refuseUpgrade(request)).toBeUndefined()
  })
})

test('a page learns how one comes in, and whether it is in', async () => {
  const cookie = await signIn()
  expect((await ask('access')).body).toBe('{"mode":"password","isIn":false}\n')
  expect((await ask('access', { headers: { cookie } })).body).toBe(
    '{"mode":"password","isIn":true}\n',
  )
})
