import { StorageError } from '@weft/storage'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Compactor } from './compaction.ts'
import { damagingUpdate } from './damaging-update.test-support.ts'
import { replay } from './replay.ts'
import { buildSnapshot } from './snapshot.ts'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

function typed(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** A declared count of structs that is out of all proportion: applied, it takes 256 MB. */
const BOMB = new Uint8Array([0x01, 0x80, 0x80, 0x80, 0x10, 0x2a, 0x00])

/** A compactor that does its work at once, and counts. */
function countingCompactor(fail?: Error) {
  const compactor = {
    tasks: 0,
    compact: async (updates: readonly Uint8Array[]) => {
      compactor.tasks += 1
      if (fail) throw fail
      return buildSnapshot(updates, 1024)
    },
    close: async () => {},
  }
  return compactor satisfies Compactor
}

describe('A stored update', () => {
  test('[L9] that cannot be decoded is quarantined with its place, and the rest is served', async () => {
    start()
    await world.store(typed('found'))
    const good = { update: typed(' and kept'), user: undefined, timeMs: 1 }
    const bomb = { ...good, update: BOMB }
    await world.storage.inner.append([{ document: DOCUMENT, updates: [good, bomb, bomb] }])
    const before = process.memoryUsage.rss()
    const peer = world.stock()
    await world.joined(peer)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
    expect([...peer.text].toSorted().join('')).toBe([...'found and kept'].toSorted().join(''))
    expect(world.logged('update-quarantined')).toEqual([
      expect.objectContaining({ level: 'error', document: DOCUMENT, sequence: 2, index: 1 }),
      expect.objectContaining({ level: 'error', document: DOCUMENT, sequence: 2, index: 2 }),
    ])
    expect(world.count('update-quarantined')).toBe(2)
    const stored = await world.storage.inner.load(DOCUMENT)
    expect(stored?.records[1]?.updates.map(({ update }) => update.length > 0)).toEqual([
      true,
      false,
      false,
    ])
    world.crash()
    await world.joined(world.stock())
    expect(world.logged('update-quarantined')).toHaveLength(2)
    expect(world.logged('document-damaged')).toHaveLength(2)
  })

  test('[L9] that throws half-way leaves nothing of itself in the document', async () => {
    const { base, bad } = damagingUpdate()
    start()
    await world.store(base)
    await world.store(bad)
    const peer = world.stock()
    await world.joined(peer)
    const expected = new Y.Doc()
    Y.applyUpdate(expected, base)
    expect(Y.equalSnapshots(Y.snapshot(peer.doc), Y.snapshot(expected))).toBe(true)
    expect(world.logged('update-quarantined')).toEqual([
      expect.objectContaining({ document: DOCUMENT, sequence: 2, index: 0 }),
    ])
  })

  test('[L9] is found by the compactor, too, in a log that is condensed first', async () => {
    const { base, bad } = damagingUpdate()
    const compactor = countingCompactor()
    start({ compactor, limits: { condenseAfterBytes: 1 } })
    await world.store(base)
    await world.store(bad)
    await world.store(BOMB)
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.doc.getText('text').toString()).toBe('stored')
    const places = world.logged('update-quarantined').map(({ sequence }) => sequence)
    expect(places).toEqual([3, 2])
    expect(compactor.tasks).toBe(3)
  })

  test.for([{ condenseAfterBytes: 2 ** 22 }, { condenseAfterBytes: 1 }])(
    '[L9] that throws when what it waited for has come is found, and not what came ($condenseAfterBytes)',
    async (limits) => {
      const { base, bad } = damagingUpdate()
      start({ limits })
      await world.store(bad)
      await world.store(base)
      await world.store(typed('kept'))
      const peer = world.stock()
      await world.joined(peer)
      expect(peer.text).toContain('stored')
      expect(peer.text).toContain('kept')
      expect(world.logged('update-quarantined')).toEqual([
        expect.objectContaining({ document: DOCUMENT, sequence: 1, index: 0 }),
      ])
    },
  )

  test('[L9] [C4] that was quarantined keeps its document from being compacted, for good', async () => {
    const compactor = countingCompactor()
    start({ compactor, limits: { compactAfterRecords: 2 } })
    for (const text of ['a', 'b', 'c']) await world.store(typed(text))
    await world.store(BOMB)
    for (let opened = 0; opened < 2; opened += 1) {
      const peer = world.stock()
      await world.joined(peer)
      for (let edits = 0; edits < 5; edits += 1) {
        peer.type('x')
        await world.run(20)
      }
      world.crash()
    }
    expect(compactor.tasks).toBe(0)
    expect((await world.storage.inner.load(DOCUMENT))?.snapshot).toBeUndefined()
  })

  test('[L9] that cannot be marked, because the disk fails, is left out all the same', async () => {
    start()
    await world.store(typed('found'))
    await world.store(BOMB)
    world.storage.quarantine = () => Promise.reject(new StorageError('NO_SPACE', 'full'))
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.text).toBe('found')
    expect(world.logged('quarantine-failed')).toHaveLength(1)
  })
})

