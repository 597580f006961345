import './real-web-socket.test-support.ts'
import type { Authorize } from '@weft/server'
import { describe, expect, it } from 'vitest'
import { openStockClient } from './stock-client.test-support.ts'
import { reads, sees, textOf, type, until } from './waiting.test-support.ts'
import { openWeftClient, weftClosed, weftEventsOf, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

/** Lets in who has the token `valid`. */
const tokenOnly: Authorize = ({ token }) =>
  token === 'valid'
    ? { allowed: true, user: 'ada' }
    : { allowed: false, because: 'unauthenticated', reason: 'sign in again' }

describe("Weft's provider with a token", () => {
  it('is let in, without the token in its URL', async () => {
    const { url } = await startWeftServer({ authorize: tokenOnly })
    const ours = openWeftClient(url, 'notes', { token: 'valid' })
    await weftSynced(ours)
    expect(ours.url).toBe(`${url}/notes`)
  })

  it('is asked for another one once, when the first has expired', async () => {
    const { url } = await startWeftServer({ authorize: tokenOnly })
    const given: string[] = []
    const ours = openWeftClient(url, 'notes', {
      token: async () => {
        const token = given.length === 0 ? 'expired' : 'valid'
        given.push(token)
        return token
      },
    })
    await weftSynced(ours)
    expect(given).toEqual(['expired', 'valid'])
  })

  it('stops when the other one is refused as well', async () => {
    const { url } = await startWeftServer({ authorize: tokenOnly })
    let asked = 0
    const ours = openWeftClient(url, 'notes', {
      token: () => {
        asked += 1
        return 'expired'
      },
    })
    expect(await weftClosed(ours)).toEqual({ code: 4401, reason: 'sign in again' })
    expect(asked).toBe(2)
    expect(ours.refusal?.because).toBe('unauthenticated')
    expect(ours.shouldConnect).toBe(false)
  })

  it('stops at once when its token is fixed and unknown', async () => {
    const { url, server } = await startWeftServer({ authorize: tokenOnly })
    const ours = openWeftClient(url, 'notes', { token: 'made up' })
    expect((await weftClosed(ours)).code).toBe(4401)
    expect(server.counters.get('connected')).toBe(1)
    await expect(ours.whenSaved()).resolves.toBe(undefined)
    type(ours, 'kept here')
    await expect(ours.whenSaved()).rejects.toThrow('the provider has stopped')
    expect([ours.saveState, ours.unsavedChanges]).toEqual(['failed', 1])
  })

  it('is asked again at each connection, so a token may be short-lived', async () => {
    const first = await startWeftServer({ authorize: tokenOnly })
    let asked = 0
    const token = () => {
      asked += 1
      return 'valid'
    }
    const ours = openWeftClient(first.url, 'notes', { token })
    await weftSynced(ours)
    const lost = until('it is cut off', () => !ours.wsconnected, weftEventsOf(ours))
    await first.stop()
    await lost
    await startWeftServer({ authorize: tokenOnly, port: first.port })
    await weftSynced(ours)
    expect(asked).toBeGreaterThanOrEqual(2)
  })
})

describe("Weft's provider is refused for good", () => {
  it('when the document is not allowed to it', async () => {
    const authorize: Authorize = () => ({ allowed: false, because: 'forbidden', reason: 'not you' })
    const { url, server } = await startWeftServer({ authorize })
    const ours = openWeftClient(url, 'notes', { token: () => 'any' })
    expect(await weftClosed(ours)).toEqual({ code: 4403, reason: 'not you' })
    expect(ours.refusal).toEqual({ because: 'forbidden', code: 4403, reason: 'not you' })
    expect(server.counters.get('connected')).toBe(1)
  })

  it('when its message is over the limit, and says so before it sends it', async () => {
    const { url, server } = await startWeftServer({ limits: { maxMessageBytes: 100_000 } })
    const ours = openWeftClient(url, 'notes')
    await weftSynced(ours)
    const closed = weftClosed(ours)
    type(ours, 'x'.repeat(200_000))
    expect((await closed).code).toBe(4413)
    expect(ours.refusal?.because).toBe('too-large')
    expect(server.counters.get('closed.4413')).toBe(undefined)
  })
})

describe('a reader', () => {
  it('knows that it is one, reads along, is seen, and keeps its edits to itself', async () => {
    const authorize: Authorize = ({ token }, action) =>
      action !== 'write' || token === 'writer'
        ? { allowed: true }
        : { allowed: false, because: 'forbidden', reason: 'read only' }
    const { url } = await startWeftServer({ authorize })
    const writer = openWeftClient(url, 'notes', { token: 'writer' })
    const reader = openWeftClient(url, 'notes', { token: 'reader' })
    await Promise.all([weftSynced(writer), weftSynced(reader)])
    expect([writer.rights, reader.rights]).toEqual([{ canWrite: true }, { canWrite: false }])

    type(writer, 'for all')
    await reads(reader, 'for all')
    reader.awareness.setLocalStateField('name', 'Reader')
    await sees(writer, reader, 'Reader')

    type(reader, ' and mine')
    expect([reader.saveState, reader.unsavedChanges]).toEqual(['failed', 1])
    type(writer, '!')
    await until(
      'the reader has read on',
      () => textOf(reader).includes('!'),
      (look) => {
        reader.doc.on('update', look)
        return () => reader.doc.off('update', look)
      },
    )
    const other = openStockClient(url, 'notes', { params: { token: 'writer' } })
    await reads(other, 'for all!')
    expect(reader.wsconnected).toBe(true)
  })
})
