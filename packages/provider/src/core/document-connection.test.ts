import {
  decodeAwareness,
  encodeAwareness,
  encodeMessage,
  fragmentFrame,
  PROTOCOL_VERSION,
  type Message,
} from '@weft/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  ScriptedWorld,
  type ScriptedSocket,
  syncWithEmpty,
  textOf,
  updateWith,
  welcome,
} from './scripted-server.test-support.ts'

const worlds: ScriptedWorld[] = []

afterEach(() => {
  for (const world of worlds.splice(0)) world.destroy()
})

describe('edits of another tab whose parents are missing', () => {
  it('[P32] are in no step 2: the server would confirm nothing after them', async () => {
    const world = scripted()
    const [, second] = editsOfAnotherTab()
    Y.applyUpdate(world.doc, second, 'another tab')
    const socket = world.join()
    await world.type('mine')
    socket.take()
    socket.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })

    const sent = socket.take()
    const [step2] = sent
    if (step2?.type !== 'syncStep2') throw new Error('no step 2')
    const server = new Y.Doc()
    Y.applyUpdate(server, step2.update)
    expect(textOf(sent)).toBe('mine')
    expect(server.store.pendingStructs).toBeNull()
    expect(world.doc.store.pendingStructs).not.toBeNull()
  })

  it('are sent on once the server has brought the parents', async () => {
    const world = scripted()
    const [first, second] = editsOfAnotherTab()
    Y.applyUpdate(world.doc, second, 'another tab')
    const socket = world.join()
    socket.take()
    socket.say({ type: 'update', update: first })

    const sent = socket.take()
    expect(sent).toMatchObject([{ type: 'syncStep2' }])
    expect(textOf(sent)).toBe('one two')
  })
})

/** Two edits, of which the second builds on the first. */
function editsOfAnotherTab(): [Uint8Array, Uint8Array] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.getText('text').insert(0, 'one')
  doc.getText('text').insert(3, ' two')
  const [first, second] = updates
  if (!first || !second) throw new Error('there are no two edits')
  return [first, second]
}

describe('the greeting', () => {
  it('[P22][P24] is hello, sync step 1 and the own awareness, in this order', () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()

    expect(world.socket.take()).toMatchObject([
      { type: 'hello', version: PROTOCOL_VERSION, client: 'test/1', token: 'token', sessionId: '' },
      { type: 'syncStep1' },
      { type: 'awareness' },
    ])
  })

  it('[P24] sends no update, step 2 or awareness before the first frame, whatever is done meanwhile', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.take()

    await world.type('hello')
    world.awareness.setLocalStateField('user', { name: 'Ada' })
    world.connection.flush()
    await world.clock.advance(1_000)

    expect(world.socket.take()).toEqual([])
  })

  it('is not followed by the same awareness again: to the server that would look like somebody’s echo', async () => {
    const world = scripted()
    world.connection.connect()
    // While the socket opens.
    world.awareness.setLocalStateField('user', { name: 'Ada' })
    await world.clock.advance(100)
    world.socket.open()
    world.socket.take()
    world.socket.say(welcome, ...syncWithEmpty)

    expect(world.socket.takeTypes()).not.toContain('awareness')
  })

  it('leaves out the awareness of one who does not want to be seen', () => {
    const world = scripted()
    world.awareness.setLocalState(null)
    world.connection.connect()
    world.socket.open()

    expect(world.socket.takeTypes()).toEqual(['hello', 'syncStep1'])
  })

  it('[P26] tells that its state is gone if it has none and takes over a session that had one', async () => {
    const world = scripted()
    world.join()
    world.awareness.setLocalState(null)
    const socket = await world.reconnect()
    socket.open()

    const [, , third] = socket.take()
    const own = { clientId: world.awareness.clientID, state: 'null' }
    expect(third?.type === 'awareness' && decodeAwareness(third.awareness)).toMatchObject([own])
  })

  it('[P26] names the last session, so that the new one may take its place', async () => {
    const world = scripted()
    world.join()
    const socket = await world.reconnect()
    socket.open()

    expect(socket.take()[0]).toMatchObject({ sessionId: 'session', resumeSecret: 'secret' })
  })

  it('waits for a token that has to be fetched, and asks for another one each time', async () => {
    let asked = 0
    const world = scripted({ fetchToken: () => Promise.resolve(`token ${(asked += 1)}`) })
    world.connection.connect()
    expect(world.sockets).toHaveLength(0)
    await world.endTurn()
    world.socket.open()
    expect(world.socket.take()[0]).toMatchObject({ token: 'token 1' })

    const socket = await world.reconnect()
    socket.open()
    expect(socket.take()[0]).toMatchObject({ token: 'token 2' })
  })

  it('is tried again when the token cannot be fetched, or does not come', async () => {
    const answers = [
      () => Promise.reject(new Error('no network')),
      () => {
        throw new Error('not logged in')
      },
      () => new Promise<string>(() => {}),
      () => 'at last',
    ]
    const world = scripted({ fetchToken: () => answers.shift()?.() ?? '' })
    world.connection.connect()
    await world.clock.advance(30_000)

    expect(world.errors.map(({ message }) => message)).toEqual([
      'Cannot connect: no token could be had',
      'Cannot connect: no token could be had',
    ])
    expect(world.sockets).toHaveLength(1)
  })

  it('is given up on a server that accepts and then says nothing', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    await world.clock.advance(30_000)

    expect(world.sockets[0]?.closedWith).toBe(4500)
    expect(world.connection.state).toMatchObject({ name: 'waiting', failures: 1 })
  })

  it('is tried less and less often while the server lets it in and sends it away each time', async () => {
    const world = scripted()
    world.connection.connect()
    let served = 0
    for (let second = 0; second < 120; second += 1) {
      while (served < world.sockets.length) {
        const socket = world.sockets[served]
        served += 1
        socket?.open()
        socket?.say(welcome)
        socket?.drop(4500)
      }
      await world.clock.advance(1_000)
    }

    // In the seconds 0, 1, 2, 4, 8, 16 and then every 15.
    expect(served).toBe(12)
    expect(world.connection.state).toMatchObject({ name: 'waiting', failures: 12 })
  })

  it('is tried again when the socket cannot be made', async () => {
    let attempts = 0
    const world = scripted({
      openSocket: () => {
        attempts += 1
        throw new DOMException('An insecure WebSocket connection may not be initiated')
      },
    })
    world.connection.connect()
    await world.clock.advance(2_000)

    expect(attempts).toBeGreaterThan(1)
    expect(world.errors[0]?.message).toBe('Cannot open a socket')
  })
})

