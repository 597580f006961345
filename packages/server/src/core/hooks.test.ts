import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Authorization } from './ports.ts'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

describe('authorize', () => {
  test.each(['read', 'write', 'create'])(
    '[K1] that throws when asked for %s sends the peer away to come back',
    async (fault) => {
      const authorize = (_: object, action: string) => {
        if (action === fault) throw new Error('no database')
        return { allowed: true } as const
      }
      const peer = start({ hooks: { authorize } }).stock()
      await world.run()
      expect(peer.closed?.code).toBe(1013)
      expect(world.logged('hook-failed')).toEqual([
        expect.objectContaining({ hook: 'authorize', document: DOCUMENT, message: 'no database' }),
      ])
      expect(await world.storage.inner.load(DOCUMENT)).toBeUndefined()
    },
  )

  test.each(['read', 'write', 'create'])(
    '[K1] that never answers when asked for %s keeps nobody waiting for ever',
    async (fault) => {
      const authorize = (_: object, action: string) =>
        action === fault ? new Promise<Authorization>(() => {}) : ({ allowed: true } as const)
      const peer = start({ hooks: { authorize } }).stock()
      await world.run(29_900)
      expect(peer.isOpen).toBe(true)
      await world.run(200)
      expect(peer.closed).toEqual({ code: 1013, reason: 'authorization failed; try later' })
      expect(world.logged('hook-failed')).toEqual([
        expect.objectContaining({
          hook: 'authorize',
          document: DOCUMENT,
          message: 'it gave no answer within 30000 ms',
        }),
      ])
      expect(await world.storage.inner.load(DOCUMENT)).toBeUndefined()
    },
  )

  test('[K1] who somebody is, is known from either answer', async () => {
    const authorize = (_: object, action: string) =>
      action === 'read' ? ({ allowed: true, user: 'ada' } as const) : ({ allowed: true } as const)
    const peer = start({ hooks: { authorize } }).stock()
    await world.joined(peer)
    peer.type('x')
    await world.run(100)
    expect((await world.storage.inner.load(DOCUMENT))?.records[0]?.updates[0]?.user).toBe('ada')
  })
})

describe('seed', () => {
  test('[K2] gives a new document its content, on disk before the first answer', async () => {
    let calls = 0
    const seed = () => {
      calls += 1
      return updateOf('welcome')
    }
    start({ hooks: { seed } }).storage.appendGate.shut()
    const peers = [world.stock(), world.extended()]
    await world.run(1_000)
    expect(peers.some(({ isSynced }) => isSynced)).toBe(false)
    world.storage.appendGate.open()
    await world.joined(...peers)
    expect(peers.map(({ text }) => text)).toEqual(['welcome', 'welcome'])
    expect(calls).toBe(1)
    expect((await world.stored()).getText('text').toString()).toBe('welcome')
    expect(peers[1]?.welcome?.sequence).toBe(1)
    world.crash()
    const later = world.stock()
    await world.joined(later)
    expect([later.text, calls]).toEqual(['welcome', 1])
  })

  test.each([0, 1, 2, 3, 5, 8, 13, 21])(
    '[K2] counts once when the process dies %d turns into it',
    async (turns) => {
      start({ hooks: { seed: async () => updateOf('welcome') } })
      world.storage.appendFate = () => 'doubt'
      world.stock()
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      world.crash()
      world.storage.appendFate = () => 'work'
      const peer = world.stock()
      await world.run(10_000)
      expect(peer.text).toBe('welcome')
      expect((await world.stored()).getText('text').toString()).toBe('welcome')
    },
  )

  test('[K2] is not asked for a document that has something stored, even if that is empty by now', async () => {
    const seed = () => updateOf('welcome')
    start({ hooks: { seed } })
    const peer = world.stock()
    await world.joined(peer)
    peer.erase(0, 7)
    await world.run(100)
    world.crash()
    const later = world.stock()
    await world.joined(later)
    expect(later.text).toBe('')
  })

  test.each([
    ['throws', () => Promise.reject(new Error('no templates'))],
    ['gives something that is no update', async () => new Uint8Array([9, 9, 9])],
  ])('[K3] that %s lets nobody in for now, and nothing of it is stored', async (_, broken) => {
    let isBroken = true
    const seed = () => (isBroken ? broken() : updateOf('welcome'))
    const peer = start({ hooks: { seed } }).stock()
    await world.run()
    expect(peer.closed?.code).toBe(1013)
    expect(world.logged('hook-failed')).toHaveLength(1)
    expect(await world.logOf()).toEqual([])
    isBroken = false
    const next = world.stock()
    await world.joined(next)
    expect(next.text).toBe('welcome')
  })
})

