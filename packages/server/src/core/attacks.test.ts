import { performance } from 'node:perf_hooks'
import { encodeAwareness, encodeMessage } from '@weft/protocol'
import { ManualClock } from '@weft/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Limits } from './limits.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import {
  buildUpdate,
  nestedArrays,
  numbers,
  type WireStruct,
} from './update-builder.test-support.ts'
import { documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const EMPTY = new Uint8Array([0])
const list = <T>(length: number, item: (index: number) => T): T[] =>
  Array.from({ length }, (_, i) => item(i))
const letter = (place: Partial<WireStruct> = {}): WireStruct => ({
  content: { text: 'x' },
  ...place,
})

/** A peer that says what it likes, joined, and one that must not notice. */
async function attackerAndVictim(options?: WorldOptions): Promise<readonly [TestPeer, TestPeer]> {
  start(options)
  const victim = world.extended()
  const attacker = world.raw()
  attacker.say({ type: 'syncStep1', stateVector: EMPTY })
  await world.joined(victim)
  return [attacker, victim]
}

/** The victim types, the other two of its kind see it, and it is on disk. */
async function expectUnharmed(victim: TestPeer): Promise<void> {
  const other = world.extended()
  victim.type('unharmed')
  await world.run(1_000)
  expect(victim.isOpen).toBe(true)
  expect(victim.saved).toBe(victim.counted)
  expect(other.text).toContain('unharmed')
  expect((await world.stored()).getText('text').toString()).toContain('unharmed')
}

/** Says updates in turns, as a socket hands them over. */
async function sayAll(peer: TestPeer, updates: readonly Uint8Array[]): Promise<void> {
  for (let index = 0; index < updates.length && peer.isOpen; index += 64) {
    for (const update of updates.slice(index, index + 64)) peer.sayUpdate(update)
    await world.run(1)
  }
}

interface Attack {
  readonly title: string
  readonly updates: readonly Uint8Array[]
  readonly code: number
  readonly counter: string
  readonly limits?: Partial<Limits>
}

const nest = (levels: number, from = 0): WireStruct[] =>
  list(levels, (i) => ({
    parent: i + from === 0 ? 'list' : [1, i + from - 1],
    content: { type: 'array' },
  }))

const attacks: readonly Attack[] = [
  {
    title: '[B11] a value two million deep',
    updates: [buildUpdate([[1, 0, [{ content: nestedArrays(2_000_000) }]]])],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] a value 513 deep',
    updates: [buildUpdate([[1, 0, [{ content: nestedArrays(513) }]]])],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] an embedded value 5,000 deep, which nobody could encode',
    updates: [
      buildUpdate([[1, 0, [{ content: { embed: '['.repeat(5_000) + ']'.repeat(5_000) } }]]]),
    ],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] 250,000 empty groups of structs',
    updates: [
      numbers(
        250_000,
        list(750_000, (i) => (i % 3 === 1 ? Math.floor(i / 3) : 0)),
        0,
      ),
    ],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] two groups of one client, of which Yjs would lose the first',
    updates: [
      buildUpdate([
        [1, 0, [letter()]],
        [1, 1, [letter()]],
      ]),
    ],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] a clock that jumps by 10^9 without content',
    updates: [numbers(1, 1, 5, 0, 0, 1_000_000_000, 0)],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] a clock that jumps in many small steps',
    updates: [buildUpdate([[1, 0, list(20, () => ({ content: { deleted: 1_000_000 } }))]])],
    code: 4400,
    counter: 'protocol-error.BAD_UPDATE',
  },
  {
    title: '[B11] two million structs in four megabytes',
    updates: [
      numbers(
        1,
        2_000_000,
        5,
        0,
        list(4_000_000, (i) => i & 1),
        0,
      ),
    ],
    code: 4413,
    counter: 'protocol-error.TOO_LARGE',
  },
  {
    title: '[B11] a deleted range more than there may be, each of something else',
    updates: [
      numbers(
        0,
        1,
        5,
        200_001,
        list(400_002, (i) => (i & 1 ? 1 : i)),
      ),
    ],
    code: 4413,
    counter: 'protocol-error.TOO_LARGE',
  },
  {
    title: '[B11] 20,000 subdocuments',
    updates: [buildUpdate([[1, 0, list(20_000, () => ({ content: { subdocument: '' } }))]])],
    code: 4413,
    counter: 'protocol-error.TOO_LARGE',
  },
  {
    title: '[B12] 20,000 types in each other',
    updates: [buildUpdate([[1, 0, nest(20_000)]])],
    code: 4400,
    counter: 'update-refused.too-deep',
  },
  {
    title: '[B12] the same, a level at a time',
    updates: list(1_000, (level) => buildUpdate([[1, level, nest(1, level)]])),
    code: 4400,
    counter: 'update-refused.too-deep',
  },
  {
    title: '[B12] 1,200 root types at once',
    updates: [buildUpdate([[1, 0, list(1_200, (i) => letter({ parent: `root ${i}` }))]])],
    code: 4413,
    counter: 'update-refused.too-many-types',
  },
  {
    title: '[B12] the same, one at a time',
    updates: list(1_200, (i) => buildUpdate([[1, i, [letter({ parent: `root ${i}` })]]])),
    code: 4413,
    counter: 'update-refused.too-many-types',
  },
  {
    title: '[B12] 100 subdocuments in four updates, where 50 may be',
    limits: { maxSubdocuments: 50 },
    updates: list(4, (i) =>
      buildUpdate([[1, i * 25, list(25, () => ({ content: { subdocument: '' } }))]]),
    ),
    code: 4413,
    counter: 'update-refused.too-many-subdocuments',
  },
  {
    title: '[B14] insertions in one place under ever higher client IDs',
    limits: { maxNewClients: 100 },
    updates: list(200, (i) => buildUpdate([[i + 1, 0, [letter({ parent: 'list' })]]])),
    code: 4529,
    counter: 'update-refused.too-many-clients',
  },
  {
    title: '[B14] the same in one update',
    updates: [buildUpdate(list(2_000, (i) => [i + 1, 0, [letter({ parent: 'list' })]]))],
    code: 4529,
    counter: 'update-refused.too-many-clients',
  },
  {
    title: '[B6] 8,000 updates behind gaps, each of another client',
    updates: list(8_000, (i) => numbers(1, 1, 1_000 + i, 5, 0, 3, 0)),
    code: 4500,
    counter: 'closed.4500',
  },
  {
    title: '[B15] one update of 100,000 structs behind a gap',
    updates: [buildUpdate([[1, 5, list(100_000, () => letter({ parent: 'list' }))]])],
    code: 4500,
    counter: 'update-refused.too-many-waiting',
  },
  {
    title: '[B15] one with 150,000 deletions of what nobody knows',
    updates: [
      numbers(
        0,
        1,
        99,
        150_000,
        list(300_000, (i) => (i & 1 ? 1 : i)),
      ),
    ],
    code: 4500,
    counter: 'update-refused.too-many-waiting',
  },
  {
    title: '[B15] 2,100 structs that wait in a few updates, and take little room',
    updates: list(3, (i) =>
      numbers(
        1,
        700,
        10 + i,
        5,
        list(1_400, (j) => j & 1),
        0,
      ),
    ),
    code: 4500,
    counter: 'pending-dropped',
  },
]