describe('a Weft server', () => {
  it('[P31] gets a step 2 with all that it lacks, and updates only after that', async () => {
    const world = scripted()
    await world.type('offline ')
    const socket = world.greet()
    await world.type('and early ')
    expect(socket.take()).toEqual([])

    socket.say(...syncWithEmpty)
    const [step2, ...rest] = socket.take()
    expect(step2?.type).toBe('syncStep2')
    expect(rest).toEqual([])

    await world.type('late')
    const update = socket.take()
    expect(update.map(({ type }) => type)).toEqual(['update'])
    expect(textOf([step2 as Message, ...update])).toBe('offline and early late')
    // Nothing is sent twice.
    expect(update.flatMap(lengthsOf)).toEqual(['late'.length])
  })

  it('gets the edits of one turn as one message', async () => {
    const world = scripted()
    const socket = world.join()
    for (const char of 'hello') world.text.insert(world.text.length, char)
    await world.endTurn()

    const sent = socket.take()
    expect(sent.map(({ type }) => type)).toEqual(['update'])
    expect(textOf(sent)).toBe('hello')
  })

  it('gets any number of edits of one turn as one message', async () => {
    const world = scripted()
    const socket = world.join({ maxMessageBytes: 64 * 1024 * 1024 })
    for (let count = 0; count < 5_000; count += 1) world.text.insert(count, 'x')
    await world.endTurn()

    const sent = socket.take()
    expect(sent).toHaveLength(1)
    expect(textOf(sent)).toHaveLength(5_000)
  })

  it('is never sent back what came from it', async () => {
    const world = scripted()
    const socket = world.join()
    socket.say({ type: 'update', update: updateWith('from the server') })
    socket.say({ type: 'awareness', awareness: someone(77, 3, '{"user":"Bo"}') })
    await world.clock.advance(100)

    expect(world.text.toString()).toBe('from the server')
    expect(world.awareness.getStates().get(77)).toEqual({ user: 'Bo' })
    expect(socket.take()).toEqual([])
  })

  it('[P7] is answered each time that it asks', () => {
    const world = scripted()
    const socket = world.join()
    socket.say({ type: 'syncStep1', stateVector: Y.encodeStateVector(new Y.Doc()) })

    expect(socket.takeTypes()).toEqual(['syncStep2'])
  })

  it('[P19] is answered when it pings, and pinged for the round trip', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.take()
    world.socket.say(welcome)
    const [ping] = world.socket.take()
    expect(ping).toEqual({ type: 'ping', id: 1 })

    await world.clock.advance(25)
    world.socket.say({ type: 'pong', id: 1 }, { type: 'ping', id: 9 })
    expect(world.connection.latencyMs).toBe(25)
    expect(world.socket.take()).toEqual([{ type: 'pong', id: 9 }])

    await world.clock.advance(100)
    world.socket.say({ type: 'pong', id: 8 })
    expect(world.connection.latencyMs).toBe(25)
  })

  it('[P35] gets a large message in fragments, and gives one in fragments', async () => {
    const world = scripted()
    const socket = world.join({ maxMessageBytes: 16 * 1024 * 1024 })
    await world.type('x'.repeat(600_000))
    expect(socket.frames).toHaveLength(10)
    expect(textOf(socket.take())).toHaveLength(600_000)

    const frame = encodeMessage({ type: 'update', update: updateWith('y'.repeat(600_000)) })
    for (const part of fragmentFrame(frame)) socket.sayFrame(part)
    expect(world.text.toString()).toHaveLength(1_200_000)
  })

  it('[P37] is left when it sends more than we take', () => {
    const world = scripted({ maxMessageBytes: 500_000 })
    const socket = world.join()
    const frame = encodeMessage({ type: 'update', update: updateWith('y'.repeat(600_000)) })
    socket.sayFrame(fragmentFrame(frame)[0] ?? '')

    expect(socket.closedWith).toBe(4400)
    expect(world.errors[0]?.message).toMatch('a message of 600')
  })

  it('is asked again, but not all the time, while updates are missing that others build on', async () => {
    const world = scripted()
    const socket = world.join()
    await world.clock.advance(10_000)
    socket.take()
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'a')
    const early = Y.encodeStateVector(doc)
    doc.getText('text').insert(1, 'b')
    const gap: Message = { type: 'update', update: Y.encodeStateAsUpdate(doc, early) }

    socket.say(gap, gap, gap)
    expect(socket.takeTypes()).toEqual(['syncStep1'])
    await world.clock.advance(5_000)
    socket.say(gap)
    expect(socket.takeTypes()).toContain('syncStep1')
    socket.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(doc) })
    expect(world.text.toString()).toBe('ab')
  })

  it('is asked for its state as often as the application wants', async () => {
    const world = scripted({ resyncIntervalMs: 1_000 })
    const socket = world.join()
    await world.clock.advance(3_500)
    expect(socket.takeTypes().filter((type) => type === 'syncStep1')).toHaveLength(3)

    socket.drop()
    await world.clock.advance(0)
    world.connection.disconnect()
    expect(world.clock.pending).toBe(0)
  })
})