describe('changed', () => {
  const recording = (change?: (doc: Y.Doc) => void | Promise<void>) => {
    const told: { atMs: number; text: string; onDisk: string }[] = []
    const changed = async (_: string, doc: Y.Doc) => {
      const text = doc.getText('text').toString()
      const onDisk = (await world.stored()).getText('text').toString()
      told.push({ atMs: world.clock.now(), text, onDisk })
      await change?.(doc)
    }
    return { told, changed }
  }

  test('[K5] is told two seconds after the last change, when it is on disk', async () => {
    const { told, changed } = recording()
    const peer = start({ hooks: { changed } }).stock()
    await world.joined(peer)
    const startMs = world.clock.now()
    peer.type('a')
    await world.run(1_000)
    peer.type('b')
    await world.run(1_900)
    expect(told).toEqual([])
    await world.run(1_000)
    expect(told).toEqual([{ atMs: startMs + 3_000, text: 'ab', onDisk: 'ab' }])
  })

  test('[K5] is told every ten seconds while nobody pauses', async () => {
    const { told, changed } = recording()
    const peer = start({ hooks: { changed } }).stock()
    await world.joined(peer)
    for (let index = 0; index < 32; index += 1) {
      peer.type('x')
      await world.run(1_000)
    }
    expect(told.length).toBe(3)
    for (const { text, onDisk } of told) expect(onDisk).toBe(text)
  })

  test('[K5] is not told of what is not on disk', async () => {
    const { told, changed } = recording()
    const peer = start({ hooks: { changed } }).stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('x')
    await world.run(20_000)
    expect(told).toEqual([])
    world.storage.appendFate = () => 'work'
    await world.run(10_000)
    expect(told).toHaveLength(1)
  })

  test('[K5] is told one at a time, and at most once more after a slow one', async () => {
    let finish = () => {}
    const { told, changed } = recording(() => new Promise<void>((resolve) => (finish = resolve)))
    const peer = start({ hooks: { changed } }).stock()
    await world.joined(peer)
    for (let index = 0; index < 10; index += 1) {
      peer.type('x')
      await world.run(3_000)
    }
    expect(told).toHaveLength(1)
    finish()
    await world.run(100)
    expect(told).toHaveLength(2)
    finish()
    await world.run(100)
    expect(told).toHaveLength(2)
    expect(told[1]?.text).toBe('x'.repeat(10))
  })

  test('[K4] may edit the document: that is stored and shared, and is no news', async () => {
    const { told, changed } = recording((doc) => {
      const map = doc.getMap('meta')
      map.set('seen', Number(map.get('seen') ?? 0) + 1)
    })
    start({ hooks: { changed } })
    const [peer, other] = [world.stock(), world.stock()]
    await world.joined(peer, other)
    peer.type('a')
    await world.run(60_000)
    expect(told).toHaveLength(1)
    for (const { doc } of [peer, other]) expect(doc.getMap('meta').toJSON()).toEqual({ seen: 1 })
    expect((await world.stored()).getMap('meta').toJSON()).toEqual({ seen: 1 })
  })

  test('[K6] that edits each time does not keep a room from unloading, and its last edit is stored', async () => {
    const { told, changed } = recording((doc) => void doc.getMap('meta').set('saved', 'yes'))
    start({ limits: { unloadDelayMs: 100 }, hooks: { changed } })
    const peer = world.stock()
    await world.joined(peer)
    peer.type('a')
    peer.leave()
    await world.run(10_000)
    expect(world.server.rooms).toBe(0)
    expect(told).toHaveLength(1)
    expect((await world.stored()).getMap('meta').toJSON()).toEqual({ saved: 'yes' })
    await world.run(60_000)
    expect(told).toHaveLength(1)
  })

  test('[K6] that never returns keeps nobody from the document', async () => {
    start({ limits: { unloadDelayMs: 100 }, hooks: { changed: () => new Promise(() => {}) } })
    const peer = world.stock()
    await world.joined(peer)
    peer.type('a')
    await world.run(10_000)
    peer.leave()
    await world.run(100_000)
    const next = world.stock()
    await world.joined(next)
    expect(next.text).toBe('a')
  })

  test('[K7] that throws is logged, and everything goes on', async () => {
    const changed = () => Promise.reject(new Error('no index'))
    const peer = start({ hooks: { changed } }).extended()
    await world.joined(peer)
    peer.type('a')
    await world.run(5_000)
    peer.type('b')
    await world.run(5_000)
    expect(peer.saved).toBe(peer.counted)
    expect(world.logged('hook-failed')).toHaveLength(2)
  })

  test('[K7] nor does a log that throws do any harm', async () => {
    const peer = start().extended()
    world.log.push = () => {
      throw new Error('no log')
    }
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('a')
    await world.run(1_000)
    world.storage.appendFate = () => 'work'
    await world.run(5_000)
    expect(peer.saved).toBe(peer.counted)
  })
})
