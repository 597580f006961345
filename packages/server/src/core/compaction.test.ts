import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Compactor } from './compaction.ts'
import { buildSnapshot } from './snapshot.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const limits = { compactAfterRecords: 10 }

async function write(peer: TestPeer, records: number): Promise<void> {
  for (let index = 0; index < records; index += 1) {
    peer.type('x')
    await world.run(20)
  }
}

const snapshotOf = async () => (await world.storage.inner.load(DOCUMENT))?.snapshot
const recordsOf = async () => (await world.storage.inner.load(DOCUMENT))?.records.length ?? 0

/** A compactor that waits until it is let go. */
function slowCompactor() {
  let finish = () => {}
  const compactor: Compactor = {
    compact: async (updates) => {
      const pieces = buildSnapshot(updates, 1_000)
      await new Promise<void>((resolve) => (finish = resolve))
      return pieces
    },
    close: async () => {},
  }
  return { compactor, finish: () => finish() }
}

describe('Compaction', () => {
  test('[C1] a long log is replaced by a snapshot, and the document is the same', async () => {
    const peer = start({ limits }).stock()
    await world.joined(peer)
    await write(peer, 9)
    expect(await snapshotOf()).toBeUndefined()
    peer.erase(2, 3)
    await world.run(100)
    expect((await snapshotOf())?.sequence).toBe(10)
    expect(await recordsOf()).toBe(0)
    expect(Y.equalSnapshots(Y.snapshot(await world.stored()), Y.snapshot(peer.doc))).toBe(true)
    world.crash()
    const reader = world.stock()
    await world.joined(reader)
    expect(reader.text).toBe(peer.text)
  })

  test('[C1] and again, when as much has been added', async () => {
    const peer = start({ limits }).stock()
    await world.joined(peer)
    await write(peer, 45)
    expect(world.count('compacted')).toBe(4)
    expect((await snapshotOf())?.sequence).toBe(40)
  })

  test('[C1] a log that was long when it was loaded is compacted then', async () => {
    start({ limits: { compactAfterRecords: 3 } })
    const doc = new Y.Doc()
    doc.on('update', (update: Uint8Array) => void world.store(update))
    for (let index = 0; index < 5; index += 1) doc.getText('text').insert(0, 'x')
    await world.joined(world.stock())
    await world.run(100)
    expect((await snapshotOf())?.sequence).toBe(5)
  })

  test('[C1] the log of a large document may be longer: a record for each 128 bytes of its snapshot', async () => {
    start({ limits })
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(2_000))
    const whole = Y.encodeStateAsUpdate(doc)
    await world.store(whole)
    await world.storage.inner.replacePrefix(DOCUMENT, { sequence: 1, pieces: [whole] })
    const peer = world.stock()
    await world.joined(peer)
    await write(peer, 15)
    expect(world.count('compacted')).toBe(0)
    await write(peer, 1)
    await world.run(100)
    expect(world.count('compacted')).toBe(1)
  })

  test('[C1] a few large records are enough', async () => {
    const peer = start({ limits: { compactAfterBytes: 10_000 } }).stock()
    await world.joined(peer)
    peer.type('x'.repeat(11_000))
    await world.run(100)
    expect(world.count('compacted')).toBe(1)
    peer.type('y')
    await world.run(100)
    expect(world.count('compacted')).toBe(1)
  })

  test('[C2] what is appended meanwhile stays behind the snapshot', async () => {
    const { compactor, finish } = slowCompactor()
    const peer = start({ limits, compactor }).stock()
    await world.joined(peer)
    await write(peer, 10)
    await write(peer, 5)
    finish()
    await world.run(100)
    expect((await snapshotOf())?.sequence).toBe(10)
    expect(await recordsOf()).toBe(5)
    expect((await world.stored()).getText('text').toString()).toBe('x'.repeat(15))
  })

  test('[C2] and does not make the next one come too early, or never', async () => {
    const { compactor, finish } = slowCompactor()
    const peer = start({ limits, compactor }).stock()
    await world.joined(peer)
    await write(peer, 14)
    finish()
    await world.run(100)
    expect(world.storage.snapshots.map(({ sequence }) => sequence)).toEqual([10])
    await write(peer, 4)
    finish()
    await world.run(100)
    expect(world.storage.snapshots.map(({ sequence }) => sequence)).toEqual([10])
    await write(peer, 4)
    finish()
    await world.run(100)
    expect(world.storage.snapshots).toHaveLength(2)
  })

  test('[C3] a compaction that fails changes nothing, is logged, and is tried again later', async () => {
    let fails = true
    const compactor: Compactor = {
      compact: async (updates) => {
        if (fails) throw new Error('out of memory')
        return buildSnapshot(updates, 1_000)
      },
      close: async () => {},
    }
    const peer = start({ limits, compactor }).stock()
    await world.joined(peer)
    await write(peer, 12)
    expect(world.logged('compaction-failed')).toHaveLength(1)
    expect(await recordsOf()).toBe(12)
    expect(peer.isOpen).toBe(true)
    fails = false
    await write(peer, 10)
    expect((await snapshotOf())?.sequence).toBe(20)
  })

  test('[C4] a document with damage is never compacted', async () => {
    start({ limits: { compactAfterRecords: 2 } })
    await world.store(new Uint8Array([9, 9, 9]))
    const peer = world.stock()
    await world.joined(peer)
    await write(peer, 10)
    expect(await snapshotOf()).toBeUndefined()
    expect(await recordsOf()).toBe(11)
    expect(world.logged('compaction-failed')).toEqual([])
  })

  test('[C5] a snapshot keeps what waits for other updates', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'one')
    const first = Y.encodeStateAsUpdate(doc)
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(3, 'two')
    const peer = start({ limits }).stock()
    await world.joined(peer)
    peer.sayUpdate(Y.encodeStateAsUpdate(doc, before))
    await write(peer, 10)
    expect(await snapshotOf()).toBeDefined()
    world.crash()
    const next = world.stock()
    await world.joined(next)
    next.sayUpdate(first)
    await world.run(100)
    const reader = world.stock()
    await world.joined(reader)
    expect(reader.text).toContain('onetwo')
  })

  test('[C5] its pieces each build only on those before', () => {
    const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
    for (let round = 0; round < 30; round += 1) {
      docs.forEach((doc, index) => {
        const next = docs[(index + 1) % 3] ?? doc
        doc.getText('text').insert((round * 7) % (doc.getText('text').length + 1), 'some words')
        doc.getMap('map').set(`key ${round % 4}`, new Y.Array())
        Y.applyUpdate(next, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(next)))
      })
      docs[0]?.getText('text').delete(1, 3)
    }
    const updates = docs.map((doc) => Y.encodeStateAsUpdate(doc))
    const pieces = buildSnapshot(updates, 100)
    expect(pieces.length).toBeGreaterThan(10)
    const [whole, built] = [new Y.Doc(), new Y.Doc()]
    for (const update of updates) Y.applyUpdate(whole, update)
    for (const piece of pieces) {
      Y.applyUpdate(built, piece)
      expect(built.store.pendingStructs).toBeNull()
    }
    expect(Y.equalSnapshots(Y.snapshot(whole), Y.snapshot(built))).toBe(true)
    expect(built.getText('text').toString()).toBe(whole.getText('text').toString())
  })

  test('[C5] a log that cannot be applied in whole gives no snapshot', () => {
    expect(() => buildSnapshot([new Uint8Array([9, 9, 9])], 1_000)).toThrow('cannot be applied')
  })

  test('[C6] documents are compacted one at a time, also when their rooms are gone', async () => {
    let atOnce = 0
    let most = 0
    const compactor: Compactor = {
      compact: async (updates) => {
        atOnce += 1
        most = Math.max(most, atOnce)
        await new Promise<void>((resolve) => world.clock.after(1_000, resolve))
        atOnce -= 1
        return buildSnapshot(updates, 1_000)
      },
      close: async () => {},
    }
    start({ limits: { ...limits, unloadDelayMs: 0 }, compactor })
    const peers = [world.stock(), world.stock()]
    await world.joined(...peers)
    for (const peer of peers) await write(peer, 6)
    for (const peer of peers) peer.leave()
    await world.run(10_000)
    expect(most).toBe(1)
    expect(world.server.rooms).toBe(0)
    expect(world.count('compacted')).toBeGreaterThan(0)
  })
})
