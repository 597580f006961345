import './real-web-socket.test-support.ts'
import type { Authorization, Requester } from '@weft/server'
import { expect, it, onTestFinished, vi } from 'vitest'
import { reads, textOf, type, until } from './waiting.test-support.ts'
import {
  openWeftClient,
  weftEventsOf,
  weftReports,
  weftSynced,
} from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

it('a token that ends is renewed over the living connection, and nobody notices', async () => {
  // As soon as it may be.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  onTestFinished(() => void vi.restoreAllMocks())
  const seen: string[] = []
  const { url } = await startWeftServer({
    authorize: ({ token = '' }, action) => {
      if (action === 'read') seen.push(token)
      return { allowed: true, validForMs: 3_000 }
    },
    limits: { pingIntervalMs: 100 },
  })
  let fetched = 0
  const client = openWeftClient(url, 'doc', { token: async () => `token ${(fetched += 1)}` })
  let closes = 0
  client.on('connection-close', () => (closes += 1))
  await weftSynced(client)
  await until('another token is seen', () => seen.length >= 2, everyTenMs)
  type(client, 'still here')
  await weftReports(client, 'saved')

  expect(seen).toEqual(['token 1', 'token 2'])
  expect(closes).toBe(0)
})

it('rights that change while connected are told; what was written without them is kept, and comes with them', async () => {
  let writers: readonly string[] = ['ada', 'bob']
  const authorize = ({ token = '' }: Requester, action: string): Authorization =>
    action !== 'write' || writers.includes(token)
      ? { allowed: true, user: token }
      : { allowed: false, because: 'forbidden', reason: 'you may only read' }
  const { url, server } = await startWeftServer({ authorize })
  const ada = openWeftClient(url, 'doc', { token: 'ada' })
  const bob = openWeftClient(url, 'doc', { token: 'bob' })
  await Promise.all([weftSynced(ada), weftSynced(bob)])
  type(ada, 'before ')
  await reads(bob, 'before ')

  writers = ['bob']
  // On its way when the right is taken.
  const taken = server.reauthorize('doc')
  type(ada, 'amid ')
  await taken
  await until('Ada may only read', () => !ada.rights.canWrite, weftEventsOf(ada))
  type(ada, 'after')
  await weftReports(ada, 'failed')
  type(bob, 'Bob: ')
  await weftReports(bob, 'saved')
  expect(ada.wsconnected).toBe(true)
  expect(textOf(bob)).not.toContain('after')

  writers = ['ada', 'bob']
  await server.reauthorize()
  await weftReports(ada, 'saved')
  await reads(bob, textOf(ada))
  expect(textOf(ada)).toContain('after')
  expect(ada.rights).toEqual({ canWrite: true })
})

it('however often rights come and go amid typing, in the end all that was typed is saved and everywhere', async () => {
  let writers = new Set(['ada', 'bob'])
  const authorize = async ({ token = '' }: Requester, action: string): Promise<Authorization> => {
    await new Promise(setImmediate)
    return action !== 'write' || writers.has(token)
      ? { allowed: true, user: token }
      : { allowed: false, because: 'forbidden', reason: 'you may only read' }
  }
  const { url, server } = await startWeftServer({ authorize })
  const names = ['ada', 'bob']
  const clients = names.map((token) => openWeftClient(url, 'doc', { token }))
  await Promise.all(clients.map(weftSynced))
  let took = 0
  for (const client of clients) client.on('rights', ({ canWrite }) => (took += canWrite ? 0 : 1))
  const words: string[] = []
  for (let round = 0; round < 60; round += 1) {
    writers = new Set(names.filter((_, index) => (round * 7 + index * 5) % 3 > 0))
    const asked = server.reauthorize()
    for (const client of clients) {
      const word = `<${words.length}>`
      words.push(word)
      type(client, word)
    }
    if (round % 3 === 0) await asked
    else await new Promise(setImmediate)
    if (round % 4 > 0) continue
    // Also who may write again, had written without the right, and has to come back.
    const isTold = () =>
      clients.every(
        ({ synced, rights }, index) =>
          synced && rights.canWrite === writers.has(names[index] ?? ''),
      )
    await until('all know what they may do', isTold, ...clients.map(weftEventsOf))
  }
  writers = new Set(names)
  await server.reauthorize()
  await Promise.all(clients.map((client) => weftReports(client, 'saved')))
  const fresh = openWeftClient(url, 'doc', { token: 'ada' })
  await weftSynced(fresh)

  expect(took).toBeGreaterThan(5)
  for (const client of clients) expect(textOf(client)).toBe(textOf(fresh))
  expect(words.filter((word) => !textOf(fresh).includes(word))).toEqual([])
})

it('who may not even read any more is told why, and stops', async () => {
  let isAllowed = true
  const authorize = (): Authorization =>
    isAllowed
      ? { allowed: true }
      : { allowed: false, because: 'forbidden', reason: 'you have left the team' }
  const { url, server } = await startWeftServer({ authorize })
  const client = openWeftClient(url, 'doc')
  await weftSynced(client)
  isAllowed = false
  const closed = new Promise((resolve) => client.once('closed', resolve))
  await server.reauthorize()

  expect(await closed).toEqual({ code: 4403, reason: 'you have left the team' })
  expect(client.refusal?.because).toBe('forbidden')
})

function everyTenMs(look: () => void): () => void {
  const timer = setInterval(look, 10)
  return () => clearInterval(timer)
}