describe('a stock server', () => {
  it('[P25] is known by its first frame, and gets nothing of the extension after that', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.take()
    world.socket.say({ type: 'syncStep1', stateVector: Y.encodeStateVector(new Y.Doc()) })
    await world.type('hello')
    await world.clock.advance(60_000)

    const types = new Set(world.sockets[0]?.takeTypes())
    expect([...types].toSorted()).toEqual(['syncStep1', 'syncStep2', 'update'])
    expect(world.connection.saves.facts.hasAcknowledgements).toBe(false)
  })

  it('gets what was edited before its first frame, even if it never asks', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.take()
    await world.type('early')
    world.socket.say({ type: 'syncStep2', update: updateWith('') })

    expect(textOf(world.socket.take())).toBe('early')
    await world.type(' late')
    expect(world.socket.takeTypes()).toEqual(['update'])
  })

  it('gets it once if it asks first', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.take()
    await world.type('early')
    world.socket.say({ type: 'syncStep1', stateVector: Y.encodeStateVector(new Y.Doc()) })

    expect(world.socket.takeTypes()).toEqual(['syncStep2'])
  })

  it('[P35] gets large messages whole', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.say(...syncWithEmpty)
    world.socket.take()
    await world.type('x'.repeat(600_000))

    expect(world.socket.frames).toHaveLength(1)
  })

  it('is probed by a step 1 before it is given up, and kept if it answers', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.say(...syncWithEmpty)
    world.socket.take()
    await world.clock.advance(25_000)
    expect(world.socket.takeTypes()).toEqual(['syncStep1'])
    world.socket.say({ type: 'syncStep2', update: updateWith('') })
    await world.clock.advance(24_000)
    expect(world.socket.closedWith).toBeUndefined()
    await world.clock.advance(6_000)
    expect(world.sockets[0]?.closedWith).toBe(4500)
  })

  it('never makes anything saved, and says so', async () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.say(...syncWithEmpty)
    expect(world.saveState).toBe('unknown')
    await world.type('a')

    expect(world.saveState).toBe('unknown')
    expect(world.unsaved).toBe(1)
    await expect(world.connection.saves.whenSaved()).rejects.toThrow('the server does not say')
  })

  it('may have messages of its own, also with the numbers of ours', () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()
    world.socket.say(...syncWithEmpty)
    world.socket.sayFrame(Uint8Array.of(10, 1, 2))
    world.socket.sayFrame(Uint8Array.of(66, 5))

    expect(world.told).toContain('foreign 10 1 2')
    expect(world.told).toContain('foreign 66 5')
    expect(world.errors).toEqual([])
  })
})