describe('A long log', () => {
  test('[L10] is condensed before it is loaded, and its snapshot takes its place', async () => {
    const compactor = countingCompactor()
    start({ compactor, limits: { condenseAfterBytes: 20 } })
    await world.store(typed('long, long, long'))
    await world.store(typed('longer'))
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.text).toHaveLength(22)
    expect(world.count('condensed')).toBe(1)
    expect((await world.storage.inner.load(DOCUMENT))?.snapshot?.sequence).toBe(2)
    world.crash()
    await world.joined(world.stock())
    expect(compactor.tasks).toBe(1)
  })

  test.each([
    [60, 0],
    [70, 1],
  ])('[L10] is one with an update of %d KiB: condensed %d times', async (kibibytes, times) => {
    start()
    await world.store(typed('short'))
    await world.store(typed('x'.repeat(kibibytes * 1024)))
    await world.joined(world.stock())
    expect(world.count('condensed')).toBe(times)
  })

  test('[L10] [C4] of a damaged document is condensed, and stays as it is', async () => {
    const compactor = countingCompactor()
    start({ compactor, limits: { condenseAfterBytes: 20 } })
    await world.store(typed('long, long, long'))
    await world.store(BOMB)
    await world.joined(world.stock())
    world.crash()
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.text).toBe('long, long, long')
    expect((await world.storage.inner.load(DOCUMENT))?.snapshot).toBeUndefined()
  })

  test('[L10] is built bit by bit: others have their turn in between', async () => {
    const updates = Array.from({ length: 300 }, (_, index) => ({
      sequence: index + 1,
      index: 0,
      update: typed('x'),
    }))
    let nowMs = 0
    let turns = 0
    const clock = {
      now: () => (nowMs += 8),
      wallTime: () => 0,
      after: () => () => {},
      soon(run: () => void) {
        turns += 1
        queueMicrotask(run)
        return () => {}
      },
    }
    const options = { clock, isCareful: false, mustCheck: true }
    const replayed = await replay(updates, { ...options, budgetMs: Infinity })
    expect(turns).toBeGreaterThan(2)
    if (replayed.is !== 'whole') throw new Error(replayed.is)
    expect(replayed.document.doc.getText('text')).toHaveLength(300)
    await expect(replay(updates, { ...options, budgetMs: 20 })).resolves.toEqual({ is: 'slow' })
  })

  test('[L10] keeps formatting that only looks redundant while half of it is there', async () => {
    const doc = new Y.Doc()
    const log: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => log.push(update))
    const text = doc.getMap('map').set('text', new Y.XmlText())
    text.insert(0, 'plain')
    text.insert(0, 'x', { bold: true })
    text.insert(1, 'bold', { bold: true })
    // Before "bold" is there, bold begins and ends at the same place.
    text.delete(0, 1)
    for (const updates of [log, buildSnapshot(log, 1)]) {
      const stored = updates.map((update, index) => ({ sequence: index + 1, index: 0, update }))
      const replayed = await replay(stored, {
        clock: { now: () => 0, wallTime: () => 0, after: () => () => {}, soon: () => () => {} },
        budgetMs: Infinity,
        isCareful: true,
        mustCheck: true,
      })
      if (replayed.is !== 'whole') throw new Error(replayed.is)
      const loaded = replayed.document.doc.getMap('map').get('text')
      expect(loaded instanceof Y.XmlText && loaded.toDelta()).toEqual(text.toDelta())
      expect(replayed.document.hasServerEdits).toBe(false)
    }
  })
})

test('[D2] closing does not wait for a log that is being condensed', async () => {
  let giveUp = (_: Error) => {}
  const compactor: Compactor = {
    compact: () => new Promise((_, reject) => (giveUp = reject)),
    close: async () => giveUp(new Error('the compactor was closed')),
  }
  start({ compactor, limits: { condenseAfterBytes: 1 } })
  await world.store(typed('long'))
  world.stock()
  await world.run()
  let isClosed = false
  void world.server.close(0).then(() => (isClosed = true))
  await world.run()
  expect(isClosed).toBe(true)
})

describe('A document that takes too much', () => {
  test('[L11] in storage is refused with words, and others are served', async () => {
    start({ limits: { maxLoadBytes: 100 } })
    await world.store(typed('x'.repeat(200)))
    const peer = world.stock()
    await world.run()
    expect(peer.closed?.code).toBe(1013)
    expect(peer.closed?.reason).toContain('too large')
    expect(world.logged('load-refused')).toEqual([
      expect.objectContaining({ level: 'error', document: DOCUMENT }),
    ])
    expect(world.count('load-refused')).toBe(1)
  })

  test('[L11] of the compactor is refused for a minute without another try', async () => {
    const compactor = countingCompactor(new Error('it took longer than 30000 ms'))
    start({ compactor, limits: { condenseAfterBytes: 1 } })
    await world.store(typed('x'))
    for (let tries = 0; tries < 3; tries += 1) {
      const peer = world.stock()
      await world.run(1_000)
      expect(peer.closed?.code).toBe(1013)
      expect(peer.closed?.reason).toContain('too much')
    }
    expect(compactor.tasks).toBe(1)
    await world.run(60_000)
    world.stock()
    await world.run()
    expect(compactor.tasks).toBe(2)
  })
})
