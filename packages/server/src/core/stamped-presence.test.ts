import { decodeAwareness, encodeAwareness, type AwarenessEntry } from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import type { Authorization, Requester } from './ports.ts'
import type { PeerOptions, TestPeer } from './test-peer.test-support.ts'
import { documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
afterEach(() => world.end())

/** Who comes with which token. */
let users: Record<
  string,
  Pick<Authorization & { readonly allowed: true }, 'user' | 'name' | 'color'>
> = {}

const authorize = ({ token = '' }: Requester): Authorization => ({ allowed: true, ...users[token] })

function start(given: typeof users, options: WorldOptions = {}): World {
  users = given
  return (world = new World({ ...options, hooks: { authorize, ...options.hooks } }))
}

const hello = {
  type: 'hello',
  version: 3,
  client: 'by hand',
  token: '',
  sessionId: '',
  resumeSecret: '',
} as const

const extended = (token: string, options: PeerOptions = {}) =>
  world.extended({ ...options, hello: { version: 3, token } })
const stock = (token: string, options: PeerOptions = {}) => world.stock({ ...options, token })
const tell = (peer: TestPeer, ...entries: AwarenessEntry[]) =>
  peer.say({ type: 'awareness', awareness: encodeAwareness(entries) })
const seen = (by: TestPeer, whose: TestPeer) => by.awareness.getStates().get(whose.doc.clientID)
const clockAt = (by: TestPeer, whose: TestPeer) =>
  by.awareness.meta.get(whose.doc.clientID)?.clock ?? 0

async function reauthorized(): Promise<void> {
  const done = world.server.reauthorize()
  await world.run(100)
  await done
}

const adaAndBob = {
  ada: { user: 'u1', name: 'Ada' },
  bob: { user: 'u2', name: 'Bob', color: '#00f' },
} as const

describe('A peer of which the application says who it is', () => {
  test('[A16] is seen as that, by stock and extended peers, whatever its client says', async () => {
    start(adaAndBob)
    const [ada, bob, guest] = [extended('ada'), stock('bob'), stock('')]
    ada.awareness.setLocalState({ user: { id: 'u2', name: 'Bob', color: 'red' }, cursor: 1 })
    bob.awareness.setLocalState({ user: { color: 'red' } })
    await world.joined(ada, bob, guest)
    await world.run(100)
    const asAda = { user: { id: 'u1', name: 'Ada', color: 'red' }, cursor: 1 }
    const asBob = { user: { id: 'u2', name: 'Bob', color: '#00f' } }
    expect([seen(bob, ada), seen(guest, ada)]).toEqual([asAda, asAda])
    expect([seen(ada, bob), seen(guest, bob)]).toEqual([asBob, asBob])
    const late = stock('')
    await world.joined(late)
    expect([seen(late, ada), seen(late, bob)]).toEqual([asAda, asBob])
  })

  test('[A16] is called by its id if it has no name', async () => {
    start({ ada: { user: 'u1' } })
    const [ada, bob] = [stock('ada'), stock('')]
    ada.awareness.setLocalState({ user: { name: 'The director' } })
    await world.joined(ada, bob)
    await world.run(100)
    expect(seen(bob, ada)).toEqual({ user: { name: 'u1', id: 'u1' } })
  })

  test('[A16] is told in patches that make the stamped state, and its own client keeps what it said', async () => {
    start(adaAndBob)
    const [ada, bob] = [extended('ada'), extended('bob')]
    await world.joined(ada, bob)
    const note = 'a state long enough for a patch to be shorter than the whole of it'
    const said = (cursor: number) => ({ user: { name: 'Eve' }, note, cursor })
    for (let cursor = 1_000; cursor < 1_020; cursor += 1) {
      ada.awareness.setLocalState(said(cursor))
      if (cursor % 2 === 0) bob.awareness.setLocalState({ cursor })
      await world.run(50)
      expect(seen(bob, ada)).toEqual({ ...said(cursor), user: { name: 'Ada', id: 'u1' } })
      expect(ada.awareness.getLocalState()).toEqual(said(cursor))
    }
    expect(bob.ofType('awarenessPatch').length).toBeGreaterThan(15)
    expect([bob.asked, ada.asked]).toEqual([0, 0])
  })

  test('[A16] gives its stamp only to clients that it speaks for', async () => {
    start(adaAndBob)
    const [ada, bob] = [stock('ada', { clientId: 1 }), stock('bob', { clientId: 2 })]
    ada.awareness.setLocalState({ x: 1 })
    await world.joined(ada, bob)
    await world.run(100)
    tell(bob, { clientId: 1, clock: 99, state: '{"user":{"id":"u2"}}' })
    tell(bob, { clientId: 77, clock: 1, state: '{"user":{"id":"u1","name":"Ada"}}' })
    await world.run(100)
    expect(ada.awareness.getStates().get(77)).toEqual({
      user: { id: 'u2', name: 'Bob', color: '#00f' },
    })
    const late = stock('')
    await world.joined(late)
    expect(late.awareness.getStates().get(1)).toEqual({ x: 1, user: { id: 'u1', name: 'Ada' } })
  })

  test('[A17] cannot make a state larger than it may be', async () => {
    start(adaAndBob)
    const [ada, bob] = [stock('ada'), stock('bob')]
    await world.joined(ada, bob)
    ada.awareness.setLocalState({ x: 1 })
    await world.run(100)
    ada.awareness.setLocalState({ x: 'x'.repeat(16_384 - 20) })
    await world.run(100)
    expect(world.count('awareness-dropped.too-large')).toBeGreaterThan(0)
    expect(seen(bob, ada)).toMatchObject({ x: 1 })
    expect(ada.isOpen).toBe(true)
  })

  test('[A17] that says it left is gone', async () => {
    start(adaAndBob)
    const [ada, bob] = [stock('ada'), stock('bob')]
    await world.joined(ada, bob)
    await world.run(100)
    ada.awareness.setLocalState(null)
    await world.run(100)
    expect(bob.shown).toEqual([bob.doc.clientID])
  })

  test.each([{ user: '' }, { user: 'u1', name: '' }, { user: 'u1', color: '' }])(
    '[K1] is not let in while the application names it %o',
    async (terms) => {
      start({ ada: terms })
      const ada = stock('ada')
      await world.run()
      expect(ada.closed?.code).toBe(1013)
      expect(world.logged('hook-failed')[0]?.['message']).toMatch(
        'must be a text that is not empty',
      )
    },
  )
})

describe('A peer that is nobody in particular', () => {
  test('[A18] keeps what it says, to the letter, as long as nobody is anybody', async () => {
    start({})
    const [one, other] = [world.raw({ clientId: 1 }), stock('')]
    one.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    tell(one, { clientId: 1, clock: 1, state: '{ "user" : {"id":"ada"}, "x":1e0 }' })
    await world.joined(other)
    await world.run(100)
    expect(other.told.get(1)?.state).toBe('{ "user" : {"id":"ada"}, "x":1e0 }')
  })

  test('[A18] has no id from when the first user comes, wherever that is', async () => {
    start(adaAndBob)
    const [eve, witness] = [stock(''), stock('')]
    eve.awareness.setLocalState({ user: { id: 'u1', name: 'Ada' }, x: 1 })
    await world.joined(eve, witness)
    await world.run(100)
    expect(seen(witness, eve)).toMatchObject({ user: { id: 'u1' } })
    const clock = clockAt(witness, eve)
    const ada = stock('ada', { document: documentName('other') })
    await world.joined(ada)
    await world.run(100)
    expect(seen(witness, eve)).toEqual({ user: { name: 'Ada' }, x: 1 })
    expect(clockAt(witness, eve)).toBe(clock + 1)
    eve.awareness.setLocalState({ user: { id: 'u1' }, x: 2 })
    await world.run(100)
    expect(seen(witness, eve)).toEqual({ user: {}, x: 2 })
  })
})

describe('A peer that is somebody else from now on', () => {
  test.each(['stock', 'extended'])(
    '[A19] is seen under its new name, and %s clients announce themselves anew',
    async (kind) => {
      start(adaAndBob)
      const [ada, bob] = [kind === 'stock' ? stock('ada') : extended('ada'), extended('bob')]
      ada.awareness.setLocalState({ x: 1 })
      await world.joined(ada, bob)
      await world.run(100)
      const clock = clockAt(bob, ada)
      users = { ...users, ada: { user: 'u1', name: 'Ada Lovelace' } }
      await reauthorized()
      expect(seen(bob, ada)).toEqual({ x: 1, user: { id: 'u1', name: 'Ada Lovelace' } })
      expect(clockAt(bob, ada)).toBe(clock + 1)
      expect(ada.awareness.getLocalState()).toEqual({ x: 1 })
      ada.awareness.setLocalState({ x: 2 })
      await world.run(100)
      expect(seen(bob, ada)).toEqual({ x: 2, user: { id: 'u1', name: 'Ada Lovelace' } })
    },
  )

  test('[A19] by another token, is not seen as who it was for a moment longer', async () => {
    start(adaAndBob)
    const [eve, witness] = [world.raw({ clientId: 5 }), extended('')]
    eve.say({ ...hello, token: 'ada' })
    tell(eve, { clientId: 5, clock: 1, state: '{}' })
    await world.joined(witness)
    await world.run(100)
    expect(witness.awareness.getStates().get(5)).toEqual({ user: { id: 'u1', name: 'Ada' } })
    const viewer = extended('', { hasPresence: false })
    await world.joined(viewer)
    expect(viewer.shown).toContain(5)
    eve.say({ type: 'token', token: 'bob' })
    await world.run(50)
    // Its client does not announce itself anew.
    expect(witness.shown).not.toContain(5)
    const late = extended('', { hasPresence: false })
    await world.joined(late)
    expect(late.shown).not.toContain(5)
    tell(eve, { clientId: 5, clock: 2, state: '{"user":{"id":"u1"}}' })
    await world.run(50)
    expect(witness.awareness.getStates().get(5)).toMatchObject({ user: { id: 'u2', name: 'Bob' } })
  })

  test('[A19] before it has announced itself anew for another reason, is seen as who it is then', async () => {
    start(adaAndBob)
    const [relay, witness] = [world.raw(), extended('')]
    relay.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    tell(relay, { clientId: 1, clock: 1, state: '{}' })
    tell(relay, { clientId: 5, clock: 7, state: '{"x":"as the relay has it"}' })
    await world.joined(witness)
    const own = world.raw()
    own.say({ ...hello, token: 'ada' })
    tell(own, { clientId: 5, clock: 3, state: '{"x":1}' })
    await world.run(50)
    users = { ...users, ada: { user: 'u1', name: 'Ada Lovelace' } }
    await reauthorized()
    expect(witness.shown).not.toContain(5)
    tell(own, { clientId: 5, clock: 8, state: '{"x":1}' })
    await world.run(50)
    expect(witness.awareness.getStates().get(5)).toMatchObject({ user: { name: 'Ada Lovelace' } })
  })

  test('[A19] leaves nothing changed when it is the same after all', async () => {
    start(adaAndBob)
    const [ada, bob] = [extended('ada'), extended('bob')]
    await world.joined(ada, bob)
    await world.run(100)
    const [clock, told] = [clockAt(bob, ada), bob.messages.length]
    await reauthorized()
    expect(clockAt(bob, ada)).toBe(clock)
    expect(bob.messages.slice(told).filter(({ type }) => type.startsWith('awareness'))).toEqual([])
  })
})

describe('A client that another user takes over', () => {
  test('[A20] from a relay of the same user has its stamp already, and is not asked for another word', async () => {
    start(adaAndBob)
    const [relay, own] = [world.raw(), world.raw()]
    relay.say({ ...hello, token: 'ada' })
    tell(relay, { clientId: 1, clock: 1, state: '{}' })
    tell(relay, { clientId: 5, clock: 7, state: '{"x":1}' })
    await world.run(50)
    own.say({ ...hello, token: 'ada' })
    tell(own, { clientId: 5, clock: 7, state: '{"x":1}' })
    await world.run(50)
    const told = own.ofType('awareness').map(({ awareness }) => decodeAwareness(awareness))
    expect(told.flat().filter(({ clientId, state }) => clientId === 5 && state === 'null')).toEqual(
      [],
    )
    relay.leave()
    await world.run(50)
    const witness = extended('')
    await world.joined(witness)
    expect(witness.shown).toContain(5)
  })

  test('[A20] has the stamp of who took it', async () => {
    start(adaAndBob)
    const [ada, witness] = [stock('ada', { clientId: 1 }), stock('')]
    ada.awareness.setLocalState({ x: 1 })
    await world.joined(ada, witness)
    await world.run(100)
    ada.answersPings = false
    const bob = stock('bob', { doc: ada.doc, awareness: ada.awareness })
    await world.run(1_000)
    expect(seen(witness, ada)).toMatchObject({ user: { id: 'u1' } })
    await world.run(2_000)
    expect([ada.isTerminated, bob.isOpen]).toEqual([true, true])
    expect(seen(witness, bob)).toMatchObject({ x: 1, user: { id: 'u2', name: 'Bob' } })
  })

  test('[A20] by a session that proves to continue another is not taken over when it is another user', async () => {
    start(adaAndBob)
    const [ada, witness] = [extended('ada', { clientId: 1 }), extended('')]
    ada.awareness.setLocalState({ x: 1 })
    await world.joined(ada, witness)
    await world.run(100)
    const { sessionId = '', resumeSecret = '' } = ada.welcome ?? {}
    const bob = world.extended({
      clientId: 2,
      hello: { version: 3, token: 'bob', sessionId, resumeSecret },
    })
    await world.joined(bob)
    await world.run(100)
    expect(ada.isOpen).toBe(true)
    expect(seen(witness, ada)).toMatchObject({ x: 1, user: { id: 'u1' } })
    const again = world.extended({
      clientId: 3,
      hello: { version: 3, token: 'ada', sessionId, resumeSecret },
    })
    await world.joined(again)
    expect(ada.isTerminated).toBe(true)
    expect(witness.awareness.getStates().get(1)).toMatchObject({ x: 1, user: { id: 'u1' } })
  })
})