describe('It ends its sender, and nobody else notices:', () => {
  test.each(attacks.map((attack) => [attack.title, attack] as const))(
    '%s',
    async (_, { updates, code, counter, limits = {} }) => {
      const [attacker, victim] = await attackerAndVictim({ limits })
      await sayAll(attacker, updates)
      await world.run(100)
      expect(attacker.closed?.code).toBe(code)
      expect(world.count(counter)).toBe(1)
      expect(world.logged('peer-closed')).toHaveLength(1)
      await expectUnharmed(victim)
    },
  )
})

describe('It is no attack:', () => {
  test('[B11] a value as deep as one may be', async () => {
    const [peer] = await attackerAndVictim()
    peer.sayUpdate(buildUpdate([[1, 0, [{ content: nestedArrays(512) }]]]))
    await world.run(100)
    expect(peer.isOpen).toBe(true)
  })

  test('[B12] types as deep as they may be, also to be deleted at once', async () => {
    const [peer, victim] = await attackerAndVictim()
    peer.sayUpdate(buildUpdate([[1, 0, nest(511)]]))
    await world.run(100)
    peer.sayUpdate(numbers(0, 1, 1, 1, 0, 1))
    await world.run(100)
    expect(peer.isOpen).toBe(true)
    await expectUnharmed(victim)
  })

  test('[B12] a document that has more root types already can be edited', async () => {
    const doc = new Y.Doc()
    for (let root = 0; root < 1_200; root += 1) doc.getText(`root ${root}`).insert(0, 'x')
    await start().store(Y.encodeStateAsUpdate(doc))
    const peer = world.extended()
    await world.joined(peer)
    peer.doc.getText('root 7').insert(0, 'more')
    await world.run(100)
    expect(peer.isOpen).toBe(true)
    expect(peer.saved).toBe(peer.counted)
  })

  test('[B14] a first sync step 2 with what thousands of clients have done', async () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, buildUpdate(list(5_000, (i) => [i + 1, 0, [letter()]])))
    start()
    const peer = world.extended({ doc })
    await world.joined(peer)
    await world.run(100)
    expect(peer.saved).toBe(peer.counted)
    expect((await world.stored()).getText('text').length).toBe(5_000)
  })

  test('[B15] to be the first who comes to a damaged document of which most waits', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x')
    const before = Y.encodeStateVector(doc)
    for (let i = 0; i < 3_000; i += 1) doc.getText('text').insert(0, 'y')
    await start().store(Y.encodeStateAsUpdate(doc, before))
    const [one, whole] = [world.extended(), world.extended({ doc })]
    await world.joined(one, whole)
    one.type('typed meanwhile')
    await world.run(1_000)
    expect(one.isOpen && whole.isOpen).toBe(true)
    expect(one.text).toBe(whole.text)
    expect(one.text.length).toBe(3_001 + 'typed meanwhile'.length)
  })
})

