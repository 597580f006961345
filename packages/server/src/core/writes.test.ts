import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Compactor } from './compaction.ts'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

/** Two edits of one client, the second building on the first. */
function inTwoParts(): [Uint8Array, Uint8Array] {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'one')
  const first = Y.encodeStateAsUpdate(doc)
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(3, 'two')
  return [first, Y.encodeStateAsUpdate(doc, before)]
}

/** A compactor that takes a second. */
const slowCompactor = (): Compactor => ({
  compact: (updates) =>
    new Promise((resolve) => world.clock.after(1_000, () => resolve([...updates]))),
  close: async () => {},
})

describe('Acknowledgement', () => {
  test('[W1] nothing is confirmed before it is on disk', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    world.storage.appendGate.shut()
    const before = peer.saved
    peer.type('hi')
    await world.run(5_000)
    expect(peer.saved).toBe(before)
    world.storage.appendGate.open()
    await world.run()
    expect(peer.saved).toBe(peer.counted)
  })

  test('[W1] what is confirmed is there when the process dies at that moment', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    for (const word of ['a', 'b', 'c']) {
      peer.type(word)
      while (peer.saved < peer.counted) await world.run(1)
      expect((await world.stored()).getText('text').toString()).toBe(peer.text)
    }
  })

  test('[W1] saved tells the sequence number that the log has reached', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    peer.type('b')
    await world.run(100)
    expect(peer.ofType('saved').at(-1)).toEqual({ type: 'saved', count: peer.counted, sequence: 2 })
  })

  test('[W14] what has come to disk is told with the next tick, if one is about to come', async () => {
    start()
    const [peer, other] = [world.extended(), world.extended()]
    await world.joined(peer, other)
    world.storage.appendGate.shut()
    peer.type('a')
    await world.run()
    peer.messages.length = 0
    world.storage.appendGate.open()
    other.type('b')
    await world.run()
    expect(peer.messages.map(({ type }) => type)).toEqual(['update', 'saved'])
    expect(peer.saved).toBe(peer.counted)
    peer.type('c')
    await world.run()
    expect(peer.saved).toBe(peer.counted)
  })

  test('[W14] and before it is told that storage fails, if it does meanwhile', async () => {
    start()
    const [peer, other] = [world.extended(), world.extended()]
    const elsewhere = world.extended({ document: documentName('elsewhere') })
    await world.joined(peer, other, elsewhere)
    const fates = ['work', 'fail'] as const
    let appends = 0
    world.storage.appendFate = () => fates[appends++] ?? 'fail'
    world.storage.appendGate.shut()
    peer.type('a')
    await world.run()
    elsewhere.type('x')
    await world.run()
    peer.messages.length = 0
    other.type('b')
    // What is on disk waits for the tick that this brings, and the sync that fails comes before that.
    world.storage.appendGate.open()
    await world.run()
    expect(appends).toBe(2)
    const told = peer.messages.map(({ type }) => type)
    expect(told.filter((type) => type === 'saved')).toHaveLength(1)
    expect(told.slice(0, 2)).toEqual(['saved', 'notSaved'])
    expect(peer.saved).toBe(peer.counted)
    expect(peer.text).toBe(other.text)
  })

  test('[W2] an edit that only deletes is confirmed like any other', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    peer.type('hello')
    await world.run(100)
    world.storage.appendGate.shut()
    peer.erase(0, 2)
    await world.run(100)
    expect(peer.saved).toBe(peer.counted - 1)
    world.storage.appendGate.open()
    await world.run()
    expect(peer.saved).toBe(peer.counted)
    expect((await world.stored()).getText('text').toString()).toBe('llo')
  })

  test('[W3] a message that changes nothing is confirmed once all that the room held is on disk', async () => {
    start()
    const [writer, peer] = [world.stock(), world.extended()]
    await world.joined(writer, peer)
    world.storage.appendGate.shut()
    writer.type('by another')
    await world.run(100)
    const before = peer.saved
    peer.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(peer.doc) })
    await world.run(1_000)
    expect(peer.saved).toBe(before)
    world.storage.appendGate.open()
    await world.run()
    expect(peer.saved).toBe(peer.counted)
    expect(await world.logOf()).toHaveLength(1)
  })

  test('[W3] and at once if there is nothing to wait for', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    peer.sayUpdate(new Uint8Array([0, 0]))
    await world.run(16)
    expect(peer.saved).toBe(peer.counted)
    expect(await world.logOf()).toEqual([])
  })

  test('[W4] an edit that waits for another holds its sender’s count, until that one is on disk, too', async () => {
    start()
    const [first, second] = inTwoParts()
    const [peer, other] = [world.extended(), world.stock()]
    await world.joined(peer, other)
    const before = peer.saved
    peer.sayUpdate(second)
    peer.type('more')
    await world.run(1_000)
    expect(peer.saved).toBe(before)
    expect(await world.logOf()).toHaveLength(2)
    world.storage.appendGate.shut()
    other.sayUpdate(first)
    await world.run(100)
    expect(peer.saved).toBe(before)
    world.storage.appendGate.open()
    await world.run()
    expect(peer.saved).toBe(peer.counted)
  })

  test('[W4] and so does a deletion of what is not here', async () => {
    start()
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'gone')
    const insertion = Y.encodeStateAsUpdate(doc)
    const before = Y.encodeStateVector(doc)
    doc.getText('text').delete(0, 4)
    const peer = world.extended()
    await world.joined(peer)
    peer.sayUpdate(Y.encodeStateAsUpdate(doc, before))
    await world.run(500)
    expect(peer.saved).toBe(peer.counted - 1)
    peer.sayUpdate(insertion)
    await world.run(1_000)
    expect(peer.saved).toBe(peer.counted)
  })

  test('[W4] what another waits for does not hold mine', async () => {
    start()
    const [, second] = inTwoParts()
    const [waits, peer] = [world.extended(), world.extended()]
    await world.joined(waits, peer)
    waits.sayUpdate(second)
    await world.run(100)
    peer.type('mine')
    await world.run(100)
    expect(peer.saved).toBe(peer.counted)
    expect(waits.saved).toBeLessThan(waits.counted)
  })

  test('[W5] counts begin anew with each session', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    peer.leave()
    const again = world.extended({ doc: peer.doc, awareness: peer.awareness })
    await world.joined(again)
    await world.run(100)
    expect(again.saved).toBe(1)
    expect(again.counted).toBe(1)
  })

  test('[W5] a session is not told of what an earlier one sent', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    world.storage.appendGate.shut()
    peer.type('a')
    await world.run(100)
    peer.leave()
    const again = world.extended({ doc: peer.doc, awareness: peer.awareness })
    await world.run(100)
    expect(again.counted).toBe(1)
    expect(again.saved).toBe(0)
    world.storage.appendGate.open()
    await world.run(100)
    expect(again.saved).toBe(1)
  })
})