describe('what is saved', () => {
  it('[P28] is what the server has confirmed, a deletion like any edit', async () => {
    const world = scripted()
    const socket = world.join()
    socket.say({ type: 'saved', count: 1, sequence: 6 })
    await world.type('abc')
    socket.say({ type: 'saved', count: 2, sequence: 7 })
    expect([world.saveState, world.unsaved]).toEqual(['saved', 0])

    world.text.delete(0, 1)
    await world.endTurn()
    expect([world.saveState, world.unsaved]).toEqual(['saving', 1])
    socket.say({ type: 'saved', count: 2, sequence: 7 })
    expect(world.saveState).toBe('saving')
    socket.say({ type: 'saved', count: 3, sequence: 8 })
    expect(world.saveState).toBe('saved')
  })

  it('is not what waits for the end of the turn while older messages are confirmed', async () => {
    const world = scripted()
    const socket = world.join()
    await world.type('a')
    world.text.insert(1, 'b')
    socket.say({ type: 'saved', count: 2, sequence: 7 })

    expect(world.unsaved).toBe(1)
  })

  it('is nothing of what a lost connection had sent, until the next step 2 is confirmed', async () => {
    const world = scripted()
    world.join().say({ type: 'saved', count: 1, sequence: 6 })
    await world.type('a')
    await world.type('b')
    const socket = await world.reconnect()
    expect([world.saveState, world.unsaved]).toEqual(['offline', 2])
    await world.type('c')

    world.greetAgain({ sequence: 6 })
    socket.say({ type: 'saved', count: 0, sequence: 6 })
    expect(world.unsaved).toBe(3)
    socket.say(...syncWithEmpty)
    expect(textOf(socket.take())).toBe('abc')
    socket.say({ type: 'saved', count: 1, sequence: 9 })
    expect([world.saveState, world.unsaved]).toEqual(['saved', 0])
  })

  it('is nothing that a lost connection still confirms', async () => {
    const world = scripted()
    const old = world.join()
    await world.type('a')
    await world.reconnect()
    world.greetAgain()
    world.socket.say(...syncWithEmpty)
    old.closedWith = undefined
    old.say({ type: 'saved', count: 2, sequence: 9 })

    expect(world.unsaved).toBe(1)
  })

  it('counts what the document held before as one edit', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'from the offline copy')
    const world = scripted({ doc })
    expect(world.unsaved).toBe(1)

    const socket = world.join()
    expect(world.saveState).toBe('saving')
    socket.say({ type: 'saved', count: 1, sequence: 6 })
    expect(world.saveState).toBe('saved')
  })

  it('is told each time that it changes, and only then', async () => {
    const world = scripted()
    const socket = world.join()
    world.told.length = 0
    await world.type('a')
    await world.type('b')
    socket.say({ type: 'saved', count: 3, sequence: 7 }, { type: 'saved', count: 3, sequence: 7 })

    expect(world.told).toEqual([
      'unsaved 1',
      'save-state saving',
      'unsaved 2',
      'unsaved 0',
      'save-state saved',
    ])
  })

  it('closes a server that confirms what it was never sent', () => {
    const world = scripted()
    const socket = world.join()
    socket.say({ type: 'saved', count: 2, sequence: 6 })

    expect(socket.closedWith).toBe(4400)
  })

  it('[P34] has failed while the server cannot store, until it can', async () => {
    const world = scripted()
    const socket = world.join({ isSaving: false })
    expect(world.saveState).toBe('saved')
    await world.type('a')
    expect(world.saveState).toBe('failed')
    socket.say({ type: 'saved', count: 1, sequence: 6 })
    expect(world.saveState).toBe('saving')
    socket.say({ type: 'notSaved' })
    expect(world.saveState).toBe('failed')
    socket.say({ type: 'saved', count: 2, sequence: 7 })
    expect(world.saveState).toBe('saved')
  })

  it('can be waited for: what was edited before the call, no matter what is after', async () => {
    const world = scripted()
    const socket = world.join()
    await world.type('a')
    let isSaved = false
    const saved = world.connection.saves.whenSaved().then(() => {
      isSaved = true
    })
    await world.type('b')
    socket.say({ type: 'saved', count: 1, sequence: 6 })
    await world.endTurn()
    expect(isSaved).toBe(false)
    socket.say({ type: 'saved', count: 2, sequence: 7 })
    await saved

    expect(world.unsaved).toBe(1)
  })

  it('need not be waited for when nothing was edited', async () => {
    await expect(scripted().connection.saves.whenSaved()).resolves.toBeUndefined()
  })

  it('cannot be waited for any more once the provider is gone', async () => {
    const world = scripted()
    await world.type('a')
    const saved = world.connection.saves.whenSaved()
    world.connection.destroy()

    await expect(saved).rejects.toThrow('the provider has stopped')
  })

  it('is offline as soon as the browser says so, and no longer once bytes prove it wrong', async () => {
    const world = scripted()
    const socket = world.join()
    await world.type('a')
    world.connection.doubt()
    expect(world.saveState).toBe('offline')
    expect(socket.takeTypes()).toContain('ping')
    socket.say({ type: 'pong', id: 2 })
    expect(world.saveState).toBe('saving')
  })
})

