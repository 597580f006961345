import './real-web-socket.test-support.ts'
import { MemoryStorage } from '@weft/storage'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openStockClient, stockConnectionLost, stockSynced } from './stock-client.test-support.ts'
import { editsOf, reads, textOf, type, until } from './waiting.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

describe('a y-websocket client on a Weft server', () => {
  it('gets what others type, and others get what it types', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    const bob = openStockClient(url, 'notes')
    await Promise.all([stockSynced(ada), stockSynced(bob)])

    type(ada, 'from Ada, ')
    await reads(bob, 'from Ada, ')
    type(bob, 'from Bob')
    await reads(ada, 'from Ada, from Bob')
  })

  it('gets deletions', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    const bob = openStockClient(url, 'notes')
    type(ada, 'one two three')
    await reads(bob, 'one two three')
    bob.doc.getText('text').delete(3, 4)
    await reads(ada, 'one three')
  })

  it('gets, when it is synced, what was typed before it came', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    type(ada, 'early words')
    await reads(openStockClient(url, 'notes'), 'early words')
    const bob = openStockClient(url, 'notes')
    await stockSynced(bob)
    expect(textOf(bob)).toBe('early words')
  })

  it('brings what it typed while the server was down', async () => {
    const storage = new MemoryStorage()
    const first = await startWeftServer({ storage })
    const ada = openStockClient(first.url, 'notes')
    const bob = openStockClient(first.url, 'notes')
    await Promise.all([stockSynced(ada), stockSynced(bob)])
    const lost = Promise.all([stockConnectionLost(ada), stockConnectionLost(bob)])
    await first.stop()
    await lost
    type(ada, 'typed offline')

    await startWeftServer({ storage, port: first.port })
    await reads(bob, 'typed offline')
  })

  it('gives back, when asked, all that a server has lost', async () => {
    const first = await startWeftServer()
    const ada = openStockClient(first.url, 'notes')
    type(ada, 'kept by the client alone')
    await stockSynced(ada)
    await first.stop()

    await startWeftServer({ port: first.port, storage: new MemoryStorage() })
    const bob = openStockClient(first.url, 'notes')
    await reads(bob, 'kept by the client alone')
  })

  it('gets a document of several MiB in pieces, and is synced last', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'book', { doc: manyEdits(40, 100_000) })
    const whole = textOf(ada)
    const early = openStockClient(url, 'book')
    await until('the book is served', () => textOf(early) === whole, editsOf(early.doc))

    const bob = openStockClient(url, 'book', { connect: false })
    const frames: number[] = []
    const textsAtSync: string[] = []
    bob.on('sync', (isSynced) => isSynced && textsAtSync.push(textOf(bob)))
    bob.connect()
    bob.ws?.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      frames.push(data.byteLength)
    })
    await stockSynced(bob)

    expect(textsAtSync).toEqual([whole])
    expect(frames.length).toBeGreaterThan(4)
    // A piece ends with the first edit that makes it a MiB.
    expect(Math.max(...frames)).toBeLessThan(1024 * 1024 + 101_000)
  })
})

describe('a room name', () => {
  it.each([
    ['my room', 'my%20room'],
    ['größe', 'gr%C3%B6%C3%9Fe'],
    ['a+b', 'a%2Bb'],
  ])('reaches the same document as "%s" and as "%s"', async (plain, encoded) => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, plain)
    const bob = openStockClient(url, encoded)
    type(ada, 'here')
    await reads(bob, 'here')
  })

  it.each(['team/notes', '/leading', 'trailing/', 'a//b', 'a/b/c/d'])(
    'may have slashes: "%s"',
    async (name) => {
      const { url } = await startWeftServer()
      const ada = openStockClient(url, name)
      const bob = openStockClient(url, name)
      const elsewhere = openStockClient(url, 'team')
      await stockSynced(elsewhere)
      type(ada, 'here')
      await reads(bob, 'here')
      expect(textOf(elsewhere)).toBe('')
    },
  )

  it('ends where the query begins', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes', { params: { token: 'one' } })
    const bob = openStockClient(url, 'notes')
    type(ada, 'here')
    await reads(bob, 'here')
  })
})

/** A document that took this many edits of this many characters each. */
function manyEdits(edits: number, length: number): Y.Doc {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  for (let edit = 0; edit < edits; edit += 1) text.insert(0, String(edit % 10).repeat(length))
  return doc
}
