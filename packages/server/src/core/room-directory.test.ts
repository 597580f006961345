import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** Somebody comes back to what the disk does not have, and leaves; then the disk works again. */
async function goesOnUntilStored(text: string): Promise<void> {
  const next = world.stock()
  await world.joined(next)
  expect(next.text).toBe(text)
  next.leave()
  world.storage.appendFate = () => 'work'
  await world.run(60_000)
  expect((await world.stored()).getText('text').toString()).toBe(text)
}

describe('A room', () => {
  test('[L1] is loaded once for all that join while it loads', async () => {
    await start().store(updateOf('stored'))
    world.storage.loadGate.shut()
    const first = world.stock()
    await world.run(1_000)
    const second = world.stock()
    await world.run(1_000)
    world.storage.loadGate.open()
    await world.joined(first, second)
    expect(world.storage.loads).toBe(1)
    expect(world.server.rooms).toBe(1)
  })

  test('[L1] of a document that does not exist is made once, with one epoch', async () => {
    start()
    const peers = [world.extended(), world.extended(), world.extended()]
    await world.joined(...peers)
    expect(new Set(peers.map(({ welcome }) => welcome?.epoch)).size).toBe(1)
    expect(peers[0]?.welcome?.epoch).toMatch(/^secret-/)
    expect(world.server.rooms).toBe(1)
  })

  test('[L2] that cannot be loaded turns its peers away to come back, and the next one loads it', async () => {
    await start().store(updateOf('stored'))
    let left = 1
    world.storage.loadFate = () => (left-- > 0 ? 'fail' : 'work')
    const early = [world.stock(), world.stock()]
    await world.run()
    expect(early.map(({ closed }) => closed?.code)).toEqual([1013, 1013])
    expect(world.server.rooms).toBe(0)
    const late = world.stock()
    await world.joined(late)
    expect(late.text).toBe('stored')
  })

  test('[L3] stays for thirty seconds after its last peer has left, and then is unloaded', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    peer.type('x')
    await world.run(20_000)
    peer.leave()
    await world.run(29_000)
    expect(world.server.rooms).toBe(1)
    await world.run(2_000)
    expect(world.server.rooms).toBe(0)
    expect(world.clock.pending).toBe(0)
  })

  test('[L3] stays if somebody joins in time, without another load', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    peer.leave()
    await world.run(29_000)
    const loads = world.storage.loads
    const next = world.stock()
    await world.joined(next)
    await world.run(60_000)
    expect(world.server.rooms).toBe(1)
    expect(world.storage.loads).toBe(loads)
  })

  test('[L3] is unloaded before its time while memory is short, and not while it is not', async () => {
    let use = 0.5
    start({ memoryUse: () => use })
    const [writer, other] = [world.stock(), world.stock({ document: documentName('other') })]
    await world.joined(writer, other)
    writer.type('kept')
    await world.run(1_000)
    writer.leave()
    await world.run(10_000)
    expect(world.server.rooms).toBe(2)
    use = 0.85
    await world.run(5_000)
    // Somebody is in the other one.
    expect(world.server.rooms).toBe(1)
    expect(world.count('unloaded-early')).toBe(1)
    expect((await world.stored()).getText('text').toString()).toBe('kept')
    use = 0.75
    await world.run(20_000)
    use = 0.5
    await world.run(20_000)
    expect(world.logged('memory-short')).toMatchObject([{ percent: 85, highWaterPercent: 80 }])
    expect(world.logged('memory-free')).toHaveLength(1)
    expect(other.closed).toBeUndefined()
  })

  test('[L3] [L5] keeps what the disk does not have, however short memory is', async () => {
    start({ memoryUse: () => 0.99 })
    const [writer, other] = [world.stock(), world.stock({ document: documentName('other') })]
    await world.joined(writer, other)
    world.storage.appendFate = () => 'fail'
    writer.type('only here')
    await world.run(100)
    writer.leave()
    await world.run(60_000)
    expect(world.server.rooms).toBe(2)
    await goesOnUntilStored('only here')
    expect(world.server.rooms).toBe(1)
  })

  test('[L4] whose only peer went away while it was loading is unloaded, too', async () => {
    await start().store(updateOf('stored'))
    world.storage.loadGate.shut()
    const peer = world.stock()
    await world.run(100)
    peer.leave()
    world.storage.loadGate.open()
    await world.run(100)
    expect(world.server.peers).toBe(0)
    expect(world.server.rooms).toBe(1)
    await world.run(30_000)
    expect(world.server.rooms).toBe(0)
  })

  test('[L5] is never unloaded while it holds what the disk does not', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('only here')
    peer.leave()
    await world.run(600_000)
    expect(world.server.rooms).toBe(1)
    await goesOnUntilStored('only here')
    expect(world.server.rooms).toBe(0)
  })

  test('[L5] nor while a write is under way', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendGate.shut()
    peer.type('x')
    await world.run(100)
    peer.leave()
    await world.run(120_000)
    expect(world.server.rooms).toBe(1)
    world.storage.appendGate.open()
    await world.run(60_000)
    expect(world.server.rooms).toBe(0)
  })

  test('[L6] is loaded anew for who joins while it ends, and not before it has ended', async () => {
    let live: Y.Doc | undefined
    start({ limits: { changedDebounceMs: 0 }, hooks: { changed: (_, doc) => void (live = doc) } })
    const peer = world.stock()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    // A fault ends the room, while the disk is slow.
    live?.on('update', () => {
      throw new Error('a fault of the application')
    })
    world.storage.appendGate.shut()
    peer.type('b')
    await world.run(100)
    expect(peer.closed?.code).toBe(1011)
    const loads = world.storage.loads
    const next = [world.stock(), world.stock()]
    await world.run(20_000)
    expect(next.some(({ isSynced }) => isSynced)).toBe(false)
    expect(world.storage.loads).toBe(loads)
    world.storage.appendGate.open()
    await world.joined(...next)
    expect(next.map(({ text }) => text)).toEqual(['ab', 'ab'])
    expect(world.storage.loads).toBe(loads + 1)
    expect(world.server.rooms).toBe(1)
  })

  test('[L6] join and leave at any moment: never two rooms, never an edit lost', async () => {
    start({ limits: { unloadDelayMs: 3 } })
    let letters = ''
    for (let round = 0; round < 60; round += 1) {
      const peer = world.stock()
      await world.run(round % 5)
      if (peer.isSynced) {
        expect(peer.text).toBe(letters)
        peer.type('x')
        letters += 'x'
      }
      await world.run(round % 3)
      peer.leave()
      await world.run(round % 7)
      expect(world.server.rooms).toBeLessThanOrEqual(1)
    }
    await world.run(10_000)
    expect(world.server.rooms).toBe(0)
    expect((await world.stored()).getText('text').toString()).toBe(letters)
    expect(letters.length).toBeGreaterThan(20)
  })

  test('[L7] that meets a fault ends its peers with 1011, keeps what it has, and is loaded anew', async () => {
    let live: Y.Doc | undefined
    start({ limits: { changedDebounceMs: 0 }, hooks: { changed: (_, doc) => void (live = doc) } })
    const [peer, other] = [world.extended(), world.stock()]
    await world.joined(peer, other)
    peer.type('a')
    await world.run(100)
    // Application code that listens to the document and throws: Yjs passes it on to whoever made the change.
    live?.on('update', () => {
      throw new Error('a fault of the application')
    })
    peer.type('b')
    await world.run(100)
    expect([peer.closed?.code, other.closed?.code]).toEqual([1011, 1011])
    expect(world.logged('room-broken')).toHaveLength(1)
    const again = world.extended({ doc: peer.doc, awareness: peer.awareness })
    await world.joined(again)
    await world.run(100)
    expect(again.saved).toBe(again.counted)
    expect((await world.stored()).getText('text').toString()).toBe('ab')
    expect(world.server.rooms).toBe(1)
  })

  test('[L7] and whose end meets one, ends all the same', async () => {
    let live: Y.Doc | undefined
    start({ limits: { changedDebounceMs: 0 }, hooks: { changed: (_, doc) => void (live = doc) } })
    const peer = world.stock()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    live?.on('destroy', () => {
      throw new Error('a fault of the application')
    })
    peer.leave()
    await world.run(60_000)
    expect(world.server.rooms).toBe(0)
    const next = world.stock()
    await world.joined(next)
    expect(next.text).toBe('a')
  })

  test('[L8] with a damaged log is served, reported, and asks its peers', async () => {
    start()
    await world.store(updateOf('found'))
    await world.storage.inner.append([
      {
        document: DOCUMENT,
        updates: [{ update: new Uint8Array([9, 9, 9]), user: undefined, timeMs: 1 }],
      },
    ])
    const peer = world.stock()
    await world.joined(peer)
    expect(peer.text).toBe('found')
    expect(world.logged('document-damaged')).toEqual([
      expect.objectContaining({ level: 'error', document: DOCUMENT, damage: [expect.any(String)] }),
    ])
    peer.type(', and on')
    await world.run(100)
    expect((await world.stored()).getText('text').toString()).toBe('found, and on')
  })
})