/** A clock on which every look costs time while `lookMs` is set, as if what is measured were slow. */
class SlowClock extends ManualClock {
  lookMs = 0
  #lateMs = 0

  override now(): number {
    this.#lateMs += this.lookMs
    return super.now() + this.#lateMs
  }
}

describe('Edits that take long', () => {
  const manyStructs = (client: number): Uint8Array =>
    buildUpdate([[client, 0, list(1_000, () => letter({ parent: `list ${client}` }))]])

  test('[B13] end their sender, what was applied is logged and shared, and others of the tick are taken', async () => {
    const clock = new SlowClock(1_000)
    const [attacker, victim] = await attackerAndVictim({ clock, limits: { maxApplyExcessMs: 10 } })
    victim.type('in the same tick')
    attacker.sayUpdate(manyStructs(1))
    clock.lookMs = 200
    await world.run(50)
    clock.lookMs = 0
    expect(attacker.closed?.code).toBe(4529)
    expect(world.count('update-refused.too-costly')).toBe(1)
    await expectUnharmed(victim)
    const stored = await world.stored()
    expect(stored.getText('text').toString()).toContain('in the same tick')
    expect(stored.getArray('list 1').length).toBe(victim.doc.getArray('list 1').length)
    expect(Y.equalSnapshots(Y.snapshot(stored), Y.snapshot(victim.doc))).toBe(true)
  })

  test('[B13] that wait for a busy machine are not held against their sender', async () => {
    class BusyMachine extends SlowClock {
      workTime(): number {
        return 0
      }
    }
    const clock = new BusyMachine(1_000)
    const [peer, victim] = await attackerAndVictim({ clock, limits: { maxApplyExcessMs: 10 } })
    peer.sayUpdate(manyStructs(1))
    clock.lookMs = 200
    await world.run(50)
    clock.lookMs = 0
    expect(peer.isOpen).toBe(true)
    await expectUnharmed(victim)
  })

  test('[B13] of a normal speed may be many', async () => {
    const [peer, victim] = await attackerAndVictim()
    await sayAll(
      peer,
      list(20, (i) => manyStructs(i + 1)),
    )
    expect(peer.isOpen).toBe(true)
    await expectUnharmed(victim)
  })

  test('[B13] are forgiven in time', async () => {
    const clock = new SlowClock(1_000)
    const [peer] = await attackerAndVictim({ clock })
    for (let round = 0; round < 10; round += 1) {
      peer.sayUpdate(buildUpdate([[1, round, [letter()]]]))
      clock.lookMs = 15
      await world.run(50)
      clock.lookMs = 0
      await world.run(10_000)
    }
    expect(peer.isOpen).toBe(true)
  })

  test('[B13] for real: insertions of which each is compared with a long list end within seconds', async () => {
    class RealClock extends ManualClock {
      override now(): number {
        return super.now() + performance.now()
      }
    }
    const [attacker, victim] = await attackerAndVictim({ clock: new RealClock(1_000) })
    const chain = list(5_000, (i): WireStruct => ({
      ...(i > 0 && { origin: [1, i - 1] }),
      content: { type: 'array' },
      parent: 'list',
    }))
    attacker.sayUpdate(buildUpdate([[1, 0, chain]]))
    await world.run(100)
    const startMs = performance.now()
    attacker.sayUpdate(buildUpdate([[2, 0, list(20_000, () => letter({ parent: 'list' }))]]))
    await world.run(100)
    // Without a bound it takes half a minute where nothing else runs.
    expect(performance.now() - startMs).toBeLessThan(5_000)
    expect(attacker.closed?.code).toBe(4529)
    await expectUnharmed(victim)
  })
})

