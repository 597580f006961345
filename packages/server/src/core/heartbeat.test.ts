import { afterEach, describe, expect, test } from 'vitest'
import { beat, beatIntervalMs, type Beat } from './heartbeat.ts'
import { World } from './world.test-support.ts'

const limits = { pingIntervalMs: 20_000, silenceTimeoutMs: 45_000 }

let world: World | undefined
afterEach(() => world?.end())

describe('Heartbeat', () => {
  // Times are ages: how long ago the peer was heard, pinged and sent a frame.
  test.each<[heard: number, pinged: number, sent: number, stock: boolean, due: Beat[]]>([
    [0, 0, 0, true, []],
    [19_999, 19_999, 19_999, true, []],
    [20_000, 20_000, 0, true, ['ping']],
    [0, 0, 20_000, true, ['keepalive']],
    [0, 0, 10 ** 6, false, []],
    [20_000, 20_000, 20_000, true, ['ping', 'keepalive']],
    [44_999, 4_999, 0, true, []],
    [45_000, 0, 0, true, ['terminate']],
    [45_000, 20_000, 20_000, true, ['terminate']],
  ])(
    '[H1] heard %d, pinged %d, sent %d ms ago, stock %s: %j',
    (heard, pinged, sent, stock, due) => {
      const nowMs = 10 ** 7
      const signs = {
        heardMs: nowMs - heard,
        pingedMs: nowMs - pinged,
        sentMs: nowMs - sent,
        needsKeepalive: stock,
      }
      expect(beat(nowMs, signs, limits)).toEqual(due)
    },
  )

  test('[H1] connections are looked at four times in a ping interval', () => {
    expect(beatIntervalMs(limits)).toBe(5_000)
  })

  test('[H2] a peer is pinged every twenty seconds, and one that answers stays', async () => {
    world = new World()
    const peer = world.stock()
    await world.joined(peer)
    await world.run(200_000)
    expect(peer.pings).toBe(10)
    expect(peer.isOpen).toBe(true)
  })

  test('[H3] a peer that is silent for 45 s is cut off, and the others see it go', async () => {
    world = new World()
    const [dead, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(dead, other)
    await world.run(100)
    dead.cut()
    await world.run(44_000)
    expect(other.shown).toEqual([1, 2])
    expect(world.server.peers).toBe(2)
    await world.run(6_000)
    expect(other.shown).toEqual([2])
    expect(world.server.peers).toBe(1)
    expect(world.count('silent')).toBe(1)
  })

  test('[H3] any frame is a sign of life', async () => {
    world = new World()
    const peer = world.stock()
    peer.answersPings = false
    await world.joined(peer)
    for (let second = 0; second < 200; second += 10) {
      peer.say({ type: 'queryAwareness' })
      await world.run(10_000)
    }
    expect(peer.isOpen).toBe(true)
  })

  test('[H4] a stock client that has heard nothing for 20 s gets a keepalive, and no other peer does', async () => {
    world = new World({ limits: { askIntervalMs: 10 ** 9 } })
    const [stock, extended] = [
      world.stock({ hasPresence: false }),
      world.extended({ hasPresence: false }),
    ]
    await world.joined(stock, extended)
    const before = extended.frames.length
    const framesAt: number[] = []
    for (let second = 0; second < 70; second += 1) {
      const count = stock.frames.length
      await world.run(1_000)
      if (stock.frames.length > count) framesAt.push(second)
    }
    const gaps = framesAt.map((at, index) => at - (framesAt[index - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(25)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19)
    expect(stock.frames.at(-1)).toEqual(new Uint8Array([1, 1, 0]))
    expect(extended.frames.slice(before).filter(({ length }) => length === 3)).toEqual([])
  })

  test('[H4] not one that is being sent edits', async () => {
    world = new World()
    const [writer, reader] = [world.stock(), world.stock()]
    await world.joined(writer, reader)
    for (let second = 0; second < 100; second += 10) {
      writer.type('x')
      await world.run(10_000)
    }
    const isKeepalive = (frame: Uint8Array) => frame.length === 3
    expect(reader.frames.filter(isKeepalive)).toEqual([])
  })

  test('[H4] also one whose document takes long to load', async () => {
    world = new World()
    world.storage.loadGate.shut()
    const peer = world.stock()
    await world.run(29_000)
    expect(peer.frames).toEqual([new Uint8Array([1, 1, 0])])
  })
})