describe('a message that is larger than the server takes', () => {
  it('is not sent, and stops the connection with the edits kept', async () => {
    const world = scripted()
    const socket = world.join({ maxMessageBytes: 1_000 })
    await world.type('x'.repeat(2_000))

    expect(socket.take()).toEqual([])
    expect(socket.closedWith).toBe(4413)
    expect(world.told).toContain('refused too-large')
    expect(world.saveState).toBe('failed')
    expect(world.text).toHaveLength(2_000)
  })

  it('is found out in the step 2 as well', async () => {
    const world = scripted()
    await world.type('x'.repeat(2_000))
    const socket = world.join({ maxMessageBytes: 1_000 })

    expect(socket.closedWith).toBe(4413)
    await world.clock.advance(60_000)
    expect(world.sockets).toHaveLength(1)
  })
})

describe('without the right to write', () => {
  it('[P18] edits are kept and not sent', async () => {
    const world = scripted()
    const socket = world.join({ rights: { canWrite: false } })
    await world.type('mine')

    expect(socket.take()).toEqual([])
    expect(world.saveState).toBe('failed')
    expect(world.told).toContain('rights false')
  })

  it('[P18] they leave as a step 2 when the right is given, and count as such', async () => {
    const world = scripted()
    const socket = world.join({ rights: { canWrite: false } })
    await world.type('mine')
    socket.say({ type: 'rights', rights: { canWrite: true } })

    const sent = socket.take()
    expect(sent.map(({ type }) => type)).toEqual(['syncStep2'])
    expect(textOf(sent)).toBe('mine')
    expect(world.saveState).toBe('saving')
    socket.say({ type: 'saved', count: 1, sequence: 6 })
    expect(world.saveState).toBe('saved')
  })

  it('edits that wait for the end of the turn when the right goes are not sent', async () => {
    const world = scripted()
    const socket = world.join()
    world.text.insert(0, 'mine')
    socket.say({ type: 'rights', rights: { canWrite: false } })
    await world.endTurn()

    expect(socket.take()).toEqual([])
    expect(world.saveState).toBe('failed')
  })
})

