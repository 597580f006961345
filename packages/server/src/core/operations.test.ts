import { afterEach, describe, expect, test } from 'vitest'
import type { Authorization, Requester } from './ports.ts'
import { SharedPeer } from './shared-peer.test-support.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
/** Whether the application can be asked. */
let canAnswer = true
afterEach(() => world.end())

/** The token is the user. */
const authorize = ({ token }: Requester): Authorization => {
  if (!canAnswer) throw new Error('the database is away')
  return token ? { allowed: true, user: token, name: `${token}!` } : { allowed: true }
}

function start(options: WorldOptions = {}): World {
  canAnswer = true
  return (world = new World({ ...options, hooks: { authorize, ...options.hooks } }))
}

const ofVersion3 = (token: string) => world.extended({ hello: { version: 3, token } })
const operations = () => world.server.operations
const peerOf = (user: string) =>
  operations()
    .peers()
    .find((peer) => peer.user === user)
const room = () =>
  operations()
    .rooms()
    .find(({ document }) => document === DOCUMENT)
const stored = async () => (await world.stored()).getText('text').toString()
const isOpen = ({ isOpen: open }: TestPeer) => open

describe('Inspecting', () => {
  test('[O1] tells who is here, since when, and what each may do', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    await world.run(5_000)
    const guest = world.stock()
    const silent = world.raw()
    await world.joined(guest)
    await world.run(1_000)
    const [first, second, third] = operations().peers()
    expect(first).toEqual({
      id: ada.welcome?.sessionId,
      state: 'joined',
      document: DOCUMENT,
      askedFor: DOCUMENT,
      user: 'ada',
      userName: 'ada!',
      address: '127.0.0.1',
      client: 'test',
      rights: 'write',
      isHidden: false,
      isChannel: false,
      sinceMs: world.clock.wallTime() - 6_000,
      heardMs: expect.any(Number),
      unreadBytes: 0,
      isBehind: false,
      unconfirmed: 0,
      roundTripMs: undefined,
    })
    expect(second).toMatchObject({ client: 'stock', user: undefined, state: 'joined' })
    expect(third).toMatchObject({ client: undefined, rights: undefined, state: 'greeting' })
    expect(operations().peers(documentName('other'))).toEqual([])
    silent.leave()
    guest.leave()
    expect(
      operations()
        .peers()
        .map(({ user }) => user),
    ).toEqual(['ada'])
  })

  test('[O1] tells the last round trip', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    await world.run(21_000)
    expect(peerOf('ada')?.roundTripMs).toBe(1)
    expect(room()?.roundTripMs).toBe(1)
    ada.pongDelayMs = 300
    await world.run(20_000)
    expect(peerOf('ada')?.roundTripMs).toBe(300)
    // Longer than it takes to the next ping.
    ada.pongDelayMs = 25_000
    await world.run(50_000)
    expect(peerOf('ada')?.roundTripMs).toBe(25_000)
  })

  test('[O1] tells who reads too slowly, and by how much', async () => {
    start()
    const [ada, slow] = [ofVersion3('ada'), ofVersion3('slow')]
    await world.joined(ada, slow)
    slow.stall()
    ada.type('x'.repeat(2_000_000))
    await world.run(100)
    expect(peerOf('slow')?.unreadBytes).toBeGreaterThan(2_000_000)
    ada.type('y')
    await world.run(100)
    expect(peerOf('slow')?.isBehind).toBe(true)
    expect(room()).toMatchObject({ peers: 2, writers: 2, behind: 1 })
    expect(room()?.unreadBytes).toBe(peerOf('slow')?.unreadBytes)
  })

  test('[O1] tells what is not on disk, since when, and who waits for it', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    await world.run(100)
    expect(room()).toMatchObject({ unsavedEdits: 0, lagMs: 0, sizeLevel: 'normal', sequence: 0 })
    world.storage.appendGate.shut()
    ada.type('x')
    await world.run(100)
    ada.type('y')
    await world.run(900)
    expect(room()).toMatchObject({ unsavedEdits: 2 })
    expect(room()?.unsavedBytes).toBeGreaterThan(20)
    expect(room()?.lagMs).toBeGreaterThan(950)
    expect(world.server.inspect()).toMatchObject({ isSaving: true, unsavedEdits: 2, peers: 1 })
    expect(world.server.inspect().lagMs).toBe(room()?.lagMs)
    expect(peerOf('ada')?.unconfirmed).toBe(2)
    world.storage.appendGate.open()
    await world.run(50)
    expect(room()).toMatchObject({ unsavedEdits: 0, unsavedBytes: 0, lagMs: 0 })
    expect(room()?.sequence).toBeGreaterThan(0)
    expect(peerOf('ada')?.unconfirmed).toBe(0)
    expect(room()?.sizeBytes).toBeGreaterThan(10)
  })

  test('[O1] tells of rooms that load, live on empty, and have gone', async () => {
    start().storage.loadGate.shut()
    const ada = ofVersion3('ada')
    await world.run()
    expect(room()).toMatchObject({ state: 'loading', peers: 0, epoch: undefined })
    expect(peerOf('ada')?.state).toBe('joining')
    world.storage.loadGate.open()
    await world.joined(ada)
    expect(room()).toMatchObject({ state: 'live', peers: 1, emptyForMs: undefined })
    expect(room()?.epoch).toBe(ada.welcome?.epoch)
    ada.leave()
    await world.run(10_000)
    expect(room()).toMatchObject({ state: 'live', peers: 0, emptyForMs: 10_000 })
    await world.run(25_000)
    expect(room()).toBeUndefined()
  })

  test('[O1] tells nothing of tokens, contents and states', async () => {
    start({ hooks: { authorize: () => ({ allowed: true }) } })
    const ada = ofVersion3('the-token')
    ada.awareness.setLocalState({ secret: 'of-awareness' })
    await world.joined(ada)
    ada.type('of-the-text')
    await world.run(100)
    const all = JSON.stringify([world.server.inspect(), operations().peers()])
    expect(all).not.toMatch(/the-token|of-awareness|of-the-text/)
    expect(all).not.toContain(ada.welcome?.resumeSecret)
  })
})

