import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { TestPeer } from './test-peer.test-support.ts'
import { World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const BOUND = 20_000
const limits = { maxBufferedBytes: BOUND, silenceTimeoutMs: 10 ** 9 }

/** Writes about as many bytes as are asked for, a kilobyte a tick. */
async function write(peer: TestPeer, kilobytes: number): Promise<void> {
  for (let index = 0; index < kilobytes; index += 1) {
    peer.type('x'.repeat(1_000))
    await world.run(20)
  }
}

describe('A peer that does not read', () => {
  test('[B1] is sent nothing more when too much lies unread, and others do not notice', async () => {
    start({ limits })
    const [writer, slow, other] = [world.stock(), world.stock(), world.stock()]
    await world.joined(writer, slow, other)
    slow.stall()
    await write(writer, 60)
    expect(slow.bufferedBytes()).toBeLessThan(BOUND + 2_000)
    expect(other.text).toBe(writer.text)
    expect(world.count('left-behind')).toBe(1)
  })

  test('[B2] gets one diff for all that it missed once it reads again, and goes on as before', async () => {
    start({ limits })
    const [writer, slow] = [world.stock(), world.extended()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 60)
    slow.type('from the slow one')
    writer.erase(0, 500)
    await world.run(100)
    const before = slow.ofType('update').length
    slow.drain()
    await world.run(100)
    const queued = slow.ofType('update').length - before
    expect(slow.text).toBe(writer.text)
    expect(Y.equalSnapshots(Y.snapshot(slow.doc), Y.snapshot(writer.doc))).toBe(true)
    expect(queued).toBeLessThan(25)
    expect(world.count('caught-up')).toBe(1)
    expect(slow.saved).toBe(slow.counted)
    writer.type('after')
    await world.run(100)
    expect(slow.text).toBe(writer.text)
  })

  test('[B2] is not sent what still waits for other updates', async () => {
    start({ limits })
    const [writer, slow] = [world.stock(), world.stock()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 25)
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'one')
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(3, 'two')
    writer.sayUpdate(Y.encodeStateAsUpdate(doc, before))
    await world.run(100)
    slow.drain()
    await world.run(100)
    expect(slow.text).toBe(writer.text)
    expect(slow.doc.store.pendingStructs).toBeNull()
  })

  test('[B2] misses nothing that the application wrote while it was being left behind', async () => {
    let doc = new Y.Doc()
    start({
      limits: { ...limits, changedDebounceMs: 0 },
      hooks: { changed: (_, live) => void (doc = live) },
    })
    const [writer, slow] = [world.stock(), world.stock()]
    await world.joined(writer, slow)
    writer.type('start')
    await world.run(100)
    slow.stall()
    await write(writer, 18)
    while (slow.bufferedBytes() <= BOUND) await write(writer, 1)
    doc.getMap('by the application').set('key', 'value')
    await world.run(100)
    await write(writer, 5)
    slow.drain()
    await world.run(100)
    expect(slow.doc.getMap('by the application').toJSON()).toEqual({ key: 'value' })
    expect(slow.text).toBe(writer.text)
  })

  test('[B3] learns with the catch-up who is here now, and who has left', async () => {
    start({ limits })
    const [writer, slow, leaver] = [
      world.stock({ clientId: 1 }),
      world.stock({ clientId: 2 }),
      world.stock({ clientId: 3 }),
    ]
    await world.joined(writer, slow, leaver)
    await world.run(100)
    slow.stall()
    await write(writer, 25)
    leaver.leave()
    writer.awareness.setLocalState({ at: 'the end' })
    const comer = world.stock({ clientId: 4 })
    await world.joined(comer)
    expect(slow.shown).toEqual([1, 2, 3])
    slow.drain()
    await world.run(100)
    expect(slow.shown).toEqual([1, 2, 4])
    expect(slow.awareness.getStates().get(1)).toEqual({ at: 'the end' })
  })

  test('[B4] is closed with 4508 when it has read nothing for thirty seconds', async () => {
    start({ limits })
    const [writer, slow] = [world.stock(), world.stock()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 25)
    await world.run(27_000)
    expect(slow.isOpen).toBe(true)
    await world.run(3_000)
    expect(slow.closed?.code).toBe(4508)
    expect(slow.isTerminated).toBe(true)
    expect(writer.shown).not.toContain(slow.doc.clientID)
  })

  test('[B4] is not closed as long as it reads a little', async () => {
    start({ limits })
    const [writer, slow] = [world.stock(), world.stock()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 40)
    for (let round = 0; round < 20; round += 1) {
      await world.run(25_000)
      slow.drain(1)
    }
    expect(slow.isOpen).toBe(true)
  })

  test('[B5] cannot make the server queue answers by asking', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(18_000))
    await start({ limits }).store(Y.encodeStateAsUpdate(doc))
    const [greedy, other] = [world.raw(), world.stock()]
    await world.joined(other)
    greedy.say({ type: 'queryAwareness' })
    await world.run()
    greedy.stall()
    for (let index = 0; index < 1_000; index += 1) {
      greedy.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    }
    expect(greedy.bufferedBytes()).toBeLessThan(3 * BOUND)
    const answers = greedy.ofType('syncStep2').length
    greedy.drain()
    await world.run(100)
    // The last question is answered when there is room again.
    expect(greedy.ofType('syncStep2').length).toBeGreaterThan(answers)
    expect(greedy.ofType('syncStep2').length).toBeLessThan(5)
  })

  test('[B21] nor by asking from many connections and reading nothing: others wait until there is room', async () => {
    const doc = new Y.Doc()
    const large = BOUND * 4
    doc.getText('text').insert(0, 'x'.repeat(large))
    await start({ limits: { ...limits, maxUnreadBytes: large * 3 } }).store(
      Y.encodeStateAsUpdate(doc),
    )
    // Each has something else of the document, so that nothing is shared.
    const greedy = Array.from({ length: 10 }, () => world.raw())
    for (const [index, peer] of greedy.entries()) {
      peer.stall()
      peer.say({
        type: 'syncStep1',
        stateVector: Y.encodeStateVector(new Map([[doc.clientID, index]])),
      })
    }
    await world.run(5_000)
    const held = greedy.reduce((sum, peer) => sum + peer.bufferedBytes(), 0)
    expect(held).toBeLessThan(large * 4)
    const [last] = greedy.slice(-1)
    expect(last?.ofType('syncStep2')).toEqual([])
    for (const peer of greedy) peer.drain()
    await world.run(5_000)
    for (const peer of greedy) peer.drain()
    expect(last?.ofType('syncStep2')).toHaveLength(1)
  })

  test('[B21] a peer that was left behind goes on when there is room', async () => {
    const large = BOUND * 4
    start({ limits: { ...limits, maxUnreadBytes: large } })
    const [writer, left, holder] = [world.stock(), world.stock(), world.raw()]
    await world.joined(writer, left)
    left.stall()
    for (let index = 0; index < 6; index += 1) {
      writer.type('x'.repeat(BOUND))
      await world.run(100)
    }
    holder.stall()
    holder.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    await world.run(100)
    left.drain()
    await world.run(1_000)
    expect(left.text.length).toBeLessThan(writer.text.length)
    holder.drain()
    await world.run(1_000)
    expect(left.text).toBe(writer.text)
  })

  test('[B21] nor by joining where much is shown: they are told who is here when there is room', async () => {
    const large = BOUND * 4
    const id = 4_000
    start({ limits: { ...limits, maxUnreadBytes: large * 3, maxAwarenessStateBytes: large } })
    const [shower, changer] = [world.stock({ clientId: id }), world.stock()]
    await world.joined(shower, changer)
    shower.awareness.setLocalState({ text: 'x'.repeat(large - 100) })
    await world.run(100)
    const greedy: TestPeer[] = []
    for (let index = 0; index < 20; index += 1) {
      // So that nothing is shared.
      changer.awareness.setLocalState({ index })
      await world.run(20)
      const peer = world.extended({ hello: { version: 3 }, isStalled: true, hasPresence: false })
      greedy.push(peer)
      await world.run(20)
    }
    await world.run(1_000)
    const held = greedy.reduce((sum, peer) => sum + peer.bufferedBytes(), 0)
    expect(held).toBeLessThan(large * 4)
    // What changes meanwhile is told, and not as a patch to what they do not have.
    const last = greedy.at(-1)
    last?.drain()
    changer.awareness.setLocalState({ index: 20 })
    await world.run(100)
    changer.awareness.setLocalState({ index: 21 })
    await world.run(100)
    expect(last?.shown).not.toContain(id)
    expect(last?.ofType('awarenessPatch')).toEqual([])
    expect(last?.awareness.getStates().get(changer.awareness.clientID)).toEqual({ index: 21 })
    for (let round = 0; round < 10; round += 1) {
      for (const peer of greedy) peer.drain()
      await world.run(600)
    }
    for (const peer of greedy) expect(peer.shown).toContain(id)
    expect(greedy.every(({ asked, isOpen }) => asked === 0 && isOpen)).toBe(true)
  })

  test.each(['queryAwareness', 'ping'] as const)('[B5] nor by %s', async (type) => {
    start({ limits: { ...limits, maxBufferedBytes: 1_000 } })
    const [greedy, other] = [world.extended(), world.stock()]
    await world.joined(greedy, other)
    other.awareness.setLocalState({ name: 'x'.repeat(500) })
    await world.run(100)
    greedy.stall()
    for (let id = 0; id < 2_000; id += 1) greedy.say(type === 'ping' ? { type, id } : { type })
    expect(greedy.bufferedBytes()).toBeLessThan(5_000)
    greedy.drain()
    greedy.say({ type: 'ping', id: 5 })
    await world.run()
    expect(greedy.ofType('pong').at(-1)).toEqual({ type: 'pong', id: 5 })
  })

  test('[B5] and one that writes without reading is left behind like any other', async () => {
    start({ limits: { ...limits, maxBufferedBytes: 1_000 } })
    const greedy = world.extended()
    await world.joined(greedy)
    greedy.stall()
    for (let index = 0; index < 400; index += 1) {
      greedy.sayUpdate(new Uint8Array([0, 0]))
      await world.run(1)
    }
    expect(greedy.bufferedBytes()).toBeLessThan(2_000)
    greedy.drain()
    await world.run()
    expect(greedy.saved).toBe(greedy.counted)
  })
})

