import {
  encodeChannelFrame,
  encodeMessage,
  MAX_CHANNEL_FRAME_BYTES,
  type ChannelFrame,
} from '@weft/protocol'
import { ManualClock, SeededRandom } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultLimits } from './limits.ts'
import { hello, SharedPeer, typed } from './shared-peer.test-support.ts'
import { documentName, World, type WorldOptions } from './world.test-support.ts'

let world = new World()
afterEach(() => world.end())

async function connected(options: WorldOptions = {}): Promise<SharedPeer> {
  world = new World(options)
  return SharedPeer.connect(world)
}

/** Joins so many documents, `document 1` on channel 1 and so on, and takes what comes. */
async function joined(count: number, options: WorldOptions = {}): Promise<SharedPeer> {
  const peer = await connected(options)
  for (let channel = 1; channel <= count; channel += 1) peer.join(channel, `document ${channel}`)
  await world.run()
  return peer
}

describe('a channel', () => {
  test('[N1] is a peer like any other', async () => {
    const peer = await joined(2)
    expect(peer.types(1)).toEqual(['welcome', 'syncStep2', 'syncStep1'])
    expect(world.server.peers).toBe(2)
    const other = world.stock({ document: documentName('document 2') })
    await world.joined(other)
    other.type('from elsewhere')
    peer.say(1, { type: 'syncStep2', update: typed('on the first') })
    await world.run(100)
    expect([peer.text(1), peer.text(2)]).toEqual(['', 'from elsewhere'])
    expect(peer.messages.get(1)?.at(-1)).toMatchObject({ type: 'saved', count: 1 })
    expect(peer.types(2)).not.toContain('saved')
    const stored = await world.stored(documentName('document 1'))
    expect(stored.getText('text').toString()).toBe('on the first')
  })

  test('[N1] has a token of its own, or that of the URL', async () => {
    const asked: unknown[] = []
    world = new World({
      hooks: {
        authorize: ({ token }, action, document) => {
          if (action === 'read') asked.push([document, token])
          return token === 'bad'
            ? { allowed: false, because: 'unauthenticated', reason: 'sign in' }
            : { allowed: true }
        },
      },
    })
    const peer = SharedPeer.connect(world, 'of the URL')
    peer.join(1, 'a', 'mine')
    peer.join(2, 'b')
    peer.join(3, 'c', 'bad')
    await world.run()
    expect(asked).toEqual([
      ['a', 'mine'],
      ['b', 'of the URL'],
      ['c', 'bad'],
    ])
    expect([...peer.closedChannels]).toEqual([[3, 4401]])
    expect(world.server.peers).toBe(2)
  })

  test('[N2] is closed for what it does itself, and the others do not notice', async () => {
    const peer = await joined(5, { limits: { maxMessageBytes: 300_000 } })
    peer.sayIn(1, Uint8Array.of(0, 2, 5, 1))
    peer.sayIn(2, new Uint8Array())
    peer.say(3, { type: 'fragment', totalBytes: 300_001, offset: 0, bytes: new Uint8Array(1) })
    peer.say(4, hello())
    peer.say(5, { type: 'syncStep2', update: typed('unharmed') })
    await world.run(100)
    expect([...peer.closedChannels]).toEqual([
      [1, 4400],
      [2, 4400],
      [3, 4413],
      [4, 4400],
    ])
    expect(peer.messages.get(5)?.at(-1)).toMatchObject({ type: 'saved', count: 1 })
    expect([peer.isOpen, world.server.peers]).toEqual([true, 1])
  })

  test.each([
    ['a frame of a channel', Uint8Array.of(80, 1, 3)],
    ['an opening', Uint8Array.of(81, 9, 1, 0x61)],
    ['a closing', Uint8Array.of(82, 1, 0, 0)],
  ])('[N2] is closed for %s within it', async (_title, frame) => {
    const peer = await joined(2)
    peer.sayIn(1, frame)
    expect([...peer.closedChannels]).toEqual([[1, 4400]])
    expect(peer.isOpen).toBe(true)
  })

  test('[N4] that has ended drops what still comes, and may be closed from both ends', async () => {
    const peer = await joined(2)
    peer.sayIn(1, Uint8Array.of(0, 9))
    expect([...peer.closedChannels.keys()]).toEqual([1])
    peer.say(1, { type: 'syncStep2', update: typed('too late') })
    peer.closeChannel(1)
    peer.closeChannel(1)
    peer.closeChannel(2)
    peer.say(2, { type: 'syncStep2', update: typed('too late') })
    await world.run(100)
    expect([peer.isOpen, world.server.peers, peer.closedChannels.size]).toEqual([true, 0, 1])
    const stored = await world.stored(documentName('document 2'))
    expect(stored.getText('text').toString()).toBe('')
  })

  test('[N5] begins with hello', async () => {
    const peer = await connected()
    peer.open(1, 'a')
    peer.say(1, { type: 'syncStep1', stateVector: Uint8Array.of(0) })
    await world.run()
    expect([...peer.closedChannels]).toEqual([[1, 4400]])
    expect(world.server.rooms).toBe(0)
  })

  test('[N5] on which nothing is said is closed after 10 s', async () => {
    const peer = await joined(1)
    peer.open(2, 'a')
    await world.run(9_999)
    expect(peer.closedChannels.size).toBe(0)
    await world.run(1)
    expect([...peer.closedChannels]).toEqual([[2, 4500]])
    expect(world.server.rooms).toBe(1)
  })

  test('[N6] has a legal name, and one too many is refused', async () => {
    const peer = await joined(3, { limits: { maxChannels: 3, channelsPerSecond: 1_000 } })
    await world.run(100)
    peer.join(4, 'one too many')
    expect(peer.closedChannels.get(4)).toBe(4529)
    peer.closeChannel(1)
    await world.run(100)
    peer.join(5, 'in its place')
    peer.open(6, '..')
    peer.open(7, '')
    await world.run()
    expect(peer.types(5)).toContain('welcome')
    expect([...peer.closedChannels]).toEqual([
      [4, 4529],
      [6, 4529],
      [7, 4529],
    ])
    peer.closeChannel(5)
    await world.run(100)
    peer.open(8, '..')
    peer.open(9, 'x'.repeat(513))
    expect([peer.closedChannels.get(8), peer.closedChannels.get(9)]).toEqual([4404, 4404])
    expect(peer.isOpen).toBe(true)
  })

  test('[N6] is refused when there are too many over all connections, and counted until it ends', async () => {
    world = new World()
    let open = 0
    const gate = {
      enter: () => {
        if (open === 2) return 'address' as const
        open += 1
        return undefined
      },
      leave: () => {
        open -= 1
      },
    }
    const [one, two] = [SharedPeer.connect(world, '', gate), SharedPeer.connect(world, '', gate)]
    one.join(1, 'a')
    two.join(1, 'b')
    two.join(2, 'c')
    expect([...two.closedChannels]).toEqual([[2, 4529]])
    await world.run()
    one.sayIn(1, Uint8Array.of(0, 9))
    expect(open).toBe(1)
    two.join(3, 'c')
    await world.run()
    expect(two.types(3)).toContain('welcome')
    two.connection.ended()
    expect(open).toBe(0)
  })

  test('[N16] ends with its connection, at once for everybody', async () => {
    const peer = await joined(2)
    const other = world.stock({ document: documentName('document 1'), hasPresence: false })
    await world.joined(other)
    peer.say(1, { type: 'awareness', awareness: entryOf(55) })
    await world.run(100)
    expect(other.shown).toEqual([55])
    peer.connection.ended()
    await world.run(100)
    expect([other.shown, world.server.peers]).toEqual([[], 1])
  })
})