describe('while the document is full', () => {
  const full = { canWrite: false, isFull: true } as const

  /** Something on the server to delete from, and then no room for more. */
  const joinFull = async (): Promise<readonly [ScriptedWorld, ScriptedSocket]> => {
    const world = scripted()
    const socket = world.join()
    await world.type('content')
    socket.say({ type: 'saved', count: 2, sequence: 6 }, { type: 'rights', rights: full })
    socket.take()
    return [world, socket]
  }

  it('[P53] deletions are sent, and count as saved when they are confirmed', async () => {
    const [world, socket] = await joinFull()
    expect(world.told.at(-1)).toBe('rights full')
    expect(world.connection.rights).toEqual(full)
    world.text.delete(0, 3)
    await world.endTurn()

    expect(world.saveState).toBe('saving')
    expect(socket.takeTypes()).toEqual(['update'])
    socket.say({ type: 'saved', count: 3, sequence: 7 })
    expect(world.saveState).toBe('saved')
  })

  it('[P53] what adds something is kept back, and all after it, and is never taken for saved', async () => {
    const [world, socket] = await joinFull()
    await world.type('more')
    world.text.delete(0, 3)
    await world.endTurn()

    expect(socket.take()).toEqual([])
    expect(world.saveState).toBe('failed')
    expect(world.unsaved).toBe(2)
  })

  it('[P53] what was kept back leaves as a step 2 when there is room again', async () => {
    const [world, socket] = await joinFull()
    await world.type('more')
    socket.say({ type: 'rights', rights: { canWrite: true } })

    const sent = socket.take()
    expect(sent.map(({ type }) => type)).toEqual(['syncStep2'])
    expect(textOf(sent)).toBe('contentmore')
    socket.say({ type: 'saved', count: 3, sequence: 7 })
    expect(world.saveState).toBe('saved')
  })

  it('[P53] who comes back with nothing to add answers, and may delete', async () => {
    const [world] = await joinFull()
    const stateVector = Y.encodeStateVector(world.doc)
    await world.reconnect()
    const socket = world.greetAgain({ rights: full, version: 2, sequence: 7 })
    socket.say({ type: 'syncStep2', update: new Uint8Array([0, 0]) })
    socket.say({ type: 'syncStep1', stateVector })
    world.text.delete(0, 1)
    await world.endTurn()

    expect(socket.takeTypes()).toEqual(['syncStep2', 'update'])
  })

  it('[P53] who comes back with something to add keeps it', async () => {
    const [world] = await joinFull()
    const stateVector = Y.encodeStateVector(world.doc)
    await world.type('made offline')
    await world.reconnect()
    const socket = world.greetAgain({ rights: full, version: 2, sequence: 7 })
    socket.say({ type: 'syncStep2', update: new Uint8Array([0, 0]) })
    socket.say({ type: 'syncStep1', stateVector })
    world.text.delete(0, 1)
    await world.endTurn()

    expect(socket.take()).toEqual([])
    expect(world.saveState).toBe('failed')
  })

  it('[P54] its size is told, and forgotten with the connection', async () => {
    const world = scripted()
    const socket = world.join()
    const size = { bytes: 300, warnBytes: 200, maxBytes: 400 }
    socket.say({ type: 'documentSize', ...size })
    expect(world.told.at(-1)).toBe('size 300')
    expect(world.connection.documentSize).toEqual(size)
    await world.reconnect()
    world.greetAgain()
    expect(world.told).toContain('size undefined')
    expect(world.connection.documentSize).toBeUndefined()
  })
})

describe('a client ID that somebody else has used', () => {
  it('[A18] stops before the server’s edits take the place of ours that it never had', async () => {
    const world = scripted()
    world.join()
    await world.type('saved')
    world.socket.say({ type: 'saved', count: 2, sequence: 6 })
    world.socket.drop()
    await world.type(' made offline')
    await world.clock.advance(500)
    const socket = world.greetAgain({ sequence: 7 })
    const squatter = new Y.Doc()
    squatter.clientID = world.doc.clientID
    squatter.getText('text').insert(0, 'x'.repeat(1_000))
    const known = Y.encodeStateVector(world.doc)
    socket.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(squatter, known) })

    expect(world.text.toString()).toBe('saved made offline')
    expect(world.told).toContain('refused history-changed')
    expect(world.told.at(-1)).toBe('history epoch epoch')
    expect(world.saveState).toBe('failed')
    expect(socket.takeTypes()).toEqual([])
  })

  it('is nothing to stop for when all of ours is saved', async () => {
    const world = scripted()
    world.join()
    await world.type('saved')
    world.socket.say({ type: 'saved', count: 2, sequence: 6 })
    await world.reconnect()
    const socket = world.greetAgain({ sequence: 7 })
    const squatter = new Y.Doc()
    squatter.clientID = world.doc.clientID
    squatter.getText('text').insert(0, 'x'.repeat(1_000))
    socket.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(squatter) })

    expect(world.told).not.toContain('refused history-changed')
  })
})

