import { awarenessChange, encodeAwareness, encodeAwarenessPatch } from '@weft/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { applyAwarenessUpdate } from 'y-protocols/awareness'
import { ScriptedWorld, type ScriptedSocket } from './scripted-server.test-support.ts'

const BO = 77
const stateAt = (place: number) => ({ user: { name: 'Bo', color: '#958df1' }, cursor: { place } })

const worlds: ScriptedWorld[] = []

afterEach(() => {
  for (const world of worlds.splice(0)) world.destroy()
})

function joined(): { world: ScriptedWorld; socket: ScriptedSocket } {
  const world = new ScriptedWorld()
  worlds.push(world)
  return { world, socket: world.join() }
}

/** An entry as the server tells it whole. */
function whole(clientId: number, clock: number, place: number): Uint8Array {
  return encodeAwareness([{ clientId, clock, state: JSON.stringify(stateAt(place)) }])
}

/** A move as the server tells it to those who have the state before. */
function patch(clientId: number, [clock, place]: [number, number], [to, there]: [number, number]) {
  const change = awarenessChange(
    { clientId, clock, state: JSON.stringify(stateAt(place)) },
    { clientId, clock: to, state: JSON.stringify(stateAt(there)) },
  )
  if (!change) throw new Error('that is told whole')
  return { type: 'awarenessPatch', patch: encodeAwarenessPatch([change]) } as const
}

describe('an awareness patch', () => {
  it('[P60] [P62] becomes the state that it stands for, with its clock, and is told as any other', () => {
    const { world, socket } = joined()
    socket.say({ type: 'awareness', awareness: whole(BO, 4, 10) })
    const heard: unknown[] = []
    for (const name of ['change', 'update'] as const)
      world.awareness.on(name, (change: object, origin: unknown) =>
        heard.push([name, change, origin]),
      )
    socket.say(patch(BO, [4, 10], [6, 250]))

    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(250))
    expect(world.awareness.meta.get(BO)?.clock).toBe(6)
    const change = { added: [], updated: [BO], removed: [] }
    expect(heard).toEqual([
      ['change', change, world.origin],
      ['update', change, world.origin],
    ])
  })

  it('[P61] builds on the patch before', () => {
    const { world, socket } = joined()
    socket.say(
      { type: 'awareness', awareness: whole(BO, 4, 10) },
      patch(BO, [4, 10], [5, 11]),
      patch(BO, [5, 11], [6, 1_000]),
    )

    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(1_000))
    expect(socket.take()).toEqual([])
  })

  it('[P61] builds on what the server said, also when another tab has told something newer', () => {
    const { world, socket } = joined()
    socket.say({ type: 'awareness', awareness: whole(BO, 4, 10) })
    applyAwarenessUpdate(world.awareness, whole(BO, 8, 80), 'another tab')
    socket.say(patch(BO, [4, 10], [7, 70]))
    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(80))
    socket.say(patch(BO, [7, 70], [9, 90]))

    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(90))
    expect(socket.take()).toEqual([])
  })

  it('[P61] does not build on a state that the application has changed under its hands', () => {
    const { world, socket } = joined()
    socket.say({ type: 'awareness', awareness: whole(BO, 4, 10) })
    Object.assign(world.awareness.getStates().get(BO) ?? {}, { cursor: 'changed' })
    socket.say(patch(BO, [4, 10], [5, 11]))

    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(11))
  })

  it.each([
    ['that it never had', []],
    ['of another clock', [whole(BO, 3, 10)]],
  ])('[P63] is left out when it builds on a state %s, and the server is asked', (_, before) => {
    const { world, socket } = joined()
    for (const awareness of before) socket.say({ type: 'awareness', awareness })
    const shown = world.awareness.getStates().get(BO)
    socket.say(patch(BO, [4, 10], [5, 11]))
    expect(world.awareness.getStates().get(BO)).toEqual(shown)
    expect(socket.takeTypes()).toEqual(['queryAwareness'])

    socket.say({ type: 'awareness', awareness: whole(BO, 5, 11) }, patch(BO, [5, 11], [6, 12]))
    expect(world.awareness.getStates().get(BO)).toEqual(stateAt(12))
    expect(socket.take()).toEqual([])
  })

  it('[P63] of the own client ID is left out without a word: nobody is told what it said alone', () => {
    const { world, socket } = joined()
    const own = world.awareness.clientID
    world.awareness.setLocalState({ own: true })
    socket.say(patch(own, [1, 10], [2, 11]))

    expect(world.awareness.getLocalState()).toEqual({ own: true })
    expect(socket.take()).toEqual([])
  })

  it('[P61] does not build on what came over an earlier connection', async () => {
    const { world, socket } = joined()
    socket.say({ type: 'awareness', awareness: whole(BO, 4, 10) })
    await world.reconnect()
    const next = world.greetAgain()
    next.say(patch(BO, [4, 10], [5, 11]))

    expect(world.awareness.getStates().has(BO)).toBe(false)
    expect(next.takeTypes()).toContain('queryAwareness')
  })

  it.each([
    ['that breaks off', [BO, 4]],
    ['that keeps more than there is', [BO, 4, 1, 1, 100, 0, 0]],
    ['that makes of a state what is no JSON', [BO, 4, 1, 1, 0, 1, 0]],
  ])('[P62] %s closes the connection, which is tried again', async (_, bytes) => {
    const { world, socket } = joined()
    socket.say({ type: 'awareness', awareness: whole(BO, 4, 10) })
    socket.say({ type: 'awarenessPatch', patch: Uint8Array.from(bytes) })

    expect(socket.closedWith).toBe(4400)
    expect(world.errors[0]?.message).toMatch(/^Cannot read what the server sent: /)
    await world.clock.advance(1_000)
    expect(world.sockets).toHaveLength(2)
  })
})