/** A clock on which everything takes as long as it is told. */
class SlowClock extends ManualClock {
  lookMs = 0
  #passedMs = 0

  override now(): number {
    this.#passedMs += this.lookMs
    return super.now() + this.#passedMs
  }
}

function entryOf(clientId: number): Uint8Array {
  const state = new TextEncoder().encode('{"name":"Ada"}')
  return Uint8Array.of(1, clientId, 1, state.length, ...state)
}

/** A frame that a client may send. */
function someFrame(random: SeededRandom): Uint8Array {
  const channel = 1 + random.below(5)
  const inner = [
    encodeMessage(hello()),
    encodeMessage({ type: 'syncStep1', stateVector: Uint8Array.of(0) }),
    encodeMessage({ type: 'syncStep2', update: typed('x', 9) }),
    encodeMessage({ type: 'awareness', awareness: entryOf(55) }),
    encodeMessage({ type: 'ping', id: 300 }),
  ]
  const frame = inner[random.below(inner.length)] ?? new Uint8Array()
  const frames: ChannelFrame[] = [
    { type: 'channel', channel, frame },
    { type: 'channel', channel, frame },
    { type: 'openChannel', channel, documentName: 'attacked' },
    { type: 'closeChannel', channel, code: 1000, reason: 'bye' },
  ]
  return encodeChannelFrame(
    frames[random.below(frames.length)] ?? { type: 'channel', channel, frame },
  )
}