describe('[P41] another history', () => {
  it('is not merged: nothing is applied or sent, and the connection stops', async () => {
    const world = scripted()
    world.join()
    await world.type('ours')
    await world.reconnect()
    world.greetAgain({ epoch: 'another', sequence: 900 })
    world.socket.closedWith = undefined
    world.socket.say({ type: 'syncStep2', update: updateWith('theirs') }, ...syncWithEmpty)
    await world.clock.advance(60_000)

    expect(world.told.slice(-3)).toEqual([
      'refused history-changed',
      'save-state failed',
      'history epoch another',
    ])
    expect(world.text.toString()).toBe('ours')
    expect(world.socket.take()).toEqual([])
    expect(world.sockets).toHaveLength(2)
    expect(world.connection.history).toEqual({ epoch: 'epoch', sequence: 5 })
  })

  it('is noticed when the server has less on disk than it has told', async () => {
    const world = scripted()
    const socket = world.join()
    await world.type('a')
    socket.say({ type: 'saved', count: 2, sequence: 12 })
    await world.reconnect()
    world.greetAgain({ sequence: 11 })

    expect(world.told).toContain('refused history-changed')
  })

  it('[P55] [P56] is noticed by the server, when its log has not the record that was told of last', async () => {
    const world = scripted()
    const socket = world.join({ line: { branch: 'a', nextBranch: 'b', hasPlace: true } })
    await world.type('a')
    socket.say({ type: 'saved', count: 2, sequence: 12 })
    const history = { epoch: 'epoch', sequence: 12, branch: 'b' }
    expect(world.connection.history).toEqual(history)
    await world.reconnect()
    world.socket.open()
    expect(world.socket.take()[0]).toMatchObject({ type: 'hello', place: history })
    const line = { branch: 'c', nextBranch: 'd', hasPlace: false }
    world.socket.say({ ...welcome, sequence: 900, line })

    expect(world.told).toContain('refused history-changed')
    expect(world.connection.history).toEqual(history)
  })

  it('[P55] names no record before it was told of one', () => {
    const world = scripted()
    world.connection.connect()
    world.socket.open()

    expect(world.socket.take()[0]).not.toHaveProperty('place')
  })

  it('is noticed by what was kept beside an offline copy', () => {
    const world = scripted({ history: { epoch: 'old', sequence: 3 } })
    world.greet()

    expect(world.told).toContain('history old epoch')
  })

  it('is none if nothing of the one before was ever on disk', async () => {
    const world = scripted()
    world.join({ sequence: 0 })
    await world.reconnect()
    world.greetAgain({ epoch: 'another' })

    expect(world.connection.state.name).toBe('joined')
    expect(world.connection.history).toEqual({ epoch: 'another', sequence: 5 })
  })

  it('is met again when the application connects once more', async () => {
    const world = scripted({ history: { epoch: 'old', sequence: 3 } })
    world.greet()
    world.greet()

    expect(world.told.filter((told) => told === 'refused history-changed')).toHaveLength(2)
  })
})

describe('what cannot be read', () => {
  const corrupt = updateWith('hello').slice(0, -3)

  it.each<[string, Uint8Array | string]>([
    ['a text frame', 'hello'],
    ['an empty frame', new Uint8Array()],
    ['a truncated frame', Uint8Array.of(0, 2, 9, 1)],
    ['bytes after the message', Uint8Array.of(3, 3)],
    ['a corrupt update', encodeMessage({ type: 'update', update: corrupt })],
    ['a corrupt step 2', encodeMessage({ type: 'syncStep2', update: corrupt })],
    ['a corrupt state vector', encodeMessage({ type: 'syncStep1', stateVector: Uint8Array.of(5) })],
    ['an awareness state that is not JSON', awareness(someone(77, 1, '{'))],
    ['a second welcome', encodeMessage(welcome)],
    [
      'a message that only clients send',
      encodeMessage({ ...welcome, type: 'hello', client: '', token: '' }),
    ],
  ])('closes the connection and is tried again: %s', async (_, frame) => {
    const world = scripted()
    const socket = world.join()
    socket.sayFrame(frame)

    expect(socket.closedWith).toBe(4400)
    expect(world.errors).toHaveLength(1)
    expect(world.errors[0]?.message).toMatch(/^Cannot read what the server sent: /)
    await world.clock.advance(1_000)
    expect(world.sockets).toHaveLength(2)
  })

  it('is healed by the next sync when half of an update was applied', async () => {
    const world = scripted()
    world.join().sayFrame(encodeMessage({ type: 'update', update: corrupt }))
    await world.clock.advance(1_000)
    world.greetAgain()
    world.socket.say({ type: 'syncStep2', update: updateWith('hello') })

    expect(world.text.toString()).toBe('hello')
  })

  it("is not an update whose listener throws: that is the application's fault", async () => {
    const world = scripted()
    const socket = world.join()
    world.text.observe(() => {
      throw new Error('a bug of the application')
    })
    socket.say({ type: 'update', update: updateWith('hello') })

    expect(socket.closedWith).toBeUndefined()
    expect(world.errors).toEqual([])
    await expect(world.endTurn()).rejects.toThrow('a bug of the application')
  })
})

