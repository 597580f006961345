import type { Message } from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { damagingUpdate, damagingUpdates } from './damaging-update.test-support.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

describe('Room', () => {
  test('[R1] nobody is answered before what is stored is in, and early joiners share one load', async () => {
    await start().store(textUpdate('stored'))
    world.storage.loadGate.shut()
    const peers = [world.stock(), world.extended(), world.stock()]
    await world.run(3_000)
    for (const { messages } of peers)
      expect(messages.filter(({ type }) => type !== 'awareness')).toEqual([])
    world.storage.loadGate.open()
    await world.run()
    for (const peer of peers) {
      expect(peer.isSynced).toBe(true)
      expect(peer.text).toBe('stored')
    }
    expect(world.storage.loads).toBe(1)
  })

  test('[R1] forty restarts do not make a client insert its first content twice', async () => {
    start()
    for (let restart = 0; restart < 40; restart += 1) {
      const peer = restart % 2 === 0 ? world.stock() : world.extended()
      await world.run()
      expect(peer.isSynced).toBe(true)
      if (peer.text === '') peer.type('first content')
      await world.run(100)
      expect(peer.text).toBe('first content')
      world.crash()
    }
  })

  test('[R2] step 1 is answered by step 2 with what the peer lacks, also if that is nothing', async () => {
    await start().store(textUpdate('stored'))
    const peer = world.stock()
    await world.joined(peer)
    const stateVector = Y.encodeStateVector(peer.doc)
    peer.say({ type: 'syncStep1', stateVector })
    await world.run()
    const answer = peer.ofType('syncStep2').at(-1)
    expect(Y.decodeUpdate(answer?.update ?? new Uint8Array(0)).structs).toEqual([])
    expect(peer.ofType('syncStep2')).toHaveLength(2)
  })

  test('[R3] what one peer edits reaches every other, once', async () => {
    start()
    const [a, b, c] = [world.stock(), world.extended(), world.stock()]
    await world.joined(a, b, c)
    a.type('hi')
    await world.run(100)
    expect([b.text, c.text]).toEqual(['hi', 'hi'])
    expect(b.ofType('update')).toHaveLength(1)
    expect(c.ofType('update')).toHaveLength(1)
  })

  test('[R3] what comes between two ticks leaves as one frame, one record, one write', async () => {
    start()
    const [a, b, c] = [world.stock(), world.stock(), world.stock()]
    await world.joined(a, b, c)
    const writes = c.writes.length
    a.type('1')
    a.type('2')
    b.type('3')
    b.awareness.setLocalState({ name: 'b' })
    await world.run()
    expect(c.ofType('update')).toHaveLength(1)
    expect(c.writes.slice(writes)).toEqual([2])
    expect(c.text.split('').sort().join('')).toBe('123')
    expect((await world.storage.inner.load(DOCUMENT))?.sequence).toBe(1)
    expect(await world.logOf()).toHaveLength(3)
  })

  test('[R4] a peer that has left receives nothing more', async () => {
    start()
    const [stays, leaves] = [world.stock(), world.stock()]
    await world.joined(stays, leaves)
    stays.type('before')
    leaves.session.ended()
    const sent = leaves.writes.length
    stays.type('after')
    await world.run(1_000)
    expect(leaves.writes.length).toBe(sent)
  })

  test('[R4] what a peer sent before it left is kept', async () => {
    start()
    const [stays, leaves] = [world.stock(), world.stock()]
    await world.joined(stays, leaves)
    leaves.type('last words')
    leaves.leave()
    await world.run(100)
    expect(stays.text).toBe('last words')
    expect((await world.stored()).getText('text').toString()).toBe('last words')
  })

  describe('[R5] the author of a whole tick', () => {
    test('is not sent its own edit', async () => {
      start()
      const [a, b] = [world.stock(), world.stock()]
      await world.joined(a, b)
      a.type('mine')
      await world.run(100)
      expect(a.ofType('update')).toEqual([])
      expect(b.ofType('update')).toHaveLength(1)
    })

    test('is sent the tick when another edited in it, too', async () => {
      start()
      const [a, b] = [world.stock(), world.stock()]
      await world.joined(a, b)
      a.type('a')
      b.type('b')
      await world.run(100)
      expect(a.text).toBe(b.text)
      expect([a.ofType('update').length, b.ofType('update').length]).toEqual([1, 1])
    })

    test('is sent the tick when it completed what another had sent', async () => {
      start()
      const [first, second] = inTwoParts()
      const [a, b] = [world.raw(), world.raw()]
      a.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      b.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      await world.run()
      b.sayUpdate(second)
      await world.run(100)
      a.sayUpdate(first)
      await world.run(100)
      const told = a.ofType('update').map(({ update }) => textOf(update))
      expect(told).toEqual(['onetwo'])
    })

    test('is sent what Yjs itself adds to it', async () => {
      start()
      const { base, bold, overlapping, erasing } = editsWithCleanUp()
      await world.store(base)
      const author = world.raw()
      author.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      author.sayUpdate(bold)
      author.sayUpdate(overlapping)
      await world.run(100)
      const before = author.ofType('update').length
      author.sayUpdate(erasing)
      await world.run(100)
      expect(author.ofType('update')).toHaveLength(before + 1)
    })
  })

  test('[R6] what Yjs itself adds to an edit (formatting clean-up) is in the log', async () => {
    start()
    const { base, bold, overlapping, erasing } = editsWithCleanUp()
    const sender = world.raw()
    sender.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    for (const update of [base, bold, overlapping, erasing]) {
      sender.sayUpdate(update)
      await world.run(100)
    }
    const reader = world.raw()
    reader.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    await world.run()
    const live = reader.ofType('syncStep2')[0]?.update ?? new Uint8Array(0)
    const deletedBy = (updates: Uint8Array[]) =>
      total(Y.decodeUpdate(Y.mergeUpdates(updates)).ds.clients)
    expect(deletedBy(await world.logOf())).toBe(deletedBy([live]))
    expect(deletedBy([live])).toBeGreaterThan(deletedBy([base, bold, overlapping, erasing]))
  })

  describe('[R7] an edit that builds on something that is not here', () => {
    test('is logged as it came, shown to nobody, and its sender is asked', async () => {
      start()
      const [first, second] = inTwoParts()
      const [sender, other] = [world.stock(), world.stock()]
      await world.joined(sender, other)
      await world.run(1_000)
      sender.sayUpdate(second)
      await world.run(100)
      expect(await world.logOf()).toEqual([second])
      expect(other.ofType('update')).toEqual([])
      expect(sender.ofType('syncStep1')).toHaveLength(2)
      expect(other.ofType('syncStep1')).toHaveLength(1)
      sender.sayUpdate(first)
      await world.run(100)
      expect(other.text).toBe('onetwo')
    })

    test('comes whole from a stock client that is asked', async () => {
      start()
      const [writer, relay, reader] = [new Y.Doc(), world.stock(), world.stock()]
      await world.joined(relay, reader)
      await world.run(1_000)
      // Another tab's edits reach this one by a BroadcastChannel, and y-websocket does not pass those on.
      writer.getText('text').insert(0, 'from a tab that is offline; ')
      Y.applyUpdate(relay.doc, Y.encodeStateAsUpdate(writer), relay)
      relay.type('mine')
      await world.run(100)
      expect(reader.text).toBe('from a tab that is offline; mine')
    })

    test('is asked for even if it came right after its sender was asked on joining', async () => {
      start()
      const [, second] = inTwoParts()
      const sender = world.raw()
      sender.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      sender.sayUpdate(second)
      await world.run(900)
      expect(sender.ofType('syncStep1')).toHaveLength(1)
      await world.run(200)
      expect(sender.ofType('syncStep1')).toHaveLength(2)
    })

    test('is asked for at most once a second', async () => {
      start()
      const [, second, third] = inThreeParts()
      const sender = world.raw()
      sender.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      await world.run(1_000)
      sender.sayUpdate(second)
      await world.run(500)
      sender.sayUpdate(third)
      await world.run(400)
      expect(sender.ofType('syncStep1')).toHaveLength(2)
      sender.sayUpdate(third)
      await world.run(200)
      sender.sayUpdate(third)
      await world.run(100)
      expect(sender.ofType('syncStep1')).toHaveLength(3)
    })

    test('is not in what others are told of the document', async () => {
      start()
      const [, second] = inTwoParts()
      const sender = world.stock()
      await world.joined(sender)
      sender.type('whole')
      sender.sayUpdate(second)
      await world.run(100)
      const joiner = world.stock()
      await world.joined(joiner)
      expect(joiner.text).toBe('whole')
      expect(joiner.doc.store.pendingStructs).toBeNull()
    })

    test('may be a deletion', async () => {
      start()
      const writer = new Y.Doc()
      writer.getText('text').insert(0, 'gone')
      const all = Y.encodeStateAsUpdate(writer)
      const before = Y.encodeStateVector(writer)
      writer.getText('text').delete(0, 4)
      const deletion = Y.encodeStateAsUpdate(writer, before)
      const [sender, other] = [world.stock(), world.stock()]
      await world.joined(sender, other)
      sender.sayUpdate(deletion)
      await world.run(100)
      const joiner = world.stock()
      await world.joined(joiner)
      expect(joiner.doc.store.pendingDs).toBeNull()
      expect(await world.logOf()).toEqual([deletion])
      sender.sayUpdate(all)
      await world.run(100)
      expect(Y.encodeStateVector(other.doc)).toEqual(before)
      expect(other.text).toBe('')
    })
  })

  describe('[R8] an update that Yjs parses and cannot apply', () => {
    test('ends its sender with a code to come back, and nobody else notices', async () => {
      start()
      const { base, bad } = damagingUpdate()
      await world.store(base)
      const [sender, other] = [world.stock(), world.stock()]
      await world.joined(sender, other)
      sender.sayUpdate(bad)
      other.type('still here')
      await world.run(100)
      expect(sender.closed?.code).toBe(4500)
      expect(other.isOpen).toBe(true)
      expect((await world.stored()).getText('text').toString()).toContain('still here')
    })

    test('leaves nothing in the document that is not in the log', async () => {
      start()
      const { base, bad } = damagingUpdate()
      await world.store(base)
      const sender = world.stock()
      await world.joined(sender)
      sender.sayUpdate(bad)
      await world.run(100)
      const live = world.stock()
      await world.joined(live)
      const replayed = await world.stored()
      expect(Y.encodeStateVector(live.doc)).not.toEqual(Y.encodeStateVectorFromUpdate(base))
      expect(sameDocument(live.doc, replayed)).toBe(true)
    })

    test('is not held against who brings what it waited for', async () => {
      for (const { base, bad } of [...damagingUpdates(1, 3_000)].slice(0, 5)) {
        start()
        const [sender, honest, other] = [world.extended(), world.extended(), world.stock()]
        await world.joined(sender, honest, other)
        sender.sayUpdate(bad)
        await world.run(100)
        honest.sayUpdate(base)
        await world.run(100)
        expect(sender.closed?.code).toBe(4500)
        expect([honest.isOpen, other.isOpen]).toEqual([true, true])
        expect(honest.ofType('saved').at(-1)?.count).toBe(2)
        const before = Y.encodeStateVector(other.doc)
        world.crash()
        const fresh = world.stock()
        await world.joined(fresh)
        expect(Y.encodeStateVector(fresh.doc)).toEqual(before)
        expect(Y.getState(fresh.doc.store, 1)).toBe(Y.parseUpdateMeta(base).to.get(1))
        world.end()
      }
    })
  })

  test('[R9] the room asks every peer that joins what it lacks', async () => {
    await start().store(textUpdate('stored'))
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.ofType('syncStep1')).toEqual([
      { type: 'syncStep1', stateVector: Y.encodeStateVector(await world.stored()) },
    ])
  })

  test('[R9] a client that kept edits to itself is asked for them in the end', async () => {
    start({ limits: { silenceTimeoutMs: 10 ** 9 } })
    const peers = Array.from({ length: 7 }, () => world.stock())
    await world.joined(...peers)
    const last = peers.at(-1)
    const tab = new Y.Doc()
    tab.getText('text').insert(0, 'never sent')
    if (last) Y.applyUpdate(last.doc, Y.encodeStateAsUpdate(tab), last)
    await world.run(90_000)
    const asked = peers.filter((peer) => peer.ofType('syncStep1').length > 1)
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked.length).toBeLessThanOrEqual(6)
    await world.run(180_000)
    expect(peers.map(({ text }) => text)).toEqual(peers.map(() => 'never sent'))
  })

  describe('[R10] a state over 1 MiB', () => {
    test('goes to a stock client in updates that each build only on those before, and then a step 2', async () => {
      await start().store(largeUpdate())
      const peer = world.raw()
      peer.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      await world.run()
      const states = contents(peer)
      expect(states.length).toBeGreaterThan(3)
      expect(states.map(({ type }) => type)).toEqual([
        ...states.slice(1).map(() => 'update'),
        'syncStep2',
      ])
      const doc = new Y.Doc()
      for (const { update } of states) {
        expect(update.length).toBeLessThan(1.5 * 1024 * 1024)
        Y.applyUpdate(doc, update)
        expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
      }
      expect(sameDocument(doc, await world.stored())).toBe(true)
      expect(states.at(-1)?.update.length).toBeLessThan(100_000)
    })

    test('goes to a stock client whole if there is formatting in it: in a half of it, marks look redundant', async () => {
      const doc = new Y.Doc()
      const text = doc.getMap('map').set('text', new Y.XmlText())
      text.insert(0, 'plain')
      doc.getText('long').insert(0, 'a long way to what is bold, '.repeat(80_000))
      text.insert(0, 'x', { bold: true })
      doc.getText('long').insert(0, 'and another, '.repeat(100_000))
      text.insert(1, 'bold', { bold: true })
      text.delete(0, 1)
      await start().store(Y.encodeStateAsUpdate(doc))
      const peer = world.raw()
      peer.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      await world.run()
      const stock = new Y.Doc()
      for (const { update } of contents(peer)) Y.applyUpdate(stock, update)
      const received = stock.getMap('map').get('text')
      expect(received instanceof Y.XmlText && received.toDelta()).toEqual([
        { insert: 'bold', attributes: { bold: true } },
        { insert: 'plain' },
      ])
    })

    test('goes to a peer that said hello as one update, in fragments', async () => {
      await start().store(largeUpdate())
      const peer = world.extended()
      await world.joined(peer)
      expect(contents(peer).map(({ type }) => type)).toEqual(['update', 'syncStep2'])
      expect(Math.max(...peer.frames.map(({ length }) => length))).toBeLessThan(70_000)
      expect(sameDocument(peer.doc, await world.stored())).toBe(true)
    })

    test('goes to a client that has a part of it without that part', async () => {
      const doc = new Y.Doc()
      doc.getText('text').insert(0, 'x'.repeat(2_000_000))
      doc.getText('text').insert(1_000_000, 'y'.repeat(2_000_000))
      await start().store(Y.encodeStateAsUpdate(doc))
      const peer = world.raw()
      // Up to the middle of the first run of characters.
      peer.say({
        type: 'syncStep1',
        stateVector: encodeStateVector(new Map([[doc.clientID, 700_000]])),
      })
      await world.run()
      const part = new Y.Doc()
      part.clientID = doc.clientID
      part.getText('text').insert(0, 'x'.repeat(700_000))
      const known = new Y.Doc()
      Y.applyUpdate(known, Y.encodeStateAsUpdate(part))
      for (const { update } of contents(peer)) {
        Y.applyUpdate(known, update)
        expect(known.store.pendingStructs).toBeNull()
      }
      expect(contents(peer).length).toBeGreaterThan(2)
      expect(known.getText('text').toString()).toBe(doc.getText('text').toString())
    })
  })

  test('[R11] an edit over 64 KiB goes in fragments to those who said hello, and whole to stock clients', async () => {
    start()
    const [writer, extended, stock] = [world.stock(), world.extended(), world.stock()]
    await world.joined(writer, extended, stock)
    writer.type('x'.repeat(600_000))
    await world.run(100)
    expect([extended.text.length, stock.text.length]).toEqual([600_000, 600_000])
    expect(Math.max(...extended.frames.map(({ length }) => length))).toBeLessThan(70_000)
    expect(stock.ofType('update')).toHaveLength(1)
  })

  test('[R12] nothing that changes nothing is logged or passed on', async () => {
    await start().store(textUpdate('stored'))
    const [peer, other] = [world.stock(), world.stock()]
    await world.joined(peer, other)
    const before = other.messages.length
    peer.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(peer.doc) })
    peer.sayUpdate(new Uint8Array([0, 0]))
    await world.run(1_000)
    expect(await world.logOf()).toHaveLength(1)
    expect(other.messages.length).toBe(before)
  })

  test('[R12] an edit that only deletes is logged and passed on', async () => {
    await start().store(textUpdate('stored'))
    const [peer, other] = [world.stock(), world.stock()]
    await world.joined(peer, other)
    peer.erase(0, 3)
    await world.run(100)
    expect(other.text).toBe('red')
    expect((await world.stored()).getText('text').toString()).toBe('red')
  })

  test('[R13] each record says who sent it and when', async () => {
    const authorize = () => ({ allowed: true, user: 'ada' }) as const
    start({ hooks: { authorize } })
    const peer = world.stock()
    await world.joined(peer)
    peer.type('x')
    await world.run()
    const [record] = (await world.storage.inner.load(DOCUMENT))?.records ?? []
    expect(record?.updates).toEqual([
      expect.objectContaining({ user: 'ada', timeMs: world.clock.wallTime() }),
    ])
  })
})