describe('Disconnecting', () => {
  test('[O2] a peer ends that one, for good if nothing else is said', async () => {
    start()
    const [ada, bob] = [ofVersion3('ada'), ofVersion3('bob')]
    await world.joined(ada, bob)
    expect(operations().disconnect(peerOf('ada')?.id ?? '', {})).toBe(true)
    expect(ada.closed).toEqual({ code: 4403, reason: 'disconnected by an operator' })
    expect(bob.isOpen).toBe(true)
    expect(operations().disconnect('nobody', {})).toBe(false)
  })

  test('[O2] a user ends all of its sessions, also those on the way in and on channels', async () => {
    start()
    const [ada, bob] = [ofVersion3('ada'), ofVersion3('bob')]
    const shared = SharedPeer.connect(world)
    shared.join(1, 'one', 'ada')
    shared.join(2, 'two', 'bob')
    await world.joined(ada, bob)
    world.storage.loadGate.shut()
    const arriving = world.extended({
      document: documentName('slow'),
      hello: { token: 'ada', version: 3 },
    })
    await world.run()
    expect(operations().disconnectUser('ada', { code: 4401, reason: 'signed out' })).toBe(3)
    world.storage.loadGate.open()
    await world.run()
    expect([ada, arriving].map(({ closed }) => closed)).toEqual([
      { code: 4401, reason: 'signed out' },
      { code: 4401, reason: 'signed out' },
    ])
    expect([...shared.closedChannels]).toEqual([[1, 4401]])
    expect([bob.isOpen, shared.isOpen]).toEqual([true, true])
  })

  test('[O2] with a code that would mean something else is refused', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    // As somebody's JavaScript may.
    const options: object = { code: 1000 }
    expect(() => operations().disconnect(peerOf('ada')?.id ?? '', options)).toThrow(RangeError)
    expect(ada.isOpen).toBe(true)
  })
})