describe('Storage that fails', () => {
  const broken = async () => {
    start()
    const [peer, stock] = [world.extended(), world.stock()]
    await world.joined(peer, stock)
    peer.type('before ')
    await world.run(100)
    world.storage.appendFate = () => 'fail'
    peer.type('during ')
    await world.run(50)
    return { peer, stock }
  }

  test('[W6] is told to those who said hello, and confirms nothing', async () => {
    const { peer } = await broken()
    expect(peer.saving).toBe('notSaved')
    expect(peer.saved).toBe(peer.counted - 1)
    expect(world.server.isSaving).toBe(false)
    const before = peer.saved
    await world.run(60_000)
    expect(peer.saved).toBe(before)
    expect(peer.ofType('notSaved')).toHaveLength(1)
  })

  test('[W6] is told to who joins meanwhile', async () => {
    await broken()
    const late = world.extended()
    await world.joined(late)
    expect(late.welcome?.isSaving).toBe(false)
    expect(late.text).toBe('before during ')
  })

  test('[W6] is still told after a message that needs no disk is confirmed', async () => {
    const { peer } = await broken()
    const elsewhere = world.extended({ document: documentName('elsewhere') })
    await world.joined(elsewhere)
    elsewhere.sayUpdate(new Uint8Array([0, 0]))
    await world.run(100)
    expect(elsewhere.saved).toBe(elsewhere.counted)
    expect(elsewhere.saving).toBe('notSaved')
    expect(peer.saving).toBe('notSaved')
  })

  test('[W13] that lost what it had said to be on disk is given all of it again', async () => {
    start({ limits: { compactAfterRecords: 3 } })
    const peer = world.extended()
    const other = world.stock()
    const elsewhere = world.extended({ document: documentName('elsewhere') })
    await world.joined(peer, other, elsewhere)
    peer.type('some')
    await world.run(100)
    peer.erase(0, 1)
    await world.run(100)
    const asked = [peer, other, elsewhere].map((one) => one.ofType('syncStep1').length)
    world.storage.lost = [DOCUMENT]
    elsewhere.type('x')
    await world.run(1_000)
    expect(world.logged('document-damaged')).toEqual([
      expect.objectContaining({ level: 'error', document: DOCUMENT }),
    ])
    expect([peer, other, elsewhere].map((one) => one.ofType('syncStep1').length)).toEqual([
      (asked[0] ?? 0) + 1,
      (asked[1] ?? 0) + 1,
      asked[2],
    ])
    const alone = new Y.Doc()
    Y.applyUpdate(alone, (await world.logOf()).at(-1) ?? new Uint8Array())
    expect(Y.equalSnapshots(Y.snapshot(alone), Y.snapshot(peer.doc))).toBe(true)
    expect(elsewhere.saved).toBe(elsewhere.counted)
    peer.type(' more')
    await world.run(1_000)
    expect(peer.saved).toBe(peer.counted)
    expect(world.count('compacted')).toBe(0)
  })

  test('[W13] that lost something while a room was loading is given all that the room has', async () => {
    start({ limits: { condenseAfterBytes: 1 }, compactor: slowCompactor() })
    const author = new Y.Doc()
    author.getText('text').insert(0, 'stored')
    await world.store(Y.encodeStateAsUpdate(author))
    const elsewhere = world.extended({ document: documentName('elsewhere') })
    const peer = world.stock()
    await world.run()
    expect(peer.text).toBe('')
    world.storage.lost = [DOCUMENT]
    elsewhere.type('x')
    await world.run(5_000)
    expect(peer.text).toBe('stored')
    const [again] = await world.logOf()
    const alone = new Y.Doc()
    Y.applyUpdate(alone, again ?? new Uint8Array([0, 0]))
    expect(alone.getText('text').toString()).toBe('stored')
  })

  test('[W7] edits go on being shared', async () => {
    const { peer, stock } = await broken()
    expect(stock.text).toBe('before during ')
    stock.type('and after')
    await world.run(100)
    expect(peer.text).toBe('before during and after')
  })

  test('[W8] is tried again with growing pauses of up to five seconds', async () => {
    await broken()
    await world.run(100_000)
    const attempts = world.logged('storage-failed').length
    expect(attempts).toBeGreaterThan(100_000 / 5_000)
    expect(attempts).toBeLessThan(100_000 / 2_500 + 10)
  })

  test('[W8] loses nothing: all is written in order, confirmed and told as saved when it works again', async () => {
    const { peer, stock } = await broken()
    stock.type('and more')
    peer.type(', and more')
    await world.run(3_000)
    world.storage.appendFate = () => 'work'
    await world.run(5_000)
    expect(peer.saving).toBe('saved')
    expect(peer.saved).toBe(peer.counted)
    expect(world.server.isSaving).toBe(true)
    expect((await world.stored()).getText('text').toString()).toBe(peer.text)
    expect(world.logged('storage-recovered')).toHaveLength(1)
    expect(peer.ofType('notSaved')).toHaveLength(1)
  })

  test('[W8] an append that failed and yet came to disk does no harm when it is repeated', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    let left = 3
    world.storage.appendFate = () => (left-- > 0 ? 'doubt' : 'work')
    peer.type('once')
    await world.run(10_000)
    expect((await world.logOf()).length).toBe(4)
    expect((await world.stored()).getText('text').toString()).toBe('once')
    expect(peer.saved).toBe(peer.counted)
    world.crash()
    const reader = world.stock()
    await world.joined(reader)
    expect(reader.text).toBe('once')
  })

  test('[W9] past the bound for unsaved edits, writers are sent away to come back', async () => {
    start({ limits: { maxUnsavedBytes: 100_000 } })
    const [peer, reader] = [world.extended(), world.stock()]
    await world.joined(peer, reader)
    world.storage.appendFate = () => 'fail'
    peer.type('x'.repeat(120_000))
    await world.run(100)
    expect(peer.isOpen).toBe(true)
    peer.type('y')
    await world.run(100)
    expect(peer.closed?.code).toBe(1013)
    expect(reader.isOpen).toBe(true)
    world.storage.appendFate = () => 'work'
    await world.run(5_000)
    const again = world.extended({ doc: peer.doc, awareness: peer.awareness })
    await world.joined(again)
    await world.run(100)
    expect(again.saved).toBe(again.counted)
    expect((await world.stored()).getText('text').length).toBe(120_001)
  })

  test('[W9] past it whoever changes nothing can join and read', async () => {
    start({ limits: { maxUnsavedBytes: 100_000 } })
    const peer = world.extended()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('x'.repeat(120_000))
    await world.run(100)
    const [stock, extended] = [world.stock(), world.extended()]
    await world.joined(stock, extended)
    await world.run(100)
    expect([stock.closed, extended.closed]).toEqual([undefined, undefined])
    expect([stock.text, extended.text]).toEqual([peer.text, peer.text])
  })

  test('[W9] small edits count with what it takes to keep them', async () => {
    start({ limits: { maxUnsavedBytes: 100_000 } })
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    let typed = 0
    while (peer.isOpen && typed < 1_000) {
      peer.type('x')
      typed += 1
      await world.run(20)
    }
    expect(peer.closed?.code).toBe(1013)
    expect(typed).toBeLessThan(500)
  })

  test('[W10] a document that was deleted under its room ends the room, and no other notices', async () => {
    start()
    const [peer, other] = [world.extended(), world.extended({ document: documentName('other') })]
    await world.joined(peer, other)
    peer.type('kept by the client')
    await world.run(100)
    await world.storage.inner.delete('notes')
    const before = peer.saved
    peer.type(', still')
    other.type('quiet')
    await world.run(1_000)
    expect(peer.closed?.code).toBe(1011)
    expect(peer.saved).toBe(before)
    expect(other.saved).toBe(other.counted)
    const again = world.extended({ doc: peer.doc, awareness: peer.awareness })
    await world.joined(again)
    await world.run(100)
    expect((await world.stored()).getText('text').toString()).toBe('kept by the client, still')
    expect(again.welcome?.epoch).not.toBe(peer.welcome?.epoch)
  })
})
