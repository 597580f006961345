import { settle } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

describe('Closing the server', () => {
  test('[D1] tells those who said hello when to come back, and ends everybody with 1012', async () => {
    start()
    const [extended, stock] = [world.extended(), world.stock()]
    await world.joined(extended, stock)
    await world.server.close(5_000)
    await world.run()
    expect(extended.messages.at(-1)).toEqual({ type: 'goingAway', maxDelayMs: 5_000 })
    expect(stock.ofType('goingAway')).toEqual([])
    expect([extended.closed?.code, stock.closed?.code]).toEqual([1012, 1012])
    expect([world.server.peers, world.server.rooms]).toEqual([0, 0])
    expect(world.clock.pending).toBe(0)
  })

  test('[D1] ends peers that have not been let in yet, too', async () => {
    start().storage.loadGate.shut()
    const [silent, loading] = [world.raw(), world.stock()]
    await world.run()
    const closed = world.server.close(0)
    await world.run()
    expect([silent.closed?.code, loading.closed?.code]).toEqual([1012, 1012])
    world.storage.loadGate.open()
    await closed
    expect(world.server.rooms).toBe(0)
  })

  test('[D2] waits until everything that was taken is on disk', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    world.storage.appendGate.shut()
    peer.type('last words')
    let isClosed = false
    void world.server.close(0).then(() => (isClosed = true))
    await world.run(60_000)
    expect(isClosed).toBe(false)
    world.storage.appendGate.open()
    await world.run()
    expect(isClosed).toBe(true)
    expect((await world.stored()).getText('text').toString()).toBe('last words')
  })

  test('[D2] tries storage that fails at once, and again until it works', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('last words')
    await world.run(60_000)
    world.storage.appendFate = () => 'work'
    await world.server.close(0)
    expect((await world.stored()).getText('text').toString()).toBe('last words')
  })

  test('[D2] also if it closes while storage is being tried again', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('one')
    await world.run(50)
    world.storage.appendGate.shut()
    world.storage.appendFate = () => 'work'
    await world.run(5_000)
    peer.type(', two')
    const closed = world.server.close(0)
    world.storage.appendGate.open()
    await closed
    expect((await world.stored()).getText('text').toString()).toBe('one, two')
  })

  test('[D2] what fails while it closes is tried every half second, however long it failed before', async () => {
    start()
    const peer = world.stock()
    await world.joined(peer)
    world.storage.appendFate = () => 'fail'
    peer.type('last words')
    await world.run(60_000)
    void world.server.close(0)
    await world.run()
    const before = world.storage.batches.length
    await world.run(10_000)
    expect(world.storage.batches.length - before).toBeGreaterThanOrEqual(20)
  })

  test('[D7] what is not on disk is told by document, with edits and bytes', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    peer.type('on disk')
    await world.run()
    expect(world.server.unsaved).toEqual([])
    world.storage.appendFate = () => 'fail'
    peer.type('o')
    await world.run(50)
    peer.type('n')
    await world.run(50)
    expect(world.server.unsaved).toEqual([{ document: DOCUMENT, edits: 2, bytes: 20 }])
    world.storage.appendFate = () => 'work'
    await world.run(10_000)
    expect(world.server.unsaved).toEqual([])
  })

  test('[D3] acknowledges nothing after it has begun', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    world.storage.appendGate.shut()
    peer.type('last words')
    await world.run(100)
    const before = peer.saved
    const closed = world.server.close(0)
    world.storage.appendGate.open()
    await closed
    await world.run(100)
    expect(peer.saved).toBe(before)
  })

  test('[D3] but what came to disk before, and waits for a tick to be told, is told before the goodbye', async () => {
    start()
    const [peer, other] = [world.extended(), world.extended()]
    await world.joined(peer, other)
    world.storage.appendGate.shut()
    peer.type('a')
    await world.run()
    peer.messages.length = 0
    other.type('b')
    world.storage.appendGate.open()
    await settle()
    const closing = world.server.close(0)
    await world.run()
    expect(peer.messages.map(({ type }) => type)).toEqual(['saved', 'goingAway'])
    expect(peer.saved).toBe(peer.counted)
    expect(other.saved).toBeLessThan(other.counted)
    await closing
    expect((await world.stored()).getText('text').toString()).toBe(other.text)
  })

  test('[D4] refuses who comes later with 1012', async () => {
    start()
    await world.server.close(0)
    const late = world.stock()
    await world.run()
    expect(late.closed?.code).toBe(1012)
    expect(world.server.peers).toBe(0)
    expect(world.storage.loads).toBe(0)
  })

  test('[D4] loads and makes nothing for who was on the way in', async () => {
    const pending: (() => void)[] = []
    const authorize = (_: object, action: string) =>
      new Promise<{ allowed: true }>((resolve) => {
        if (action === 'create') pending.push(() => resolve({ allowed: true }))
        else resolve({ allowed: true })
      })
    start({ hooks: { authorize } })
    world.stock()
    await world.run()
    expect(pending).toHaveLength(1)
    await world.server.close(0)
    const loads = world.storage.loads
    for (const letIn of pending) letIn()
    await world.run(100)
    expect(world.storage.loads).toBe(loads)
    expect(world.server.rooms).toBe(0)
    expect(world.logged('session-failed')).toEqual([])
  })

  test('[D5] tells the application of the last changes, and keeps what it makes of them', async () => {
    const told: string[] = []
    const peer = start({
      hooks: {
        changed: (_, doc) => {
          told.push(doc.getText('text').toString())
          doc.getMap('meta').set('closed', true)
        },
      },
    }).stock()
    await world.joined(peer)
    peer.type('last words')
    await world.server.close(0)
    expect(told).toEqual(['last words'])
    expect((await world.stored()).getMap('meta').toJSON()).toEqual({ closed: true })
    await world.run(60_000)
    expect(told).toHaveLength(1)
  })

  test('[D6] closing twice is the same as once', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    expect(world.server.close(0)).toBe(world.server.close(0))
    await world.server.close(0)
    await world.run()
    expect(peer.ofType('goingAway')).toHaveLength(1)
  })
})
