import type { Hello } from '@weft/protocol'
import { SeededRandom } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import type { PeerOptions, TestPeer } from './test-peer.test-support.ts'
import { World } from './world.test-support.ts'

let world: World
const start = (): World => (world = new World())
afterEach(() => world.end())

const speaking = (version: number, options: PeerOptions & { hello?: Partial<Hello> } = {}) =>
  world.extended({ ...options, hello: { version } })

/** A state like an editor's, in which few things change when the cursor moves. */
const stateAt = (place: number) => ({
  user: { name: 'Ada Lovelace', color: '#958df1' },
  cursor: { anchor: { item: { clock: place } }, head: { item: { clock: place + 1 } } },
})

const move = (peer: TestPeer, place: number) => peer.awareness.setLocalState(stateAt(place))
const shownBy = (peer: TestPeer, client: number) => peer.awareness.getStates().get(client)
const countsOf = (...peers: TestPeer[]) =>
  peers.map((peer) => [peer.ofType('awareness').length, peer.ofType('awarenessPatch').length])

/** People whose states all have told, and come to rest. */
async function people(...peers: TestPeer[]): Promise<void> {
  await world.joined(...peers)
  for (const [index, peer] of peers.entries()) move(peer, 1_000 * (index + 1))
  await world.run(100)
  // Once more, so that nobody is owed whole entries.
  for (const [index, peer] of peers.entries()) move(peer, 1_000 * (index + 1) + 1)
  await world.run(100)
}

describe('Presence in patches', () => {
  test('[A13] is told to those of version 3, in the same bytes, and to nobody else', async () => {
    start()
    const peers = [speaking(3), speaking(3), speaking(3), speaking(2), world.stock()] as const
    const [mover, near, far, older, stock] = peers
    await people(...peers)
    const before = countsOf(near, far, older, stock)
    move(mover, 7)
    await world.run(100)
    const grown = countsOf(near, far, older, stock).map(([whole = 0, patches = 0], index) => {
      const [oldWhole = 0, oldPatches = 0] = before[index] ?? []
      return [whole - oldWhole, patches - oldPatches]
    })
    expect(grown).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 0],
    ])
    expect(near.frames.at(-1)).toBe(far.frames.at(-1))
    expect(near.frames.at(-1)?.length).toBeLessThan((older.frames.at(-1)?.length ?? 0) / 4)
    for (const peer of peers) expect(shownBy(peer, mover.doc.clientID)).toEqual(stateAt(7))
  })

  test('[A13] is told whole to who has just joined, the first time', async () => {
    start()
    const mover = speaking(3)
    const other = speaking(3)
    await people(mover, other)
    const joiner = speaking(3)
    await world.joined(joiner)
    await world.run(100)
    const before = countsOf(joiner)[0]?.[0] ?? 0
    for (const place of [20, 30, 40]) {
      move(mover, place)
      await world.run(100)
      expect(shownBy(joiner, mover.doc.clientID)).toEqual(stateAt(place))
    }
    expect(countsOf(joiner)).toEqual([[before + 1, 2]])
  })

  test('[A13] is never told to who joins amid moves as a patch to what it was not sent', async () => {
    start()
    const movers = [speaking(3), speaking(3), speaking(3)] as const
    await people(...movers)
    const joiners: TestPeer[] = []
    for (let place = 50; place < 110; place += 1) {
      for (const mover of movers) move(mover, place)
      if (place % 3 === 0) joiners.push(speaking(3))
      await world.run(place % 2)
    }
    await world.run(100)
    for (const { asked, told } of joiners) expect([asked, told.size > 2]).toEqual([0, true])
    const patches = joiners.map((joiner) => joiner.ofType('awarenessPatch').length)
    expect(patches.filter((count) => count > 0).length).toBeGreaterThan(15)
  })

  test('[A13] is told whole to who was behind', async () => {
    world = new World({ limits: { maxBufferedBytes: 200 } })
    const [mover, slow] = [speaking(3), speaking(3)]
    await people(mover, slow)
    slow.stall()
    for (let place = 60; place < 90; place += 1) {
      move(mover, place)
      await world.run(50)
    }
    expect(world.count('left-behind')).toBe(1)
    slow.drain()
    await world.run(100)
    expect(shownBy(slow, mover.doc.clientID)).toEqual(stateAt(89))
    const before = countsOf(slow)
    move(mover, 90)
    await world.run(100)
    move(mover, 91)
    await world.run(100)
    expect(shownBy(slow, mover.doc.clientID)).toEqual(stateAt(91))
    expect(countsOf(slow)).toEqual([[(before[0]?.[0] ?? 0) + 1, (before[0]?.[1] ?? 0) + 1]])
  })

  test('[A13] that somebody left and is back is told whole', async () => {
    start()
    const [mover, other] = [speaking(3), speaking(3)]
    await people(mover, other)
    const before = countsOf(other)[0]
    mover.awareness.setLocalState(null)
    await world.run(100)
    expect(shownBy(other, mover.doc.clientID)).toBeUndefined()
    move(mover, 5)
    await world.run(100)
    expect(shownBy(other, mover.doc.clientID)).toEqual(stateAt(5))
    expect(countsOf(other)).toEqual([[(before?.[0] ?? 0) + 2, before?.[1]]])
  })

  test('[A14] who lost what a patch builds on asks, and has it all again', async () => {
    start()
    const [mover, other] = [speaking(3), speaking(3)]
    await people(mover, other)
    other.told.clear()
    move(mover, 8)
    await world.run(1_000)
    expect(shownBy(other, mover.doc.clientID)).toEqual(stateAt(8))
    const before = countsOf(other)
    move(mover, 9)
    await world.run(100)
    move(mover, 10)
    await world.run(100)
    expect(shownBy(other, mover.doc.clientID)).toEqual(stateAt(10))
    expect(countsOf(other)).toEqual([[(before[0]?.[0] ?? 0) + 1, (before[0]?.[1] ?? 0) + 1]])
  })

  test('[A14] whatever is missed, asked or lost, everybody comes to show what was told last', async () => {
    const done = { patches: 0, lost: 0, behind: 0, shown: 0, asked: 0 }
    for (let seed = 1; seed <= 20; seed += 1) await new Run(seed, done).play()
    expect(done.patches).toBeGreaterThan(1_000)
    expect(done.lost).toBeGreaterThan(20)
    expect(done.behind).toBeGreaterThan(10)
    expect(done.asked).toBeGreaterThan(10)
    expect(done.shown).toBeGreaterThan(3_000)
  }, 30_000)
})

