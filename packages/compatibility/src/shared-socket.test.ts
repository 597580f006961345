import './real-web-socket.test-support.ts'
import { WeftProvider, type WeftProviderOptions } from '@weft/provider'
import { WeftSocket, type WeftSocketOptions } from '@weft/provider/socket'
import type { Authorize } from '@weft/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { startStockServer } from './stock-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { reads, sees, textOf, type, until, type Source } from './waiting.test-support.ts'
import { openWeftClient, weftClosed, weftReports, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer, type RunningServer } from './weft-server.test-support.ts'

function openSocket(url: string, options: WeftSocketOptions = {}): WeftSocket {
  const socket = new WeftSocket(url, { maxBackoffTime: 50, lingerMs: 20, ...options })
  onTestFinished(() => socket.destroy())
  return socket
}

function open(
  socket: WeftSocket,
  name: string,
  options: WeftProviderOptions<WeftProvider> = {},
): WeftProvider {
  return openWeftClient(socket.url, name, { socket, ...options })
}

const socketEvents =
  (socket: WeftSocket): Source =>
  (look) => {
    socket.on('status', look)
    socket.on('sharing', look)
    return () => {
      socket.off('status', look)
      socket.off('sharing', look)
    }
  }

/** How many connections the server has taken, shared or not. */
function connections({ server }: RunningServer): { shared: number; sessions: number } {
  const { counters } = server
  return {
    shared: counters.get('connected-shared') ?? 0,
    sessions: counters.get('connected') ?? 0,
  }
}

const notBoth: Authorize = ({ token }, _action, document) =>
  document === 'secret' && token !== 'valid'
    ? { allowed: false, because: 'unauthenticated', reason: 'sign in' }
    : document === 'forbidden'
      ? { allowed: false, because: 'forbidden', reason: 'not you' }
      : { allowed: true }