describe('Questions', () => {
  test('[B9] that come fast are answered a few times a second, and the last of them surely', async () => {
    const [peer, other] = await attackerAndVictim()
    other.type('x'.repeat(1_000))
    await world.run(2_000)
    const before = peer.ofType('syncStep2').length
    for (let second = 0; second < 5; second += 1) {
      for (let index = 0; index < 100; index += 1) {
        peer.say({ type: 'syncStep1', stateVector: EMPTY })
        await world.run(10)
      }
    }
    const answers = peer.ofType('syncStep2').length - before
    expect(answers).toBeGreaterThan(15)
    expect(answers).toBeLessThanOrEqual(24)
    expect(world.count('question-replaced')).toBeGreaterThan(400)
    other.type('the end')
    peer.say({ type: 'syncStep1', stateVector: EMPTY })
    await world.run(1_000)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, peer.ofType('syncStep2').at(-1)?.update ?? EMPTY)
    expect(doc.getText('text').toString()).toBe(other.text)
  })

  test('[B9] for who is here are no exception', async () => {
    const [peer] = await attackerAndVictim()
    await world.run(2_000)
    const before = peer.ofType('awareness').length
    for (let index = 0; index < 1_000; index += 1) peer.say({ type: 'queryAwareness' })
    await world.run(1_000)
    expect(peer.ofType('awareness').length - before).toBeLessThanOrEqual(8)
  })

  test('[B9] of a peer that is gone are answered by nothing', async () => {
    const [peer] = await attackerAndVictim()
    for (let index = 0; index < 10; index += 1) peer.say({ type: 'syncStep1', stateVector: EMPTY })
    peer.leave()
    const frames = peer.frames.length
    await world.run(1_000)
    expect(peer.frames.length).toBe(frames)
  })

  test.each(['stock', 'extended'] as const)(
    '[B10] of peers that lack the same are answered with the same bytes: %s',
    async (kind) => {
      const doc = new Y.Doc()
      doc.getText('text').insert(0, 'x'.repeat(600_000))
      await start().store(Y.encodeStateAsUpdate(doc))
      const peers = list(5, () => world[kind]())
      await world.joined(...peers)
      const large = peers.map(({ frames }) => frames.filter(({ length }) => length > 50_000))
      expect(large[0]?.length).toBeGreaterThan(0)
      for (const frames of large) {
        frames.forEach((frame, index) => expect(frame).toBe(large[0]?.[index]))
      }
    },
  )

  test('[B10] are answered anew after a change', async () => {
    const [peer, other] = await attackerAndVictim()
    for (const text of ['one', 'two', 'three']) {
      other.type(text)
      await world.run(1_000)
      peer.say({ type: 'syncStep1', stateVector: EMPTY })
      await world.run(100)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, peer.ofType('syncStep2').at(-1)?.update ?? EMPTY)
      expect(doc.getText('text').toString()).toBe(other.text)
    }
  })

  test('[B10] of a peer with edits of its own are answered like those of the others', async () => {
    const [peer, other] = await attackerAndVictim()
    other.type('text')
    await world.run(2_000)
    const mine = new Y.Doc()
    mine.getText('text').insert(0, 'mine')
    peer.say({ type: 'syncStep1', stateVector: Y.encodeStateVector(mine) })
    const second = world.raw()
    second.say({ type: 'syncStep1', stateVector: EMPTY })
    await world.run(100)
    expect(peer.frames.findLast(([type, sync]) => type === 0 && sync === 1)).toBe(
      second.frames.find(([type, sync]) => type === 0 && sync === 1),
    )
  })

  test('[B11] with a state vector of megabytes end their sender', async () => {
    const [peer, victim] = await attackerAndVictim()
    peer.sayFrame(
      encodeMessage({ type: 'syncStep1', stateVector: new Uint8Array(2 * 1024 * 1024 + 1) }),
    )
    expect(peer.closed?.code).toBe(4413)
    await expectUnharmed(victim)
  })
})