describe('Edits that wait for others', () => {
  /** An update that builds on one of a client that nobody knows. */
  const orphan = (clientId: number, bytes = 1): Uint8Array => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    doc.getText('text').insert(0, 'parent')
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(6, 'x'.repeat(bytes))
    return Y.encodeStateAsUpdate(doc, before)
  }

  test('[B6] more than 64 of one peer end it, to come back', async () => {
    start()
    const [peer, other] = [world.raw(), world.stock()]
    peer.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    await world.joined(other)
    for (let index = 0; index < 64; index += 1) {
      peer.sayUpdate(orphan(1_000 + index))
      await world.run(20)
    }
    expect(peer.isOpen).toBe(true)
    peer.sayUpdate(orphan(5_000))
    await world.run(20)
    expect(peer.closed?.code).toBe(4500)
    expect(other.isOpen).toBe(true)
  })

  test('[B7] more than 1 MiB of them in a room are forgotten, and those who wait are ended', async () => {
    start({ limits: { maxPendingBytes: 50_000 } })
    const [one, two, other] = [world.extended(), world.extended(), world.extended()]
    await world.joined(one, two, other)
    one.sayUpdate(orphan(1_000, 30_000))
    await world.run(100)
    two.sayUpdate(orphan(2_000, 30_000))
    await world.run(100)
    expect([one.closed?.code, two.closed?.code]).toEqual([4500, 4500])
    other.type('still here')
    await world.run(100)
    expect(other.saved).toBe(other.counted)
    expect(world.count('pending-dropped')).toBe(1)
    // Whoever has it all brings it back.
    const doc = new Y.Doc()
    doc.clientID = 1_000
    doc.getText('text').insert(0, 'parent')
    doc.getText('text').insert(6, 'x'.repeat(30_000))
    const again = world.extended({ doc })
    await world.joined(again)
    await world.run(100)
    expect(again.saved).toBe(again.counted)
    expect(other.text).toContain('parentx')
  })

  test('[B8] a peer that is behind is asked for what is missing when it has caught up', async () => {
    start({ limits: { ...limits, maxBufferedBytes: 1_000 } })
    const [writer, slow] = [world.stock(), world.raw()]
    slow.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    await world.joined(writer)
    slow.stall()
    await write(writer, 5)
    slow.sayUpdate(orphan(1_000))
    await world.run(100)
    const asked = slow.ofType('syncStep1').length
    slow.drain()
    await world.run(100)
    expect(slow.ofType('syncStep1').length).toBe(asked + 1)
  })
})
