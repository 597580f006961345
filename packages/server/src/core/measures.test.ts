import { afterEach, describe, expect, test } from 'vitest'
import type { Measure } from './measures.ts'
import { World, type WorldOptions } from './world.test-support.ts'

let world: World
let measured: [Measure, number][]
afterEach(() => world.end())

function start(options: WorldOptions = {}): void {
  measured = []
  world = new World({ ...options, observe: (measure, value) => measured.push([measure, value]) })
}

const of = (measure: Measure): number[] =>
  measured.flatMap(([name, value]) => (name === measure ? [value] : []))

describe('What is measured', () => {
  test('a delivery is one peer that gets what changed: not its author', async () => {
    start()
    const [author, ...others] = [world.extended(), world.extended(), world.stock()]
    await world.joined(author, ...others)
    measured = []
    author.type('hello')
    await world.run(100)
    expect(of('updates')).toEqual([1])
    expect(of('deliveries')).toEqual([2])
    expect(of('tick-ms').length).toBeGreaterThan(0)
  })

  test('saved is measured from when the edit came until it is on disk, and so is the batch', async () => {
    start()
    const peer = world.extended()
    await world.joined(peer)
    measured = []
    world.storage.appendGate.shut()
    peer.type('slowly')
    await world.run(700)
    expect(of('saved-ms')).toEqual([])
    expect(world.server.status().unsavedBytes).toBeGreaterThan(0)
    world.storage.appendGate.open()
    await world.run()
    expect(of('saved-ms')).toEqual([700])
    expect(of('append-ms')).toHaveLength(1)
    expect(of('append-writes')).toEqual([1])
    expect(of('append-bytes')[0]).toBeGreaterThan('slowly'.length)
    expect(world.server.status().unsavedBytes).toBe(0)
  })

  test('each load is measured with what became of it', async () => {
    start()
    await world.joined(world.extended())
    expect(measured.map(([name]) => name).filter((name) => name.startsWith('load-ms'))).toEqual([
      'load-ms.absent',
      'load-ms.created',
    ])
    world.crash()
    measured = []
    await world.joined(world.extended())
    expect(of('load-ms.loaded')).toHaveLength(1)
  })

  test('the status counts sessions by how far they are', async () => {
    start({ hooks: { authorize: () => new Promise(() => {}) } })
    world.raw()
    world.stock()
    await world.run()
    expect(world.server.status()).toMatchObject({
      connections: { own: 2, shared: 0 },
      sessions: { greeting: 1, joining: 1, joined: 0 },
      rooms: { loading: 0, live: 0, closing: 0 },
    })
  })

  test('who does not read is behind, and what it was sent is unsent', async () => {
    start({ limits: { maxBufferedBytes: 1_000 } })
    const [author, slow] = [world.extended(), world.extended()]
    await world.joined(author, slow)
    slow.stall()
    author.type('x'.repeat(2_000))
    await world.run(100)
    author.type('y')
    await world.run(100)
    const unsentBytes = slow.bufferedBytes()
    expect(unsentBytes).toBeGreaterThan(2_000)
    expect(world.server.status()).toMatchObject({
      behind: 1,
      unsentBytes,
      mostUnsentBytes: unsentBytes,
      sessions: { joined: 2 },
      rooms: { live: 1 },
    })
  })
})