describe('A server with as many rooms as it may have', () => {
  const first = documentName('first')
  const second = documentName('second')
  const third = documentName('third')

  test('[B18] unloads the one that has been empty for longest', async () => {
    start({ limits: { maxRooms: 2 } })
    const peers = [world.stock({ document: first }), world.stock({ document: second })] as const
    await world.joined(...peers)
    peers[1].type('kept')
    await world.run(100)
    peers[1].leave()
    await world.run(3_000)
    peers[0].leave()
    await world.run(100)
    const late = world.stock({ document: third })
    await world.joined(late)
    expect(world.server.rooms).toBe(2)
    expect(world.count('unloaded')).toBe(1)
    const loads = world.storage.loads
    const again = world.stock({ document: first })
    await world.joined(again)
    expect(world.storage.loads).toBe(loads)
    expect((await world.stored(second)).getText('text').toString()).toBe('kept')
  })

  test('[B18] sends away whoever asks for another document, if people are in all of them', async () => {
    start({ limits: { maxRooms: 2 } })
    const peers = [world.stock({ document: first }), world.stock({ document: second })] as const
    await world.joined(...peers)
    const late = world.extended({ document: third })
    await world.run(100)
    expect(late.closed).toEqual({
      code: 1013,
      reason: 'the server has too many documents open',
    })
    expect(world.count('rooms-full')).toBe(1)
    const more = world.stock({ document: first })
    await world.joined(more)
    peers[0].type('still here')
    await world.run(100)
    expect(more.text).toBe('still here')
    peers[1].leave()
    await world.joined(world.stock({ document: third }))
  })

  test('[B18] keeps a room whose edits are not on disk', async () => {
    start({ limits: { maxRooms: 1 } })
    const peer = world.stock({ document: first })
    await world.joined(peer)
    world.storage.appendGate.shut()
    peer.type('not on disk')
    await world.run(100)
    peer.leave()
    const late = world.stock({ document: second })
    await world.run(100)
    expect(late.closed?.code).toBe(1013)
    world.storage.appendGate.open()
    await world.run(5_000)
    await world.joined(world.stock({ document: second }))
    expect((await world.stored(first)).getText('text').toString()).toBe('not on disk')
  })
})