function textUpdate(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** One client's edits as it would send them, each building on the one before. */
function inThreeParts(): [Uint8Array, Uint8Array, Uint8Array] {
  const doc = new Y.Doc()
  const parts = ['one', 'two', 'three'].map((word) => {
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(doc.getText('text').length, word)
    return Y.encodeStateAsUpdate(doc, before)
  })
  const [first, second, third] = parts
  if (!first || !second || !third) throw new Error('There are three')
  return [first, second, third]
}

function inTwoParts(): [Uint8Array, Uint8Array] {
  const [first, second] = inThreeParts()
  return [first, second]
}

function textOf(update: Uint8Array): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

function contents(peer: TestPeer): Extract<Message, { readonly type: 'update' | 'syncStep2' }>[] {
  return peer.messages.filter(
    (message) => message.type === 'update' || message.type === 'syncStep2',
  )
}

/** Three clients that write into each other's text, with nested types and deletions: over 3 MiB. */
function largeUpdate(): Uint8Array {
  const docs = [1, 2, 3].map((clientId) => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    doc.getText('text').insert(0, 'first words')
    doc.getArray('list').push([new Y.Map([['at', new Y.Text(`nested by ${clientId}`)]])])
    return doc
  })
  for (let round = 0; round < 12; round += 1) {
    const doc = docs[round % 3] ?? new Y.Doc()
    const next = docs[(round + 1) % 3] ?? doc
    Y.applyUpdate(next, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(next)))
    const text = next.getText('text')
    for (let part = 0; part < 30; part += 1) {
      text.insert((part * 104_729) % text.length, `${round % 10}`.repeat(10_000))
    }
    text.delete(5, 1_000)
    next.getArray<Y.Map<Y.Text>>('list').get(0).get('at')?.insert(0, `${round}`)
  }
  const all = Y.mergeUpdates(docs.map((doc) => Y.encodeStateAsUpdate(doc)))
  expect(all.length).toBeGreaterThan(3 * 1024 * 1024)
  return all
}

