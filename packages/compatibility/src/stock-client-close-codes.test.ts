import './real-web-socket.test-support.ts'
import type { Authorize } from '@weft/server'
import { describe, expect, it } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import {
  openStockClient,
  stockClosed,
  stockConnectionLost,
  stockSynced,
} from './stock-client.test-support.ts'
import { reads, textOf, type } from './waiting.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

describe('a refusal for good stops a y-websocket client', () => {
  it('4403 with the reason, when the document is not allowed to it', async () => {
    const authorize: Authorize = () => ({ allowed: false, because: 'forbidden', reason: 'not you' })
    const { url } = await startWeftServer({ authorize })
    const client = openStockClient(url, 'notes')
    expect(await stockClosed(client)).toEqual({ code: 4403, reason: 'not you' })
    expect(client.shouldConnect).toBe(false)
  })

  it('4401 when its token is not known', async () => {
    const authorize: Authorize = ({ token }) =>
      token === 'right'
        ? { allowed: true }
        : { allowed: false, because: 'unauthenticated', reason: 'sign in' }
    const { url } = await startWeftServer({ authorize })
    const client = openStockClient(url, 'notes', { params: { token: 'wrong' } })
    expect(await stockClosed(client)).toEqual({ code: 4401, reason: 'sign in' })

    client.params = { token: 'right' }
    client.connect()
    await stockSynced(client)
  })

  it.each([
    ['control%00characters', /control character/],
    ['%zz', /percent-encoding/],
    ['x'.repeat(513), /1 to 512 bytes/],
    ['', /1 to 512 bytes/],
  ])('4404 when no document can have the name "%s"', async (name, reason) => {
    const { url } = await startWeftServer()
    const closed = await stockClosed(openStockClient(url, name))
    expect(closed.code).toBe(4404)
    expect(closed.reason).toMatch(reason)
  })

  it.each([
    ['an unknown message type', new Uint8Array([99])],
    ['a truncated message', new Uint8Array([0, 2, 200, 1])],
    ['an update that does not decode', new Uint8Array([0, 2, 3, 255, 255, 255])],
    ['an empty frame', new Uint8Array()],
    ['a text frame', 'hello'],
  ])('4400 after %s, and nobody else notices', async (_, frame) => {
    const { url } = await startWeftServer()
    const client = openStockClient(url, 'notes')
    const other = openStockClient(url, 'notes')
    await Promise.all([stockSynced(client), stockSynced(other)])
    const closed = stockClosed(client)
    client.ws?.send(frame)
    expect((await closed).code).toBe(4400)
    expect(client.shouldConnect).toBe(false)

    const third = openStockClient(url, 'notes')
    type(other, 'still here')
    await reads(third, 'still here')
  })

  it('4413 when its message is over the limit', async () => {
    const { url } = await startWeftServer({ limits: { maxMessageBytes: 100_000 } })
    const client = openStockClient(url, 'notes')
    await stockSynced(client)
    const closed = stockClosed(client)
    type(client, 'x'.repeat(200_000))
    expect((await closed).code).toBe(4413)
  })

  it('4403 when it writes and may only read; what it may not write reaches nobody', async () => {
    const authorize: Authorize = ({ token }, action) =>
      action !== 'write' || token === 'writer'
        ? { allowed: true }
        : { allowed: false, because: 'forbidden', reason: 'read only' }
    const { url } = await startWeftServer({ authorize })
    const writer = openStockClient(url, 'notes', { params: { token: 'writer' } })
    const reader = openStockClient(url, 'notes')
    await Promise.all([stockSynced(writer), stockSynced(reader)])
    type(writer, 'for reading')
    await reads(reader, 'for reading')
    const closed = stockClosed(reader)
    reader.doc.getMap('other').set('key', 'value')
    expect((await closed).code).toBe(4403)
    expect(writer.doc.getMap('other').size).toBe(0)
  })
})

describe('a y-websocket client comes back after', () => {
  it('1012, when the server restarts', async () => {
    const first = await startWeftServer()
    const client = openStockClient(first.url, 'notes')
    await stockSynced(client)
    const lost = stockConnectionLost(client)
    await first.stop()
    expect(await lost).toBe(1012)
    await startWeftServer({ port: first.port })
    await stockSynced(client)
  })

  it('1013, when authorization is down', async () => {
    let isDown = true
    const authorize: Authorize = () => {
      if (isDown) throw new Error('the directory does not answer')
      return { allowed: true }
    }
    const { url } = await startWeftServer({ authorize })
    const client = openStockClient(url, 'notes')
    expect(await stockConnectionLost(client)).toBe(1013)
    isDown = false
    await stockSynced(client)
  })

  it('4500, when too many of its edits lack what they build on', async () => {
    const { url } = await startWeftServer({ limits: { maxPendingMessages: 2 } })
    const client = openStockClient(url, 'notes')
    await stockSynced(client)
    const lost = stockConnectionLost(client)
    for (const update of orphans(client)) client.ws?.send(update)
    expect(await lost).toBe(4500)
    await stockSynced(client)
    expect(textOf(client)).toBe('')
  })
})

/** Updates that build on an edit which the server never gets. */
function orphans(client: WebsocketProvider): Uint8Array<ArrayBuffer>[] {
  const lone = openStockClient(client.serverUrl, 'elsewhere', { connect: false })
  type(lone, 'lost')
  const frames: Uint8Array<ArrayBuffer>[] = []
  lone.doc.on('update', (update: Uint8Array) => {
    frames.push(Uint8Array.from([0, 2, update.length, ...update]))
  })
  for (const letter of 'abcd') type(lone, letter)
  return frames
}
