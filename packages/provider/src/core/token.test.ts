import { afterEach, describe, expect, it } from 'vitest'
import { ScriptedWorld, syncWithEmpty, textOf } from './scripted-server.test-support.ts'

let world: ScriptedWorld
let fetched = 0
let tokens: () => string | Promise<string>

/** A world whose tokens come from a function. */
function start(random = 0): ScriptedWorld {
  fetched = 0
  tokens = () => `token ${fetched}`
  world = new ScriptedWorld({
    // Nobody answers pings here.
    settings: { canRenewToken: true, silenceTimeoutMs: 2 ** 40 },
    random: () => random,
    fetchToken: () => {
      fetched += 1
      return tokens()
    },
  })
  world.join({ version: 3 })
  return world
}

afterEach(() => world.destroy())

const validFor = (validForMs: number) => world.socket.say({ type: 'tokenValid', validForMs })

function tokensSent(): string[] {
  return world.socket.take().flatMap((message) => (message.type === 'token' ? message.token : []))
}

describe('a token that ends', () => {
  it.each([
    [0, 30_000],
    [0.999_999, 47_999],
  ])('[P58] is renewed well before, at a random time: %d', async (random, afterMs) => {
    start(random)
    validFor(60_000)
    await world.clock.advance(afterMs - 1)
    expect(fetched).toBe(1)
    await world.clock.advance(2)

    expect(fetched).toBe(2)
    expect(tokensSent()).toEqual(['token 2'])
    expect(world.sockets).toHaveLength(1)
    expect(world.socket.closedWith).toBeUndefined()
  })

  it('is renewed again and again, as the server says', async () => {
    start()
    for (let round = 2; round < 5; round += 1) {
      validFor(10_000)
      await world.clock.advance(5_000)
      expect(tokensSent()).toEqual([`token ${round}`])
    }
    validFor(0)
    await world.clock.advance(10_000)
    expect(fetched).toBe(4)
  })

  it('is asked for again when none can be had, and what went wrong is told', async () => {
    start()
    tokens = () => Promise.reject(new Error('the login server is away'))
    validFor(60_000)
    await world.clock.advance(30_000)
    expect(world.errors).toHaveLength(1)
    expect(world.errors[0]?.cause).toEqual(new Error('the login server is away'))
    tokens = () => {
      throw new Error('still away')
    }
    await world.clock.advance(15_000)
    expect(world.errors).toHaveLength(2)
    tokens = () => 'at last'
    await world.clock.advance(7_500)

    expect(tokensSent()).toEqual(['at last'])
  })

  it('is asked for once a second at most, however soon it ends', async () => {
    start()
    tokens = () => Promise.reject(new Error('away'))
    validFor(1)
    await world.clock.advance(10_000)
    expect(fetched).toBe(11)
  })

  it('is not renewed when it was given as a value', async () => {
    world = new ScriptedWorld({ fetchToken: () => 'token' })
    world.join({ version: 3 })
    const before = world.clock.pending
    validFor(60_000)
    expect(world.clock.pending).toBe(before)
  })

  it.each(['disconnect', 'destroy'] as const)('is let go of by %s', async (end) => {
    start()
    validFor(60_000)
    world.connection[end]()
    await world.clock.advance(60_000)
    expect(fetched).toBe(1)
  })

  it('that comes when the connection has gone is not sent on the next', async () => {
    start(0.5)
    let bring: (token: string) => void = () => {}
    tokens = () =>
      new Promise((resolve) => {
        bring = resolve
      })
    validFor(60_000)
    await world.clock.advance(39_000)
    const late = bring
    tokens = () => 'next'
    const socket = await world.reconnect()
    world.greetAgain({ version: 3 })
    socket.say(...syncWithEmpty)
    socket.take()
    late('late')
    await world.endTurn()

    expect(tokensSent()).toEqual([])
  })

  it('[P47] that has run out all the same costs one more connection, with another token', async () => {
    start()
    world.socket.drop(4401, 'the token has run out')
    await world.clock.advance(1_000)
    expect(world.connection.state.name).toBe('connecting')
    expect(fetched).toBe(2)
    world.socket.open()
    expect(world.socket.take()[0]).toMatchObject({ type: 'hello', token: 'token 2' })
    world.socket.drop(4401)

    expect(world.told.at(-1)).toBe('refused unauthenticated')
  })
})

describe('the right to write', () => {
  it('[P59] is taken while an edit is on its way: it is kept, and sent when the right comes', async () => {
    start()
    await world.type('on its way ')
    expect(world.unsaved).toBe(1)
    world.socket.say({ type: 'rights', rights: { canWrite: false } })
    await world.type('not sent')
    world.socket.take()
    expect([world.saveState, world.unsaved]).toEqual(['failed', 2])

    world.socket.say({ type: 'rights', rights: { canWrite: true } })
    const sent = world.socket.take()
    expect(sent.map(({ type }) => type)).toEqual(['syncStep2'])
    expect(textOf(sent)).toBe('on its way not sent')
    // The server has taken the first, and this one; step 2 of the beginning counts as well.
    world.socket.say({ type: 'saved', count: 3, sequence: 9 })
    expect([world.saveState, world.unsaved]).toEqual(['saved', 0])
  })

  it('[P59] comes by a close with 4500 when something was dropped: all is sent on the next connection', async () => {
    start()
    await world.type('dropped')
    world.socket.say({ type: 'rights', rights: { canWrite: false } })
    world.socket.drop(4500, 'come back, you may write')
    await world.clock.advance(1_000)
    const socket = world.greetAgain({ version: 3 })
    socket.say(...syncWithEmpty)

    expect(textOf(socket.take())).toBe('dropped')
    expect(world.connection.rights).toEqual({ canWrite: true })
    socket.say({ type: 'saved', count: 1, sequence: 9 })
    expect(world.unsaved).toBe(0)
  })
})