function encodeStateVector(clocks: ReadonlyMap<number, number>): Uint8Array {
  const bytes = [clocks.size]
  for (const clock of [...clocks].flat()) {
    let rest = clock
    while (rest > 0x7f) {
      bytes.push((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    bytes.push(rest)
  }
  return new Uint8Array(bytes)
}

function sameDocument(a: Y.Doc, b: Y.Doc): boolean {
  return Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))
}

function total(clients: ReadonlyMap<number, readonly { readonly len: number }[]>): number {
  return [...clients.values()].flat().reduce((sum, { len }) => sum + len, 0)
}

/** Edits of two people, after the last of which Yjs removes formatting marks that have come to mean nothing. */
function editsWithCleanUp() {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  a.getArray('paragraphs').push([new Y.XmlText()])
  const textIn = (doc: Y.Doc) => doc.getArray<Y.XmlText>('paragraphs').get(0)
  textIn(a).insert(0, 'some words in a line')
  const base = Y.encodeStateAsUpdate(a)
  Y.applyUpdate(b, base)
  const editOf = (doc: Y.Doc, edit: (text: Y.XmlText) => void) => {
    const before = Y.encodeStateVector(doc)
    edit(textIn(doc))
    return Y.encodeStateAsUpdate(doc, before)
  }
  return {
    base,
    bold: editOf(a, (text) => text.format(0, 10, { bold: true })),
    overlapping: editOf(b, (text) => text.format(5, 10, { bold: true })),
    erasing: editOf(a, (text) => text.delete(0, 20)),
  }
}
