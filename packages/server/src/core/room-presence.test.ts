import {
  decodeAwareness,
  encodeAwareness,
  FRAGMENT_BYTES,
  type AwarenessEntry,
} from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import type { Awareness } from 'y-protocols/awareness'
import type { TestPeer } from './test-peer.test-support.ts'
import { World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const tell = (peer: TestPeer, ...entries: AwarenessEntry[]) =>
  peer.say({ type: 'awareness', awareness: encodeAwareness(entries) })
const clockOf = (awareness: Awareness, client: number) => awareness.meta.get(client)?.clock

describe('Presence', () => {
  test('[A1] everybody sees everybody, from the first state with clock 0 on', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.extended({ clientId: 2 })]
    await world.joined(a, b)
    const late = world.stock({ clientId: 3 })
    await world.joined(late)
    await world.run(100)
    expect([a.shown, b.shown, late.shown]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('[A1] a change reaches the others with the next tick, only the newest, and not its author', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    await world.run(100)
    const [toA, toB] = [a.ofType('awareness').length, b.ofType('awareness').length]
    for (let x = 0; x < 50; x += 1) a.awareness.setLocalState({ x })
    await world.run(100)
    expect(b.awareness.getStates().get(1)).toEqual({ x: 49 })
    expect(b.ofType('awareness').length).toBe(toB + 1)
    expect(a.ofType('awareness').length).toBe(toA)
  })

  test('[A2] the echoes of stock clients change nothing, are counted, and never close anybody', async () => {
    start()
    const peers = Array.from({ length: 4 }, (_, index) => world.stock({ clientId: index + 1 }))
    await world.joined(...peers)
    for (let minute = 0; minute < 5; minute += 1) {
      for (const peer of peers) peer.awareness.setLocalState({ minute, by: peer.doc.clientID })
      await world.run(60_000)
    }
    expect(peers.every(({ isOpen }) => isOpen)).toBe(true)
    expect(world.count('awareness-dropped.not-owned')).toBeGreaterThan(10)
    for (const peer of peers) {
      for (const id of [1, 2, 3, 4])
        expect(peer.awareness.getStates().get(id)).toEqual({ minute: 4, by: id })
    }
    const before = peers.map((peer) => peer.ofType('awareness').length)
    await world.run(60_000)
    // Quiet once nobody moves, but for keepalives.
    peers.forEach((peer, index) =>
      expect(peer.ofType('awareness').length).toBeLessThan((before[index] ?? 0) + 4),
    )
  })

  test('[A3] nobody moves, renames or removes what another speaks for', async () => {
    start()
    const [victim, spoofer, other] = [
      world.stock({ clientId: 1 }),
      world.stock({ clientId: 2 }),
      world.stock({ clientId: 3 }),
    ]
    await world.joined(victim, spoofer, other)
    victim.awareness.setLocalState({ name: 'ada' })
    await world.run(100)
    tell(spoofer, { clientId: 1, clock: 900, state: '{"name":"eve"}' })
    tell(spoofer, { clientId: 1, clock: 900, state: 'null' })
    tell(spoofer, { clientId: 1, clock: 2 ** 53 - 1, state: '{}' })
    await world.run(100)
    expect(spoofer.isOpen).toBe(true)
    expect(other.awareness.getStates().get(1)).toEqual({ name: 'ada' })
    victim.awareness.setLocalState({ name: 'still ada' })
    await world.run(100)
    expect(other.awareness.getStates().get(1)).toEqual({ name: 'still ada' })
  })

  test('[A3] a connection speaks for at most sixteen clients, with states of at most 16 KiB', async () => {
    start()
    const [relay, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(relay, other)
    for (let clientId = 100; clientId < 200; clientId += 1)
      tell(relay, { clientId, clock: 1, state: '{}' })
    tell(relay, { clientId: 100, clock: 2, state: `{"x":"${'x'.repeat(16_384)}"}` })
    await world.run(100)
    expect(other.shown).toHaveLength(17)
    expect(other.awareness.getStates().get(100)).toEqual({})
    expect(relay.isOpen).toBe(true)
  })

  test('[A4] who leaves is gone at once, for everybody', async () => {
    start()
    const [a, b, c] = [
      world.stock({ clientId: 1 }),
      world.extended({ clientId: 2 }),
      world.stock({ clientId: 3 }),
    ]
    await world.joined(a, b, c)
    await world.run(100)
    a.leave()
    await world.run(16)
    expect([b.shown, c.shown]).toEqual([
      [2, 3],
      [2, 3],
    ])
  })

  test('[A4] the echoes of who has left do not bring it back for a minute', async () => {
    start()
    const [a, b, c] = [
      world.stock({ clientId: 1 }),
      world.stock({ clientId: 2 }),
      world.stock({ clientId: 3 }),
    ]
    await world.joined(a, b, c)
    await world.run(100)
    const clock = clockOf(b.awareness, 1) ?? 0
    a.leave()
    await world.run(59_000)
    tell(b, { clientId: 1, clock, state: '{}' })
    await world.run(100)
    expect(c.shown).toEqual([2, 3])
    expect(world.stock({ clientId: 4 }).shown).toEqual([4])
    expect(world.count('awareness-dropped.echo')).toBeGreaterThan(0)
  })

  test('[A4] an echo of who has left does not bring it back as a peer’s own first word either', async () => {
    start()
    const [a, viewer, other] = [
      world.stock({ clientId: 1 }),
      world.stock({ clientId: 2, hasPresence: false, isCarriedByHand: true }),
      world.stock({ clientId: 3 }),
    ]
    viewer.carryUp(9)
    await world.run(100)
    // The viewer hears of them, and its echo of the first is on its way while the first leaves.
    viewer.carryDown(2)
    viewer.awareness.states.delete(3)
    viewer.carryDown(9)
    a.leave()
    other.leave()
    await world.run(100)
    viewer.carryUp(9)
    await world.run(100)
    const joiner = world.stock({ clientId: 5 })
    await world.joined(joiner)
    await world.run(100)
    expect(joiner.shown).toEqual([5])
  })

  test('[A5] a viewer without a presence does not take over what it echoes', async () => {
    start()
    const present = world.stock({ clientId: 1 })
    await world.joined(present)
    await world.run(100)
    present.answersPings = false
    const viewer = world.stock({ clientId: 2, hasPresence: false })
    await world.joined(viewer)
    await world.run(3_000)
    expect(present.isOpen).toBe(true)
    expect(viewer.shown).toEqual([1])
  })

  test('[A6] who comes back is seen at once, with its old clock', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    await world.run(100)
    a.leave()
    await world.run(100)
    expect(b.shown).toEqual([2])
    const again = world.stock({ doc: a.doc, awareness: a.awareness })
    await world.run(16)
    expect(again.isSynced).toBe(true)
    expect(b.shown).toEqual([1, 2])
  })

  test('[A6] it is sent null for its own ID, at the clock that others hold, and no clock is made up', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    for (let x = 0; x < 5; x += 1) a.awareness.setLocalState({ x })
    await world.run(100)
    const held = clockOf(b.awareness, 1) ?? -1
    a.leave()
    await world.run(100)
    expect(clockOf(b.awareness, 1)).toBe(held)
    const again = world.raw()
    again.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    tell(again, { clientId: 1, clock: held - 2, state: '{"back":1}' })
    await world.run(16)
    const answer = encodeAwareness([{ clientId: 1, clock: held, state: 'null' }])
    expect(again.ofType('awareness').map(({ awareness }) => awareness)).toContainEqual(answer)
    tell(again, { clientId: 1, clock: held + 1, state: '{"back":2}' })
    await world.run(16)
    expect(b.awareness.getStates().get(1)).toEqual({ back: 2 })
  })

  test('[A6] who says hello is told nothing of itself, unless its clock is old after all', async () => {
    start()
    const viewer = world.stock({ clientId: 2 })
    await world.joined(viewer)
    const own = async (clock: number) => {
      const peer = world.extended({ clientId: 1, hasPresence: false })
      tell(peer, { clientId: 1, clock, state: '{"back":1}' })
      await world.joined(peer)
      await world.run(16)
      const told = peer
        .ofType('awareness')
        .flatMap(({ awareness }) => decodeAwareness(awareness))
        .filter(({ clientId, state }) => clientId === 1 && state === 'null')
      expect(viewer.awareness.getStates().has(1)).toBe(told.length === 0)
      peer.leave()
      await world.run(16)
      return told
    }
    expect(await own(7)).toEqual([])
    expect(await own(8)).toEqual([])
    expect(await own(8)).toEqual([{ clientId: 1, clock: 8, state: 'null' }])
  })

  test('[A6] also if it leaves again before it has announced itself anew', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    for (let x = 0; x < 5; x += 1) a.awareness.setLocalState({ x })
    await world.run(100)
    a.leave()
    await world.run(100)
    const brief = world.raw()
    brief.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    tell(brief, { clientId: 1, clock: 1, state: '{}' })
    await world.run(100)
    brief.leave()
    await world.run(100)
    expect(b.shown).toEqual([2])
    const again = world.stock({ doc: a.doc, awareness: a.awareness })
    await world.joined(again)
    await world.run(16)
    expect(b.shown).toEqual([1, 2])
  })

  describe('[A7] a client whose old connection still stands', () => {
    const twoConnections = async (answersPings: boolean) => {
      start()
      const [old, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
      await world.joined(old, other)
      old.awareness.setLocalState({ from: 'old' })
      await world.run(100)
      old.answersPings = answersPings
      const fresh = world.raw()
      fresh.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      tell(fresh, { clientId: 1, clock: 50, state: '{"from":"new"}' })
      await world.run()
      return { old, other, fresh }
    }
    const shownFor = (peer: TestPeer) => peer.awareness.getStates().get(1)

    test('takes its place if the old one is silent for two seconds', async () => {
      const { old, other } = await twoConnections(false)
      expect(old.pings).toBe(1)
      await world.run(1_900)
      expect(shownFor(other)).toEqual({ from: 'old' })
      await world.run(200)
      expect(old.isTerminated).toBe(true)
      expect(shownFor(other)).toEqual({ from: 'new' })
    })

    test('with the newest state that it told meanwhile', async () => {
      const { other, fresh } = await twoConnections(false)
      tell(fresh, { clientId: 1, clock: 51, state: '{"from":"newer"}' })
      await world.run(2_100)
      expect(shownFor(other)).toEqual({ from: 'newer' })
    })

    test('does not if the old one answers', async () => {
      const { old, other, fresh } = await twoConnections(true)
      await world.run(3_000)
      expect([old.isOpen, fresh.isOpen]).toEqual([true, true])
      expect(shownFor(other)).toEqual({ from: 'old' })
    })

    test('takes its place as soon as the old one goes by itself, even if it had answered', async () => {
      const { old, other } = await twoConnections(true)
      await world.run(500)
      old.leave()
      await world.run(16)
      expect(shownFor(other)).toEqual({ from: 'new' })
    })

    test('and goes itself before that, claims nothing', async () => {
      const { old, other, fresh } = await twoConnections(false)
      fresh.leave()
      await world.run(3_000)
      expect(old.isOpen).toBe(true)
      expect(shownFor(other)).toEqual({ from: 'old' })
    })
  })

  test('[A8] a client takes its ID over from a connection that only relayed it', async () => {
    start()
    const [relay, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(relay, other)
    tell(relay, { clientId: 9, clock: 4, state: '{"of":"another tab"}' })
    await world.run(100)
    expect(other.shown).toEqual([1, 2, 9])
    const own = world.raw()
    own.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    tell(own, { clientId: 9, clock: 5, state: '{"of":"itself"}' })
    await world.run(100)
    expect(other.awareness.getStates().get(9)).toEqual({ of: 'itself' })
    tell(relay, { clientId: 9, clock: 99, state: 'null' })
    relay.leave()
    await world.run(100)
    expect(other.shown).toEqual([2, 9])
  })

  test('[A8] what a relay made up is not what others go on to see', async () => {
    start()
    const [relay, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(relay, other)
    tell(relay, { clientId: 9, clock: 50, state: '{"by":"a liar"}' })
    await world.run(100)
    const own = world.stock({ clientId: 9 })
    await world.joined(own)
    await world.run(16)
    expect(other.awareness.getStates().get(9)).toEqual({})
    relay.leave()
    await world.run(16)
    expect(other.shown).toEqual([2, 9])
  })

  test('[A9] a session that proves to continue another takes over its clients, and nobody sees them go', async () => {
    start()
    const [old, other] = [world.extended({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(old, other)
    await world.run(100)
    let flickers = 0
    other.awareness.on(
      'change',
      ({ removed }: { removed: number[] }) => (flickers += removed.length),
    )
    const { sessionId = '', resumeSecret = '' } = old.welcome ?? {}
    const fresh = world.extended({
      doc: old.doc,
      awareness: old.awareness,
      hello: { sessionId, resumeSecret },
    })
    await world.joined(fresh)
    await world.run(1_000)
    expect(old.isTerminated).toBe(true)
    expect(fresh.isOpen).toBe(true)
    expect(flickers).toBe(0)
    fresh.awareness.setLocalState({ still: 'here' })
    await world.run(100)
    expect(other.awareness.getStates().get(1)).toEqual({ still: 'here' })
    fresh.leave()
    await world.run(100)
    expect(other.shown).toEqual([2])
  })

  test('[A9] a wrong secret, or another document’s session, does nothing', async () => {
    start()
    const [old, other] = [world.extended({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(old, other)
    const { sessionId = '', resumeSecret = '' } = old.welcome ?? {}
    const thief = world.extended({
      clientId: 3,
      hello: { sessionId, resumeSecret: `${resumeSecret}x` },
    })
    const blank = world.extended({ clientId: 4, hello: { sessionId } })
    await world.joined(thief, blank)
    await world.run(3_000)
    expect(old.isOpen).toBe(true)
    thief.leave()
    await world.run(100)
    expect(other.shown).toEqual([1, 2, 4])
  })

  test('[A10] a query is answered with everybody who is here', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    await world.run(100)
    const asker = world.raw()
    asker.say({ type: 'queryAwareness' })
    await world.run()
    const last = asker.ofType('awareness').at(-1)
    expect(last?.awareness[0]).toBe(2)
  })

  test('[B10] who is here is encoded once for all who ask, until it changes', async () => {
    start()
    const a = world.stock({ clientId: 1 })
    await world.joined(a)
    const askers = [world.raw(), world.raw(), world.raw({ hello: {} })]
    const answers = async () => {
      for (const asker of askers) asker.say({ type: 'queryAwareness' })
      await world.run(1_000)
      return new Set(askers.map(({ frames }) => frames.findLast(([type]) => type === 1)))
    }
    const [first] = await answers()
    const again = await answers()
    expect([...again]).toEqual([first])
    expect(again.size).toBe(1)
    a.awareness.setLocalStateField('x', 1)
    await world.run(100)
    const later = await answers()
    expect(later.size).toBe(1)
    expect([...later]).not.toEqual([first])
    a.leave()
    await world.run(100)
    expect([...(await answers())]).toEqual([
      Uint8Array.of(1, 1, 0),
      Uint8Array.of(1, 1, 0),
      Uint8Array.of(1, 1, 0),
    ])
  })

  test('[A10] a query is answered also when nobody is here', async () => {
    const asker = start().raw()
    asker.say({ type: 'queryAwareness' })
    await world.run()
    expect(asker.ofType('awareness')).toEqual([
      { type: 'awareness', awareness: new Uint8Array([0]) },
    ])
  })

  test('[A11] what many have to show is divided over several messages', async () => {
    start({ limits: { maxAwarenessClients: 1_000 } })
    const [relay, other] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(relay, other)
    const state = JSON.stringify({ x: '€'.repeat(15_000) })
    for (let clientId = 100; clientId < 140; clientId += 1)
      tell(relay, { clientId, clock: 1, state })
    await world.run(100)
    const joiner = world.extended({ clientId: 3 })
    await world.joined(joiner)
    await world.run(100)
    expect(other.shown).toHaveLength(42 + 1)
    expect(joiner.shown).toHaveLength(42 + 1)
    for (const peer of [other, joiner]) {
      for (const frame of peer.frames) expect(frame.length).toBeLessThan(FRAGMENT_BYTES)
    }
  })

  test('[A12] a client that says itself that it leaves is gone for the others', async () => {
    start()
    const [a, b] = [world.stock({ clientId: 1 }), world.stock({ clientId: 2 })]
    await world.joined(a, b)
    await world.run(100)
    a.awareness.setLocalState(null)
    await world.run(100)
    expect(b.shown).toEqual([2])
    a.awareness.setLocalState({ back: true })
    await world.run(100)
    expect(b.shown).toEqual([1, 2])
  })
})
