import { encodeMessage, FRAGMENT_BYTES, fragmentFrame } from '@weft/protocol'
import { afterEach, expect, it } from 'vitest'
import { ScriptedWorld, syncWithEmpty, updateWith } from './scripted-server.test-support.ts'

let world: ScriptedWorld

afterEach(() => world.destroy())

function start() {
  world = new ScriptedWorld()
  const socket = world.greet()
  const update = updateWith('x'.repeat(4 * FRAGMENT_BYTES))
  const fragments = fragmentFrame(encodeMessage({ type: 'syncStep2', update }))
  return { socket, fragments }
}

const progress = () => world.told.filter((what) => /^(progress|sync) /.test(what))

it('tells how much of a large state is here, and when it is all here', () => {
  const { socket, fragments } = start()
  expect(world.connection.syncProgress).toBe(0)
  fragments.forEach((fragment, index) => {
    socket.sayFrame(fragment)
    if (index === 1) expect(world.connection.syncProgress).toBeCloseTo(0.5, 2)
  })

  expect(progress()).toEqual([
    'progress 0.25',
    'progress 0.50',
    'progress 0.75',
    'progress 1.00',
    'sync true',
  ])
  expect(world.connection.syncProgress).toBe(1)
})

it('begins anew with the next connection, and says nothing of what comes later', () => {
  const { socket, fragments } = start()
  for (const fragment of fragments.slice(0, 2)) socket.sayFrame(fragment)
  socket.drop()
  expect(world.connection.syncProgress).toBe(0)
  world.connection.connect()
  const next = world.greetAgain()
  next.say(...syncWithEmpty)
  expect(world.connection.syncProgress).toBe(1)
  const before = progress().length
  for (const fragment of fragments) next.sayFrame(fragment)
  expect(progress()).toHaveLength(before)
  expect(world.connection.syncProgress).toBe(1)
})

it('[P35] a state that comes in at 3 KiB/s trips no watchdog', async () => {
  const { socket, fragments } = start()
  for (const fragment of fragments) {
    await world.clock.advance(fragment.length / 3)
    socket.sayFrame(fragment)
  }
  expect(socket.closedWith).toBeUndefined()
  expect(world.connection.syncProgress).toBe(1)
})

it('[P35] at 20 KiB/s not even when the line is doubted all the time', async () => {
  const { socket, fragments } = start()
  for (const fragment of fragments) {
    world.connection.wake()
    await world.clock.advance(fragment.length / 20)
    socket.sayFrame(fragment)
  }
  expect(socket.closedWith).toBeUndefined()
})

it('an edit that leaves at 3 KiB/s trips none either: the server shows that it comes in', async () => {
  world = new ScriptedWorld()
  const socket = world.join()
  await world.type('x'.repeat(8 * FRAGMENT_BYTES))
  const fragments = socket.frames.length
  expect(fragments).toBeGreaterThan(8)
  for (let count = 0; count < fragments; count += 1) {
    await world.clock.advance(FRAGMENT_BYTES / 3)
    socket.say({ type: 'ping', id: 0 })
  }
  expect(socket.closedWith).toBeUndefined()
})