describe('a lost connection', () => {
  it('removes everybody else and keeps the own state, which is announced anew', async () => {
    const world = scripted()
    world.awareness.setLocalStateField('user', 'Ada')
    const socket = world.join()
    socket.say({ type: 'awareness', awareness: someone(77, 4, '{"user":"Bo"}') })
    const clock = () => world.awareness.meta.get(world.awareness.clientID)?.clock ?? 0
    const before = clock()
    await world.reconnect()
    expect([...world.awareness.getStates().keys()]).toEqual([world.awareness.clientID])
    world.greetAgain()

    expect(clock()).toBe(before + 1)
    expect(world.awareness.getLocalState()).toEqual({ user: 'Ada' })
    // At the clock at which he was known: without forgetting it he would stay invisible.
    world.socket.say({ type: 'awareness', awareness: someone(77, 4, '{"user":"Bo"}') })
    expect(world.awareness.getStates().get(77)).toEqual({ user: 'Bo' })
  })

  it('does not tell the others that those are gone whom it no longer hears', async () => {
    const world = scripted()
    const socket = world.join()
    socket.say({ type: 'awareness', awareness: someone(77, 4, '{"user":"Bo"}') })
    world.told.length = 0
    socket.drop()
    await world.clock.advance(100)

    expect(world.told).not.toContain('presence')
  })

  it('is told in this order: not synced, disconnected, connecting', async () => {
    const world = scripted()
    world.join()
    world.told.length = 0
    await world.reconnect()

    expect(world.told).toEqual(['sync false', 'status disconnected', 'status connecting'])
  })
})

describe('leaving', () => {
  it('sends the edits of this turn and a goodbye before the socket is closed', () => {
    const world = scripted()
    const socket = world.join()
    world.text.insert(0, 'last words')
    world.connection.disconnect()

    expect(socket.takeTypes()).toEqual(['update', 'awareness'])
    expect(socket.closedWith).toBe(1000)
    expect(world.awareness.getLocalState()).toEqual({})
  })

  it('leaves no timer behind, connected or not', async () => {
    const world = scripted()
    world.join()
    world.connection.disconnect()
    await world.endTurn()
    expect(world.clock.pending).toBe(0)

    world.connection.connect()
    world.socket.drop()
    world.connection.destroy()
    await world.endTurn()
    expect(world.clock.pending).toBe(0)
  })

  it('for good hears and says nothing any more', async () => {
    const world = scripted()
    const socket = world.join()
    world.connection.destroy()
    world.told.length = 0
    socket.take()
    socket.closedWith = undefined
    world.text.insert(0, 'x')
    world.awareness.setLocalStateField('user', 'Ada')
    socket.say({ type: 'update', update: updateWith('hello') })
    world.connection.connect()
    world.connection.wake()
    await world.clock.advance(100_000)

    expect(world.told).toEqual([])
    expect(socket.take()).toEqual([])
    expect(world.text.toString()).toBe('x')
    expect(world.sockets).toHaveLength(1)
  })
})

it('shows itself anew before others drop it, also when the wall clock stands still', async () => {
  const world = scripted()
  world.awareness.setLocalStateField('user', 'Ada')
  const socket = world.join()
  const answer = () => {
    for (const message of socket.take()) {
      if (message.type === 'ping') socket.say({ type: 'pong', id: message.id })
      if (message.type === 'awareness') clocks.push(...clocksIn(message.awareness))
    }
  }
  const clocks: number[] = []
  const clocksIn = (payload: Uint8Array) => decodeAwareness(payload).map(({ clock }) => clock)
  answer()
  await world.clock.advance(1_000)
  answer()
  const before = clocks.length
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await world.clock.advance(5_000)
    answer()
  }
  expect(clocks.slice(before)).toHaveLength(2)
  expect(clocks).toEqual([...new Set(clocks)].sort((one, other) => one - other))
})

it('goes on without the presence when an awareness state cannot be sent', async () => {
  const world = scripted()
  world.awareness.setLocalStateField('cursor', 1n)
  world.connection.connect()
  world.socket.open()
  await expect(world.clock.advance(1_000)).rejects.toThrow('BigInt')
  world.socket.say(welcome, ...syncWithEmpty)

  expect(world.socket.takeTypes()).toEqual(['hello', 'syncStep1', 'ping', 'syncStep2'])
})

it('goes on when a listener of the application throws', async () => {
  const world = scripted()
  const listener = () => {
    throw new Error('a bug of the application')
  }
  world.awareness.on('update', listener)
  world.connection.connect()
  world.socket.open()
  world.awareness.off('update', listener)

  expect(world.socket.takeTypes()).toEqual(['hello', 'syncStep1', 'awareness'])
  await expect(world.endTurn()).rejects.toThrow('a bug of the application')
})

function scripted(...args: ConstructorParameters<typeof ScriptedWorld>): ScriptedWorld {
  const world = new ScriptedWorld(...args)
  worlds.push(world)
  return world
}

/** The lengths of the pieces that an update adds. */
function lengthsOf(message: Message): number[] {
  return 'update' in message
    ? Y.decodeUpdate(message.update).structs.map(({ length }) => length)
    : []
}

function someone(clientId: number, clock: number, state: string): Uint8Array {
  return encodeAwareness([{ clientId, clock, state }])
}

function awareness(payload: Uint8Array): Uint8Array {
  return encodeMessage({ type: 'awareness', awareness: payload })
}
