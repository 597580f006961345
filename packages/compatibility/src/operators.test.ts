import './real-web-socket.test-support.ts'
import type { Authorization } from '@weft/server'
import { expect, it } from 'vitest'
import { openStockClient, stockClosed, stockSynced } from './stock-client.test-support.ts'
import { reads, textOf, type, until } from './waiting.test-support.ts'
import {
  openWeftClient,
  weftClosed,
  weftEventsOf,
  weftReports,
  weftSynced,
} from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

const ending = (): Authorization => ({ allowed: true, validForMs: 300 })

it('a token that has run out ends open connections of both kinds, and what was not sent is kept', async () => {
  let isOver = false
  const authorize = (): Authorization =>
    isOver ? { allowed: false, because: 'unauthenticated', reason: 'sign in again' } : ending()
  const { url, server } = await startWeftServer({ authorize, limits: { pingIntervalMs: 100 } })
  const ada = openWeftClient(url, 'doc', { token: 'the only one' })
  const bob = openStockClient(url, 'doc')
  const closed = Promise.all([weftClosed(ada), stockClosed(bob)])
  await Promise.all([weftSynced(ada), stockSynced(bob)])
  type(ada, 'in time ')
  await weftReports(ada, 'saved')
  isOver = true

  expect((await closed).map(({ code }) => code)).toEqual([4401, 4401])
  expect(ada.refusal?.because).toBe('unauthenticated')
  type(ada, 'too late')
  expect(ada.unsavedChanges).toBeGreaterThan(0)
  expect(textOf(ada)).toBe('in time too late')
  expect(server.peers).toBe(0)
})

it('a stock client that loses the right to write may go on reading, and is sent away when it edits', async () => {
  let mayWrite = true
  const { url, server } = await startWeftServer({
    authorize: (_, action) =>
      action !== 'write' || mayWrite
        ? { allowed: true }
        : { allowed: false, because: 'forbidden', reason: 'read only' },
  })
  const stock = openStockClient(url, 'doc')
  await stockSynced(stock)
  type(stock, 'mine ')
  const ada = openWeftClient(url, 'doc')
  await reads(ada, 'mine ')
  mayWrite = false
  await server.reauthorize()
  mayWrite = true
  const bob = openWeftClient(url, 'doc')
  await weftSynced(bob)
  type(bob, 'and hers ')
  await reads(stock, 'mine and hers ')
  const closed = stockClosed(stock)
  type(stock, 'no more')
  expect(await closed).toMatchObject({ code: 4403 })
  await weftReports(bob, 'saved')
  expect(textOf(bob)).toBe('mine and hers ')
})

it('what is typed into a document that an operator has made read-only waits, and comes when it no longer is', async () => {
  const { url, server } = await startWeftServer()
  const ada = openWeftClient(url, 'doc')
  const bob = openWeftClient(url, 'doc')
  await Promise.all([weftSynced(ada), weftSynced(bob)])
  type(ada, 'before ')
  await reads(bob, 'before ')
  server.setReadOnly('doc', true)
  type(ada, 'amid ')
  await until('Ada may only read', () => !ada.rights.canWrite, weftEventsOf(ada))
  type(ada, 'after')
  await weftReports(ada, 'failed')
  expect([ada.wsconnected, ada.unsavedChanges > 0]).toEqual([true, true])
  const late = openWeftClient(url, 'doc')
  await weftSynced(late)
  expect([textOf(late), late.rights.canWrite]).toEqual(['before ', false])
  server.setReadOnly('doc', false)
  await weftReports(ada, 'saved')
  await Promise.all([bob, late].map((client) => reads(client, 'before amid after')))
  // Who had sent nothing meanwhile need not come back.
  await until('all may write', () => late.rights.canWrite, weftEventsOf(late))
  type(late, '.')
  await weftReports(late, 'saved')
})

it('a document that is unloaded amid typing comes back with all that was typed', async () => {
  const { url, server } = await startWeftServer()
  const ada = openWeftClient(url, 'doc')
  const stock = openStockClient(url, 'doc', { maxBackoffTime: 50 })
  await Promise.all([weftSynced(ada), stockSynced(stock)])
  for (let round = 0; round < 5; round += 1) {
    type(ada, `<${round}>`)
    type(stock, `(${round})`)
    const gone = new Promise((resolve) => ada.once('connection-close', resolve))
    expect(await server.unload('doc')).toBe(true)
    await gone
    await until('Ada is back', () => ada.synced, weftEventsOf(ada))
  }
  await weftReports(ada, 'saved')
  await until(
    'both have all',
    () => textOf(ada).length === 30 && textOf(ada) === textOf(stock),
    (look) => {
      ada.doc.on('update', look)
      stock.doc.on('update', look)
      return () => {
        ada.doc.off('update', look)
        stock.doc.off('update', look)
      }
    },
  )
  expect(server.inspect().rooms.map(({ document }) => document)).toEqual(['doc'])
})

it('an operator sees who is there, and sends one away for good', async () => {
  const { url, server } = await startWeftServer({
    authorize: ({ token }) => ({ allowed: true, user: token ?? 'guest' }),
    limits: { pingIntervalMs: 100 },
  })
  const ada = openWeftClient(url, 'doc', { token: 'u1' })
  const bob = openWeftClient(url, 'doc', { token: 'u2' })
  await Promise.all([weftSynced(ada), weftSynced(bob)])
  const peerOf = (user: string) => server.inspectPeers('doc').find((peer) => peer.user === user)
  await until(
    'a round trip is known',
    () => peerOf('u1')?.roundTripMs !== undefined,
    (look) => {
      const timer = setInterval(look, 10)
      return () => clearInterval(timer)
    },
  )
  expect(peerOf('u1')).toMatchObject({ rights: 'write', address: '127.0.0.1', state: 'joined' })
  expect(peerOf('u1')?.client).toContain('weft')
  const closed = weftClosed(ada)
  expect(server.disconnectUser('u1')).toBe(1)
  expect(await closed).toEqual({ code: 4403, reason: 'disconnected by an operator' })
  expect([ada.shouldConnect, bob.wsconnected]).toEqual([false, true])
})
