import { afterEach, expect, it } from 'vitest'
import { ScriptedWorld, welcome } from './scripted-server.test-support.ts'

let world: ScriptedWorld

afterEach(() => world.destroy())

it('a token that does not come in 20 s is not waited for any longer, nor taken when it comes', async () => {
  const tokens: ((token: string) => void)[] = []
  world = new ScriptedWorld({ fetchToken: () => new Promise((resolve) => tokens.push(resolve)) })
  world.connection.connect()
  await world.clock.advance(19_999)
  expect(world.connection.state.name).toBe('authorizing')
  await world.clock.advance(1)
  expect(world.connection.state).toMatchObject({ name: 'waiting', failures: 1 })
  tokens[0]?.('too late')
  await world.clock.advance(500)
  expect(tokens).toHaveLength(2)
  expect(world.sockets).toHaveLength(0)
  tokens[1]?.('in time')
  await world.endTurn()
  world.socket.open()
  expect(world.socket.take()[0]).toMatchObject({ type: 'hello', token: 'in time' })
})

it('a socket that does not open in 20 s is closed, and another one opened', async () => {
  world = new ScriptedWorld()
  world.connection.connect()
  await world.clock.advance(19_999)
  expect(world.socket.closedWith).toBeUndefined()
  await world.clock.advance(1)
  expect(world.socket.closedWith).toBe(4500)
  await world.clock.advance(500)
  expect(world.sockets).toHaveLength(2)
  expect(world.told).not.toContain('status connected')
})

it('each has its own 20 s, the token and the socket', async () => {
  let bring: (token: string) => void = () => {}
  world = new ScriptedWorld({
    fetchToken: () =>
      new Promise((resolve) => {
        bring = resolve
      }),
  })
  world.connection.connect()
  await world.clock.advance(15_000)
  bring('token')
  await world.clock.advance(15_000)
  expect(world.connection.state.name).toBe('connecting')
})

it('a server that takes the connection and does not answer hello is left after 30 s', async () => {
  world = new ScriptedWorld()
  world.connection.connect()
  world.socket.open()
  await world.clock.advance(29_999)
  expect(world.socket.closedWith).toBeUndefined()
  await world.clock.advance(1)
  expect(world.socket.closedWith).toBe(4500)
  // An open socket is no success.
  expect(world.connection.state).toMatchObject({ name: 'waiting', failures: 1 })
  expect(world.told).toEqual(['status connecting', 'status connected', 'status disconnected'])
})

it('a half-open connection is found by the pings that it does not answer, and the round trip is measured until then', async () => {
  world = new ScriptedWorld()
  world.connection.connect()
  world.socket.open()
  world.socket.say(welcome)
  for (let ping = 1; ping <= 3; ping += 1) {
    expect(world.socket.take().find(({ type }) => type === 'ping')).toEqual({
      type: 'ping',
      id: ping,
    })
    await world.clock.advance(40)
    world.socket.say({ type: 'pong', id: ping })
    expect(world.connection.latencyMs).toBe(40)
    await world.clock.advance(14_960)
  }
  // From here on nothing comes, and nothing says so.
  const lastHeardMs = 30_040
  await world.clock.advance(lastHeardMs + 29_999 - world.clock.now())
  expect(world.socket.closedWith).toBeUndefined()
  await world.clock.advance(1)
  expect(world.socket.closedWith).toBe(4500)
  expect(world.connection.latencyMs).toBeUndefined()
})