describe('A document that is read-only', () => {
  test('[O3] takes nothing more, and goes on where it was when it no longer is', async () => {
    start()
    const [ada, bob] = [ofVersion3('ada'), ofVersion3('bob')]
    await world.joined(ada, bob)
    ada.type('before ')
    operations().setReadOnly(DOCUMENT, true)
    // Sent before it can know.
    ada.type('in flight ')
    await world.run(100)
    expect(ada.ofType('rights').at(-1)?.rights.canWrite).toBe(false)
    expect([bob.text, await stored()]).toEqual(['before ', 'before '])
    expect([ada, bob].every(isOpen)).toBe(true)
    expect(room()).toMatchObject({ isReadOnly: true, writers: 0 })
    expect(peerOf('bob')?.rights).toBe('read')
    operations().setReadOnly(DOCUMENT, false)
    await world.run()
    // Of hers something was dropped; she comes back with all that she has.
    expect(ada.closed?.code).toBe(4500)
    expect(bob.ofType('rights').at(-1)?.rights.canWrite).toBe(true)
    const again = world.extended({ doc: ada.doc, hello: { version: 3, token: 'ada' } })
    await world.joined(again)
    await world.run(100)
    expect([bob.text, await stored()]).toEqual(['before in flight ', 'before in flight '])
  })

  test('[O3] stays so without a room, for those who come, and while the application cannot be asked', async () => {
    start({ limits: { unloadDelayMs: 0 } })
    operations().setReadOnly(DOCUMENT, true)
    const early = ofVersion3('early')
    await world.joined(early)
    early.leave()
    await world.run(100)
    expect(world.server.rooms).toBe(0)
    const [ada, stock] = [ofVersion3('ada'), world.stock()]
    const elsewhere = world.extended({ document: documentName('other') })
    await world.joined(ada, stock, elsewhere)
    expect(ada.welcome?.rights.canWrite).toBe(false)
    expect(elsewhere.welcome?.rights.canWrite).toBe(true)
    expect(world.server.inspect().readOnlyDocuments).toEqual([DOCUMENT])
    canAnswer = false
    operations().setReadOnly(DOCUMENT, false)
    await world.run()
    expect(ada.closed).toEqual({ code: 4500, reason: 'come back, you may write' })
    operations().setReadOnly(DOCUMENT, true)
    stock.type('x')
    await world.run()
    expect(stock.closed?.code).toBe(4403)
    expect(await stored()).toBe('')
  })

  test('[O3] stays so for whom the application lets write meanwhile', async () => {
    let mayWrite = false
    const hook = (_: Requester, action: string): Authorization =>
      action === 'write' && !mayWrite
        ? { allowed: false, because: 'forbidden', reason: 'not yet' }
        : { allowed: true }
    start({ hooks: { authorize: hook } })
    const ada = ofVersion3('ada')
    operations().setReadOnly(DOCUMENT, true)
    await world.joined(ada)
    mayWrite = true
    const done = world.server.reauthorize()
    await world.run()
    await done
    expect(ada.isOpen).toBe(true)
    ada.type('x')
    await world.run(100)
    expect([ada.closed?.code, await stored()]).toEqual([4403, ''])
    expect(ada.ofType('rights').some(({ rights }) => rights.canWrite)).toBe(false)
  })

  test('[O3] is made so while somebody is on the way in', async () => {
    start().storage.loadGate.shut()
    const ada = ofVersion3('ada')
    await world.run()
    operations().setReadOnly(DOCUMENT, true)
    world.storage.loadGate.open()
    await world.joined(ada)
    expect(ada.welcome?.rights.canWrite).toBe(false)
  })
})

describe('Unloading', () => {
  test('[O4] sends the peers away to come back, and brings all to disk before', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    const loads = world.storage.loads
    world.storage.appendGate.shut()
    ada.type('last words')
    const unloaded = operations().unload(DOCUMENT)
    await world.run()
    expect(ada.closed?.code).toBe(4500)
    expect(room()?.state).toBe('closing')
    const again = ofVersion3('again')
    await world.run(1_000)
    expect(again.isSynced).toBe(false)
    world.storage.appendGate.open()
    await world.joined(again)
    expect(await unloaded).toBe(true)
    expect(again.text).toBe('last words')
    expect(world.storage.loads).toBe(loads + 1)
  })

  test('[O4] keeps everybody out while the operator is at the storage, with or without a room', async () => {
    start()
    for (const hadRoom of [false, true]) {
      const events: string[] = []
      let finish = () => {}
      const unloaded = operations().unload(DOCUMENT, async () => {
        events.push(`begins with "${await stored()}"`)
        await new Promise<void>((resolve) => (finish = resolve))
        events.push('ends')
      })
      await world.run(100)
      const ada = ofVersion3('ada')
      await world.run(1_000)
      const begins = `begins with "${hadRoom ? 'last words' : ''}"`
      expect([events, ada.isSynced]).toEqual([[begins], false])
      finish()
      expect(await unloaded).toBe(hadRoom)
      await world.joined(ada)
      expect(events).toEqual([begins, 'ends'])
      if (!hadRoom) ada.type('last words')
    }
  })

  test('[O4] lets one operator after the other to the storage, and nobody in between', async () => {
    start()
    const finish: (() => void)[] = []
    const unload = (): Promise<boolean> =>
      operations().unload(DOCUMENT, () => new Promise<void>((resolve) => finish.push(resolve)))
    const unloaded = Promise.all([unload(), unload(), unload()])
    await world.run(100)
    const ada = ofVersion3('ada')
    for (let done = 1; done <= 3; done += 1) {
      await world.run(1_000)
      expect([finish.length, room()?.state, ada.isSynced]).toEqual([done, 'closing', false])
      finish[done - 1]?.()
    }
    await unloaded
    await world.joined(ada)
  })

  test('[O4] passes on what fails meanwhile, and the document can be had again', async () => {
    start()
    const unloaded = operations().unload(DOCUMENT, () =>
      Promise.reject(new Error('no such backup')),
    )
    await expect(unloaded).rejects.toThrow('no such backup')
    await world.joined(ofVersion3('ada'))
  })

  test('[O4] of a room that is being loaded waits for it', async () => {
    start()
    const first = ofVersion3('first')
    await world.joined(first)
    await operations().unload(DOCUMENT)
    world.storage.loadGate.shut()
    const ada = ofVersion3('ada')
    await world.run()
    let isUnloaded: boolean | undefined
    void operations()
      .unload(DOCUMENT)
      .then((was) => (isUnloaded = was))
    await world.run(1_000)
    expect(isUnloaded).toBeUndefined()
    world.storage.loadGate.open()
    await world.run()
    expect(isUnloaded).toBe(true)
    expect(ada.closed?.code).toBe(4500)
    expect(await operations().unload(DOCUMENT)).toBe(false)
    expect(world.server.rooms).toBe(0)
  })

  test('[O4] is refused while storage fails, and nobody is sent away', async () => {
    start()
    const ada = ofVersion3('ada')
    await world.joined(ada)
    world.storage.appendFate = () => 'fail'
    ada.type('only here')
    await world.run(100)
    await expect(operations().unload(DOCUMENT)).rejects.toThrow('storage fails')
    expect(ada.isOpen).toBe(true)
    world.storage.appendFate = () => 'work'
    await world.run(10_000)
    expect(await operations().unload(DOCUMENT)).toBe(true)
    expect(await stored()).toBe('only here')
  })
})