/** The same with a few bytes changed, left out or added; sometimes as it is. */
function damaged(frame: Uint8Array, random: SeededRandom): Uint8Array {
  const bytes = [...frame]
  for (let changes = random.below(3); changes > 0; changes -= 1) {
    const at = random.below(bytes.length + 1)
    bytes.splice(
      at,
      random.below(2),
      ...Array.from({ length: random.below(3) }, () => random.below(256)),
    )
  }
  return Uint8Array.from(bytes)
}

describe('a shared connection', () => {
  test.each([
    ['a channel that was never opened', Uint8Array.of(80, 9, 3)],
    ['a closing of one that was never opened', Uint8Array.of(82, 9, 0, 0)],
    ['a number that was used before', Uint8Array.of(81, 1, 1, 0x61)],
    ['a lower number', Uint8Array.of(81, 0, 1, 0x61)],
    ['a frame that ends too early', Uint8Array.of(80)],
    ['an unknown type', Uint8Array.of(83, 1)],
    ['an empty frame', new Uint8Array()],
    ['a sync step 1 outside of a channel', Uint8Array.of(0, 0, 1, 0)],
    ['hello outside of a channel', Uint8Array.of(64, 1, 1, 0x61, 0, 0, 0)],
  ])('[N3] is closed with 4400 for %s', async (_title, frame) => {
    const peer = await joined(2)
    peer.sayFrame(frame)
    expect(peer.closed?.code).toBe(4400)
    await world.run()
    expect(world.server.peers).toBe(0)
    expect(world.logged('connection-closed')).toMatchObject([{ code: 4400, channels: 2 }])
  })

  test('[N3] is closed with 4413 for a frame that is too large', async () => {
    const peer = await joined(1)
    peer.sayIn(1, new Uint8Array(MAX_CHANNEL_FRAME_BYTES))
    expect(peer.closed?.code).toBe(4413)
    expect(peer.connection.maxFrameBytes).toBe(MAX_CHANNEL_FRAME_BYTES)
  })

  test.each([1, 2, 3, 4])('[N3] whatever comes, nobody else notices (seed %d)', async (seed) => {
    const random = new SeededRandom(seed)
    world = new World()
    const honest = SharedPeer.connect(world)
    honest.join(1, 'document 1')
    await world.run()
    const seen = new Set<number | undefined>()
    for (let round = 0; round < 200; round += 1) {
      const attacker = SharedPeer.connect(world)
      for (let channel = 1; channel <= 3; channel += 1) attacker.join(channel, 'attacked')
      await world.run()
      for (let said = 0; said < 5; said += 1) attacker.sayFrame(damaged(someFrame(random), random))
      await world.run()
      seen.add(attacker.closed?.code)
      attacker.connection.ended()
    }
    expect(seen).toEqual(new Set([4400, undefined]))
    honest.say(1, { type: 'syncStep2', update: typed('unharmed') })
    await world.run(100)
    expect([honest.isOpen, honest.closedChannels.size]).toEqual([true, 0])
    expect(honest.messages.get(1)?.at(-1)).toMatchObject({ type: 'saved', count: 1 })
    expect(world.logged('connection-failed').length + world.logged('session-failed').length).toBe(0)
    expect(world.server.peers).toBe(1)
  })

  test('[N7] takes so many openings at once and so many a second, and is closed when they go on', async () => {
    const peer = await connected({ limits: { maxChannels: 32, channelsPerSecond: 5 } })
    let channel = 0
    const openAndClose = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        channel += 1
        peer.join(channel, 'a')
        peer.closeChannel(channel)
      }
    }
    openAndClose(32)
    await world.run()
    expect(peer.closedChannels.size).toBe(0)
    openAndClose(5)
    expect([...peer.closedChannels.values()]).toEqual(Array(5).fill(4529))
    await world.run(2_000)
    openAndClose(5)
    expect(peer.closedChannels.size).toBe(5)
    openAndClose(2_000)
    expect(peer.closed?.code).toBe(4529)
    expect(peer.closedChannels.size).toBe(55)
    await world.run()
    expect(world.server.peers).toBe(0)
  })

  test('[N8] may send 2 MiB in all on channels that have not joined', async () => {
    const release: (() => void)[] = []
    const peer = await connected({
      hooks: {
        authorize: () => new Promise((resolve) => release.push(() => resolve({ allowed: true }))),
      },
    })
    const part = { type: 'awareness', awareness: new Uint8Array(100_000) } as const
    let channel = 0
    while (peer.closedChannels.size === 0 && channel < 100) {
      channel += 1
      peer.join(channel, `document ${channel}`)
      peer.say(channel, part)
      peer.say(channel, part)
    }
    // 2 MiB hold ten times twice 100,000 bytes, and a little.
    expect(channel).toBe(11)
    expect([...peer.closedChannels]).toEqual([[11, 4500]])
    expect(peer.isOpen).toBe(true)
    peer.closeChannel(1)
    peer.join(12, 'in its place')
    peer.say(12, part)
    peer.say(12, part)
    expect(peer.closedChannels.size).toBe(1)
    expect(release.length).toBeGreaterThan(0)
  })

  test('[N9] without an open channel is closed after 10 s', async () => {
    const silent = await connected()
    await world.run(9_999)
    expect(silent.isOpen).toBe(true)
    await world.run(1)
    expect(silent.closed?.code).toBe(4500)
    const peer = SharedPeer.connect(world)
    await world.run(9_000)
    peer.join(1, 'a')
    await world.run(11_000)
    expect(peer.isOpen).toBe(true)
    peer.closeChannel(1)
    await world.run(10_000)
    expect(peer.closed?.code).toBe(4500)
  })

  test('[N10] is pinged once for all its channels, and cut off once it is silent', async () => {
    const peer = await joined(50)
    await world.run(20_000)
    expect(peer.pings).toBe(1)
    peer.connection.heard()
    await world.run(20_000)
    expect(peer.pings).toBe(2)
    peer.say(7, { type: 'pong', id: 1 })
    await world.run(44_000)
    expect(peer.isOpen).toBe(true)
    await world.run(6_000)
    expect([peer.isTerminated, world.server.peers]).toEqual([true, 0])
    expect(world.logged('connection-silent')).toHaveLength(1)
    expect(world.logged('peer-silent')).toHaveLength(0)
  })

  test('[N11] answers a ping where it was said', async () => {
    const peer = await joined(1)
    peer.sayOutside({ type: 'ping', id: 5 })
    peer.say(1, { type: 'ping', id: 6 })
    peer.sayOutside({ type: 'pong', id: 7 })
    expect(peer.outside).toEqual([{ type: 'pong', id: 5 }])
    expect(peer.messages.get(1)?.at(-1)).toEqual({ type: 'pong', id: 6 })
    expect(peer.isOpen).toBe(true)
  })

  test('[N12] that is not read is behind on every channel, and catches up on every one', async () => {
    const peer = await joined(6)
    const writers = [1, 2, 3, 4, 5, 6].map((channel) =>
      world.stock({ document: documentName(`document ${channel}`) }),
    )
    await world.joined(...writers)
    peer.isReading = false
    for (let round = 0; round < 30; round += 1) {
      for (const writer of writers) writer.type('x'.repeat(10_000))
      await world.run(20)
    }
    // 1.8 MB were written. Each channel is left behind with what the others have not read.
    expect(world.count('left-behind')).toBe(6)
    const held = peer.bufferedBytes()
    expect(held).toBeLessThan(300_000)
    for (let turn = 0; turn < 100; turn += 1) {
      peer.read(1)
      await world.run(10)
    }
    peer.readAll()
    for (const [index, writer] of writers.entries()) {
      expect(peer.text(index + 1) === writer.text).toBe(true)
    }
  })

  test('[N12] is sent a large document in turns with the others, which are not behind', async () => {
    world = new World()
    await world.store(typed('x'.repeat(6_000_000)), documentName('large'))
    const peer = SharedPeer.connect(world)
    peer.join(1, 'small')
    const writer = world.stock({ document: documentName('small') })
    await world.joined(writer)
    peer.isReading = false
    peer.join(2, 'large')
    await world.run(1_000)
    for (let round = 0; round < 5; round += 1) {
      writer.type('y')
      await world.run(20)
      peer.read(1)
    }
    expect(world.count('left-behind')).toBe(0)
    for (let reads = 0; reads < 10; reads += 1) {
      peer.read(1)
      await world.run()
    }
    expect(peer.text(1)).toBe('yyyyy')
    expect(peer.text(2)).toBe('')
    peer.readAll()
    await world.run()
    expect(peer.text(2)).toHaveLength(6_000_000)
  })

  test('[N13] that reads nothing for 30 s is closed with 4508', async () => {
    const peer = await joined(3)
    const writer = world.stock({ document: documentName('document 1') })
    await world.joined(writer)
    peer.isReading = false
    for (let round = 0; round < 30; round += 1) {
      writer.type('x'.repeat(50_000))
      await world.run(20)
      peer.connection.heard()
    }
    expect(world.count('left-behind')).toBe(1)
    await world.run(29_000)
    expect(peer.isOpen).toBe(true)
    peer.connection.heard()
    await world.run(2_000)
    expect([peer.closed?.code, peer.isTerminated]).toEqual([4508, true])
    expect(world.server.peers).toBe(1)
  })

  test('[N13] that makes the server speak and does not read is closed with 4508', async () => {
    const peer = await joined(1, { limits: { maxBufferedBytes: 2_000, channelsPerSecond: 1e6 } })
    peer.isReading = false
    for (let id = 0; id < 1_000; id += 1) peer.sayOutside({ type: 'ping', id })
    expect(peer.bufferedBytes()).toBeLessThan(2_100)
    for (let channel = 2; channel < 1_000; channel += 1) peer.open(channel, '..')
    expect(peer.closed?.code).toBe(4508)
    expect(peer.bufferedBytes()).toBeLessThan(2_100)
  })

  test('[N14] has one budget for what its updates cost', async () => {
    const clock = new SlowClock(1_000)
    const peer = await joined(40, { clock, limits: { maxApplyExcessMs: 1_200 } })
    const alone = world.stock({ document: documentName('alone') })
    await world.joined(alone)
    for (let edit = 0; edit < 5; edit += 1) {
      for (let channel = 1; channel <= 40; channel += 1)
        peer.say(channel, { type: 'update', update: typed('x') })
      alone.type('x')
    }
    // Whoever measures how long the disk takes looks at the clock, too, and of the time that passes much is given back.
    world.storage.appendGate.shut()
    clock.lookMs = 50
    await world.run(20)
    clock.lookMs = 0
    world.storage.appendGate.open()
    // Each of them is within what a connection of its own may do, as is the one that has one.
    expect(alone.isOpen).toBe(true)
    expect(world.count('update-refused.too-costly')).toBeGreaterThan(0)
    expect(new Set(peer.closedChannels.values())).toEqual(new Set([4529]))
    expect(peer.isOpen).toBe(true)
  })

  test('[N15] is told once that the server goes away', async () => {
    const peer = await joined(3)
    const closing = world.server.close(5_000)
    await world.run(1_000)
    await closing
    expect(peer.outside).toEqual([{ type: 'goingAway', maxDelayMs: 5_000 }])
    expect(peer.closed?.code).toBe(1012)
    expect(peer.closedChannels.size).toBe(0)
    const late = SharedPeer.connect(world)
    expect(late.closed?.code).toBe(1012)
  })

  test('[N6] may have 256 channels unless told otherwise', () => {
    expect([defaultLimits.maxChannels, defaultLimits.channelsPerSecond]).toEqual([256, 50])
  })
})