/** What the runs really did, all together. */
interface Done {
  patches: number
  lost: number
  behind: number
  shown: number
  asked: number
}

/** Peers of all kinds that come, go, move, stall and forget. */
class Run {
  readonly #random: SeededRandom
  readonly #done: Done
  readonly #world: World
  /** Whether peers forget what they were told. If none does, nobody has to ask. */
  readonly #isLossy: boolean
  readonly #peers: TestPeer[] = []
  /** What each client told, by its clock. */
  readonly #told = new Map<string, unknown>()

  constructor(seed: number, done: Done) {
    this.#random = new SeededRandom(seed)
    this.#done = done
    this.#isLossy = this.#random.chance(0.5)
    this.#world = world = new World({
      limits: {
        maxBufferedBytes: this.#random.pick([300, 1_000, 2 ** 20]),
        maxTickMs: this.#random.pick([0, 16]),
        stallTimeoutMs: 10 ** 9,
        silenceTimeoutMs: 10 ** 9,
      },
    })
  }

  async play(): Promise<void> {
    for (let count = 0; count < 3; count += 1) this.#join()
    for (let step = 0; step < 150; step += 1) {
      this.#step()
      await this.#world.run(this.#random.pick([0, 0, 1, 16, 300]))
    }
    await this.#heal()
    const open = this.#peers.filter(({ isOpen }) => isOpen)
    const present = new Map(
      open
        .filter(({ awareness }) => awareness.getLocalState() !== null)
        .map(({ doc, awareness }) => [doc.clientID, awareness.getLocalState()]),
    )
    for (const { awareness } of open) expect(awareness.getStates()).toEqual(present)
    const asked = this.#peers.reduce((sum, peer) => sum + peer.asked, 0)
    if (!this.#isLossy) expect(asked).toBe(0)
    this.#done.asked += asked
    this.#done.patches += this.#peers.reduce(
      (sum, peer) => sum + peer.ofType('awarenessPatch').length,
      0,
    )
    this.#done.behind += this.#world.count('left-behind')
    this.#world.end()
  }

  #step(): void {
    const random = this.#random
    const peer = random.pick(this.#peers)
    const dice = random.next()
    if (dice < 0.05 && this.#peers.length < 12) this.#join()
    else if (dice < 0.08) peer.leave()
    else if (dice < 0.12) peer.stall()
    else if (dice < 0.2) peer.drain(random.pick([100, 1_000, Number.POSITIVE_INFINITY]))
    else if (dice < 0.24) peer.awareness.setLocalState(null)
    else if (dice < 0.28 && this.#isLossy) this.#lose(peer)
    else if (dice < 0.3) peer.say({ type: 'queryAwareness' })
    else peer.awareness.setLocalState(this.#state())
  }

  #join(): void {
    const version = this.#random.pick([0, 2, 3, 3, 3, 3])
    const peer = version === 0 ? this.#world.stock() : speaking(version)
    this.#peers.push(peer)
    peer.awareness.on(
      'update',
      (change: { added: number[]; updated: number[]; removed: number[] }) => {
        for (const id of [...change.added, ...change.updated]) this.#look(peer, id)
        // Who is told that it left says that it is here, at a clock of its own.
        if (change.removed.includes(peer.doc.clientID)) this.#look(peer, peer.doc.clientID)
      },
    )
    this.#look(peer, peer.doc.clientID)
  }

  /** A peer shows somebody: it is what that one told at this clock. */
  #look({ doc, awareness }: TestPeer, id: number): void {
    const key = `${id} at ${awareness.meta.get(id)?.clock}`
    const state = awareness.getStates().get(id)
    if (id === doc.clientID) this.#told.set(key, state)
    else expect([key, state]).toEqual([key, this.#told.get(key)])
    this.#done.shown += 1
  }

  /** Forgets something of what the server said, as only a fault could. */
  #lose({ told }: TestPeer): void {
    const [id, entry] = this.#random.pick([...told, [0, undefined] as const])
    if (!entry) return
    this.#done.lost += 1
    if (this.#random.chance(0.5)) told.delete(id)
    else told.set(id, { ...entry, clock: entry.clock - 1 })
  }

  #state(): Record<string, unknown> {
    const random = this.#random
    if (random.chance(0.7)) return stateAt(random.below(100_000))
    return {
      user: { name: random.pick(['Ada', 'Grace 😀', 'a,}"b', '😁', '']) },
      ...(random.chance(0.5) ? { cursor: null } : {}),
      numbers: Array.from({ length: random.below(5) }, () => random.below(1_000)),
    }
  }

  async #heal(): Promise<void> {
    await this.#world.run(1_000)
    for (const peer of this.#peers) peer.drain()
    await this.#world.run(1_000)
    // What was forgotten shows with the next move, and is asked for then.
    for (const peer of this.#peers) if (peer.isOpen) peer.awareness.setLocalState(this.#state())
    await this.#world.run(2_000)
  }
}