describe('Awareness', () => {
  const say = (peer: TestPeer, clientId: number, clock: number, state: string): void =>
    peer.say({ type: 'awareness', awareness: encodeAwareness([{ clientId, clock, state }]) })

  test('[A3][A26] of another client is not taken, and 200,000 made-up clients are a handful', async () => {
    const [attacker, victim] = await attackerAndVictim()
    say(attacker, victim.doc.clientID, 2 ** 40, '{"forged":true}')
    for (let round = 0; round < 200; round += 1) {
      const entries = list(1_000, (i) => ({
        clientId: 10 ** 6 + round * 1_000 + i,
        clock: 1,
        state: '{}',
      }))
      attacker.say({ type: 'awareness', awareness: encodeAwareness(entries) })
    }
    await world.run(100)
    expect(attacker.isOpen).toBe(true)
    const joiner = world.stock()
    await world.joined(joiner)
    expect(joiner.shown.length).toBeLessThanOrEqual(16 + 2)
    expect(joiner.awareness.getStates().get(victim.doc.clientID)).toEqual({})
    await expectUnharmed(victim)
  })

  test('[A1][A27] told a thousand times a tick reaches others once, and only the newest', async () => {
    const [attacker, victim] = await attackerAndVictim()
    await world.run(100)
    const before = victim.ofType('awareness').length
    for (let clock = 1; clock <= 1_000; clock += 1) say(attacker, 5, clock, `{"at":${clock}}`)
    await world.run(100)
    expect(victim.ofType('awareness').length).toBe(before + 1)
    expect(victim.awareness.getStates().get(5)).toEqual({ at: 1_000 })
  })

  test.each(['{"at":01}', '{"at":1.}', '{"at":2', '{"at":[2]', '{"at":-}'])(
    '[S7] that was right a moment ago is still looked at: %s',
    async (state) => {
      const [attacker, victim] = await attackerAndVictim()
      say(attacker, 5, 1, '{"at":1}')
      say(attacker, 5, 2, '{"at":2}')
      expect(attacker.isOpen).toBe(true)
      say(attacker, 5, 3, state)
      expect(attacker.closed?.code).toBe(4400)
      await expectUnharmed(victim)
      expect(victim.awareness.getStates().get(5)).toBeUndefined()
    },
  )

  test.each([
    ['that is no JSON', '{bad'],
    ['that is a text', '"text"'],
    ['that is an array', '[]'],
    ['that nests 10,000 deep', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('[S7][A28] %s ends its sender', async (_, state) => {
    const [attacker, victim] = await attackerAndVictim()
    say(attacker, 5, 1, state)
    expect(attacker.closed?.code).toBe(4400)
    await world.run(100)
    expect(victim.shown).toEqual([victim.doc.clientID])
    await expectUnharmed(victim)
  })
})

describe('Names of prototype members', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '[B19] %s is a document, a root type, a key and an awareness field like any other',
    async (name) => {
      start()
      const document = documentName(name)
      const [one, two] = [world.extended({ document }), world.stock({ document })]
      await world.joined(one, two)
      one.doc.getMap('map').set(name, 'value')
      one.doc.getText(name).insert(0, 'root')
      const state = `{"${name}":{"x":1}}`
      say(one, state)
      await world.run(100)
      expect(two.doc.getMap('map').get(name)).toBe('value')
      expect(two.doc.getText(name).toString()).toBe('root')
      const entry = encodeAwareness([{ clientId: one.doc.clientID, clock: 9, state }])
      expect(two.ofType('awareness').at(-1)?.awareness).toEqual(entry)
      expect(one.saved).toBe(one.counted)
      expect(world.server.rooms).toBe(1)
      expect(Reflect.get({}, 'x')).toBeUndefined()
    },
  )

  function say(peer: TestPeer, state: string): void {
    const awareness = encodeAwareness([{ clientId: peer.doc.clientID, clock: 9, state }])
    peer.say({ type: 'awareness', awareness })
  }
})

describe('Many clients that come back at once', () => {
  test('[R12] and have the same are confirmed at once, and nothing is logged for them', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(2_000))
    for (let index = 0; index < 900; index += 1) doc.getText('text').delete(index, 1)
    await start().store(Y.encodeStateAsUpdate(doc))
    const update = Y.encodeStateAsUpdate(doc)
    const peers = list(50, () => world.extended({ doc: copyOf(update) }))
    await world.joined(...peers)
    await world.run(1_000)
    for (const peer of peers) expect([peer.isOpen, peer.saved]).toEqual([true, peer.counted])
    expect(await world.logOf()).toHaveLength(1)
    peers[0]?.type('and on')
    await world.run(100)
    for (const peer of peers) expect(peer.text).toBe(peers[0]?.text)
  })

  function copyOf(update: Uint8Array): Y.Doc {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    return doc
  }
})