describe('documents over one socket', () => {
  it('are each their own, over one connection', async () => {
    const running = await startWeftServer()
    const socket = openSocket(running.url)
    const names = Array.from({ length: 50 }, (_, index) => `document ${index}`)
    const ours = names.map((name) => open(socket, name))
    await Promise.all(ours.map(weftSynced))
    expect(connections(running)).toEqual({ shared: 1, sessions: 50 })
    expect([socket.status, socket.sharing, socket.channels]).toEqual(['connected', 'shared', 50])

    const others = names.map((name) => openStockClient(running.url, name))
    for (const [index, client] of ours.entries()) type(client, `text ${index}`)
    await Promise.all(others.map((client, index) => reads(client, `text ${index}`)))
    await Promise.all(ours.map((client) => weftReports(client, 'saved')))
    for (const [index, client] of others.entries()) type(client, ` and ${index}`)
    await Promise.all(ours.map((client, index) => reads(client, `text ${index} and ${index}`)))
    ours[7]?.awareness.setLocalStateField('name', 'Ada')
    const [seven, ada] = [others[7], ours[7]]
    if (seven && ada) await sees(seven, ada, 'Ada')
  })

  it('have tokens, rights and refusals of their own', async () => {
    const running = await startWeftServer({ authorize: notBoth })
    const socket = openSocket(running.url)
    const notes = open(socket, 'notes')
    const secret = open(socket, 'secret', { token: () => 'valid' })
    const wrong = open(socket, 'secret', { token: () => 'wrong' })
    const forbidden = open(socket, 'forbidden')
    expect(await weftClosed(forbidden)).toEqual({ code: 4403, reason: 'not you' })
    expect((await weftClosed(wrong)).code).toBe(4401)
    await Promise.all([weftSynced(notes), weftSynced(secret)])
    expect([notes.wsconnected, wrong.refusal?.because]).toEqual([true, 'unauthenticated'])
    expect(connections(running).shared).toBe(1)
    expect(socket.channels).toBe(2)
  })

  it('may be the same one twice', async () => {
    const { url } = await startWeftServer()
    const socket = openSocket(url)
    const [one, two] = [open(socket, 'notes'), open(socket, 'notes')]
    await Promise.all([weftSynced(one), weftSynced(two)])
    type(one, 'hello')
    await reads(two, 'hello')
  })

  it('have the name that their URL would have', async () => {
    const { url } = await startWeftServer()
    const socket = openSocket(url)
    const ours = open(socket, 'a/b ä%20%?')
    const alone = openWeftClient(url, 'a/b ä%20%?')
    await Promise.all([weftSynced(ours), weftSynced(alone)])
    type(ours, 'found')
    await reads(alone, 'found')
  })

  it('come back together after the server was gone, and what was written meanwhile is saved', async () => {
    const first = await startWeftServer()
    const socket = openSocket(first.url)
    const ours = ['a', 'b', 'c'].map((name) => open(socket, name))
    await Promise.all(ours.map(weftSynced))
    const lost = until('it is cut off', () => socket.status !== 'connected', socketEvents(socket))
    await first.stop()
    await lost
    for (const client of ours) type(client, 'offline')
    expect(ours.map(({ saveState }) => saveState)).toEqual(['offline', 'offline', 'offline'])
    const second = await startWeftServer({ port: first.port })
    await Promise.all(ours.map((client) => weftReports(client, 'saved')))
    expect(connections(second)).toEqual({ shared: 1, sessions: 3 })
    expect(ours.map((client) => textOf(client))).toEqual(['offline', 'offline', 'offline'])
  })

  it('leave one by one, and with the last the connection goes; it comes back with the next', async () => {
    const running = await startWeftServer()
    const socket = openSocket(running.url)
    const [one, two] = [open(socket, 'one'), open(socket, 'two')]
    await Promise.all([weftSynced(one), weftSynced(two)])
    one.disconnect()
    await until('its session ends', () => running.server.peers === 1, polled)
    expect([socket.status, two.wsconnected]).toEqual(['connected', true])
    two.destroy()
    await until('it is closed', () => socket.status === 'disconnected', socketEvents(socket))
    await until('nobody is there', () => running.server.peers === 0, polled)
    one.connect()
    await weftSynced(one)
    expect(connections(running)).toEqual({ shared: 2, sessions: 3 })
  })

  it('a large one does not hold up the others', async () => {
    const { url } = await startWeftServer()
    const socket = openSocket(url)
    const [large, small] = [open(socket, 'large'), open(socket, 'small')]
    const other = openWeftClient(url, 'small')
    await Promise.all([large, small, other].map(weftSynced))
    large.doc.getMap('pictures').set('one', new Uint8Array(12 * 1024 * 1024))
    await Promise.resolve()
    await Promise.resolve()
    type(small, 'first')
    await reads(other, 'first')
    expect(large.saveState).toBe('saving')
    await weftReports(large, 'saved')
    const reader = openSocket(url)
    const copies = [open(reader, 'large'), open(reader, 'small')]
    await Promise.all(copies.map(weftSynced))
    const picture = copies[0]?.doc.getMap('pictures').get('one')
    expect(picture instanceof Uint8Array && picture.length).toBe(12 * 1024 * 1024)
  })

  it('get a socket each from a y-websocket server, and are told so', async () => {
    const { url } = await startStockServer()
    const socket = openSocket(url)
    const ours = ['a', 'b', 'c'].map((name) => open(socket, name))
    await Promise.all(ours.map(weftSynced))
    expect([socket.sharing, socket.status, socket.channels]).toEqual([
      'separate',
      'disconnected',
      0,
    ])
    const stock = openStockClient(url, 'b')
    if (ours[1]) type(ours[1], 'to a stock client')
    await reads(stock, 'to a stock client')
  })

  it('cannot be of another server', async () => {
    const { url } = await startWeftServer()
    const socket = openSocket(url)
    expect(() => new WeftProvider('ws://elsewhere', 'notes', new Y.Doc(), { socket })).toThrow(
      `Cannot connect to "ws://elsewhere" over a socket to "${url}"`,
    )
  })
})

/** For what the server does not tell. */
const polled: Source = (look) => {
  const timer = setInterval(look, 5)
  return () => clearInterval(timer)
}