describe('Draining', () => {
  test('[D8] sends newcomers away, new channels too, and serves those who are here', async () => {
    start()
    const [ada, bob] = [ofVersion3('ada'), world.stock()]
    const shared = SharedPeer.connect(world)
    shared.join(1, DOCUMENT)
    await world.joined(ada, bob)
    world.server.drain()
    expect(world.server.state).toBe('draining')
    const loads = world.storage.loads
    const late = [ofVersion3('late'), world.stock({ document: documentName('new') })]
    const lateShared = SharedPeer.connect(world)
    shared.join(2, 'other')
    await world.run()
    expect(late.map(({ closed }) => closed?.code)).toEqual([1012, 1012])
    expect(lateShared.closed?.code).toBe(1012)
    expect([...shared.closedChannels]).toEqual([[2, 1012]])
    expect(world.storage.loads).toBe(loads)
    ada.type('still here')
    shared.say(1, { type: 'ping', id: 1 })
    await world.run(100)
    expect(bob.text).toBe('still here')
    expect(shared.types(1)).toContain('pong')
    expect(ada.saved).toBe(ada.counted)
  })

  test('[D9] spreads stock peers evenly over the window, and keeps the others until it is over', async () => {
    start()
    const stock = Array.from({ length: 100 }, () => world.stock())
    const ada = ofVersion3('ada')
    await world.joined(ada, ...stock)
    const left = () => stock.filter(isOpen).length
    let isOver = false
    void world.server.sendStockAway(10_000).then(() => (isOver = true))
    const steps: number[] = []
    for (let second = 0; second < 10; second += 1) {
      steps.push(left())
      ada.type('.')
      await world.run(1_000)
    }
    for (const [index, count] of steps.entries()) {
      expect(count).toBeGreaterThanOrEqual(98 - index * 10)
      expect(count).toBeLessThanOrEqual(100 - index * 10)
    }
    expect([left(), isOver, ada.isOpen]).toEqual([0, true, true])
    expect(stock.every(({ closed }) => closed?.code === 1012)).toBe(true)
    await world.server.close(3_000)
    await world.run()
    expect(ada.ofType('goingAway')).toEqual([{ type: 'goingAway', maxDelayMs: 3_000 }])
    expect(await stored()).toBe('..........')
  })

  test('[D9] without a window, or without stock peers, waits for nothing', async () => {
    start()
    const [ada, bob] = [ofVersion3('ada'), world.stock()]
    await world.joined(ada, bob)
    await world.server.sendStockAway(0)
    expect([ada.isOpen, bob.isOpen]).toEqual([true, false])
    await world.server.sendStockAway(60_000)
    expect(ada.isOpen).toBe(true)
  })

  test('[D10] whoever hurries ends the window', async () => {
    start()
    const stock = [world.stock(), world.stock(), world.stock()]
    await world.joined(...stock)
    let isOver = false
    void world.server.sendStockAway(60_000).then(() => (isOver = true))
    await world.run(100)
    expect([stock.filter(isOpen).length, isOver]).toEqual([2, false])
    world.server.hasten()
    await world.run()
    expect(isOver).toBe(true)
    await world.server.close(0)
    expect(stock.filter(isOpen)).toEqual([])
    expect(world.clock.pending).toBe(0)
  })
})
