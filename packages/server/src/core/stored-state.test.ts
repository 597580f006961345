import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Gate } from './faulty-storage.test-support.ts'
import { buildSnapshot, PoisonedUpdates } from './snapshot.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const LETTERS = 40_000

/** Somebody's log, over 64 KiB. */
function longLog(): { doc: Y.Doc; log: Uint8Array[] } {
  const doc = new Y.Doc()
  doc.clientID = 77
  const log: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => log.push(update))
  const text = doc.getText('text')
  text.insert(0, 'a'.repeat(LETTERS))
  text.insert(text.length, 'b'.repeat(LETTERS))
  text.delete(10, 5)
  return { doc, log }
}

async function storeAll(log: readonly Uint8Array[]): Promise<void> {
  for (const update of log) await world.store(update)
}

/** The kinds of messages that a peer was sent, in order. */
const kinds = (peer: TestPeer): string[] => peer.messages.map(({ type }) => type)

const WHOLE = 2 * LETTERS - 5

describe('Who has nothing of a document that is being loaded', () => {
  test('[L13] is sent what is stored before the room is there, and then what is asked of everybody', async () => {
    start()
    const { log } = longLog()
    await storeAll(log)
    const stock = world.stock()
    const extended = world.extended()
    await world.joined(stock, extended)
    expect(world.count('answered-early')).toBe(2)
    expect(kinds(stock).slice(0, 2)).toEqual(['update', 'syncStep2'])
    expect(kinds(stock)).toContain('syncStep1')
    expect(kinds(extended).slice(0, 3)).toEqual(['welcome', 'update', 'syncStep2'])
    expect(kinds(extended)).toContain('syncStep1')
    expect(extended.welcome).toMatchObject({ epoch: 'epoch-of-old', sequence: 3, isSaving: true })
    for (const peer of [stock, extended]) {
      expect(peer.text).toHaveLength(WHOLE)
      expect(peer.ofType('update')).toHaveLength(1)
      expect(peer.ofType('syncStep2')).toHaveLength(1)
    }
  })

  test('[L13] shares the bytes with others, and what it types meanwhile is kept', async () => {
    start()
    const { log } = longLog()
    await storeAll(log)
    world.storage.loadGate.shut()
    const peers = [world.extended(), world.extended(), world.stock()]
    await world.run()
    for (const peer of peers) peer.type('!')
    world.storage.loadGate.open()
    await world.joined(...peers)
    await world.run(100)
    const [one, two] = peers
    expect(world.count('answered-early')).toBe(3)
    expect(one?.frames[1]).toBe(two?.frames[1])
    for (const peer of peers) expect(peer.text).toHaveLength(WHOLE + 3)
    expect(one?.saved).toBe(one?.counted)
    expect((await world.stored()).getText('text').toString()).toBe(one?.text)
  })

  test('[L13] who comes while the room is being built is answered as well', async () => {
    start()
    const { log } = longLog()
    await storeAll(log)
    const mute = world.raw()
    mute.say({ type: 'queryAwareness' })
    const late = world.raw()
    let isTold = false
    const seen = () => {
      if (world.count('answered-early') > 0 || isTold) return
      isTold = true
      late.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
    }
    world.storage.loadFate = () => {
      seen()
      return 'work'
    }
    await world.run()
    expect(world.count('answered-early')).toBe(1)
    expect(kinds(late).slice(0, 2)).toEqual(['update', 'syncStep2'])
    expect(kinds(mute)).not.toContain('syncStep2')
  })

  test('[L13] is not answered before all of it has been read: if that fails, nothing was sent', async () => {
    start()
    const { log } = longLog()
    await storeAll(log)
    world.storage.loadFate = () => 'fail'
    const peer = world.extended()
    await world.run()
    expect(peer.closed?.code).toBe(1013)
    expect(peer.messages).toEqual([])
  })

  test('[L13] nothing is sent as it is stored of a document that is damaged', async () => {
    start()
    const { log } = longLog()
    await storeAll(log)
    await world.storage.quarantine(DOCUMENT, [{ sequence: 3, index: 0, what: 'a test' }])
    const peer = world.stock()
    await world.joined(peer)
    expect(world.count('answered-early')).toBe(0)
    expect(peer.text).toHaveLength(2 * LETTERS)
  })

  test('[L13] nothing is sent as it is stored when something in it waits for what is missing', async () => {
    start()
    const { log } = longLog()
    const other = new Y.Doc()
    other.getText('text').insert(0, 'missing')
    const before = Y.encodeStateVector(other)
    other.getText('text').insert(7, 'waits')
    await storeAll([...log, Y.encodeStateAsUpdate(other, before)])
    const peer = world.stock()
    await world.joined(peer)
    expect(world.count('answered-early')).toBe(0)
    expect(peer.text).toHaveLength(WHOLE)
    expect(peer.doc.store.pendingStructs).toBeNull()
  })

  test('[L13] who has something already is told what it lacks, by the room', async () => {
    start()
    const { doc, log } = longLog()
    await storeAll(log)
    const mine = new Y.Doc()
    Y.applyUpdate(mine, log[0] ?? Y.encodeStateAsUpdate(doc))
    const peer = world.stock({ doc: mine })
    await world.joined(peer)
    expect(world.count('answered-early')).toBe(0)
    expect(peer.text).toHaveLength(WHOLE)
  })

  test('[L13] who was sent what then turns out to be poisoned is closed, and comes back to the rest', async () => {
    const compact = async (updates: readonly Uint8Array[]) => {
      if (updates.length === 2) throw new PoisonedUpdates([1], 'told to')
      return buildSnapshot(updates, 1024)
    }
    start({ compactor: { compact, close: async () => {} } })
    const { doc, log } = longLog()
    const whole = Y.encodeStateAsUpdate(doc)
    doc.getText('text').insert(0, 'poison')
    await storeAll([whole, log.at(-1) ?? whole])
    const peer = world.stock()
    await world.run()
    expect(world.count('answered-early')).toBe(1)
    expect(peer.closed?.code).toBe(4500)
    expect(world.logged('update-quarantined')).toHaveLength(1)
    const again = world.stock()
    await world.joined(again)
    expect(world.count('answered-early')).toBe(1)
    expect(again.text).toHaveLength(WHOLE)
  })

  test('[L13] is told of its rights, of storage and of edits as they are by the time it is in', async () => {
    const building = new Gate()
    building.shut()
    const compact = async (updates: readonly Uint8Array[]) => {
      await building.pass()
      return buildSnapshot(updates, 1024)
    }
    start({ compactor: { compact, close: async () => {} } })
    const { doc } = longLog()
    // An update so large is condensed first, and that is held up here.
    await storeAll([Y.encodeStateAsUpdate(doc)])
    const peer = world.extended()
    const other = world.extended()
    await world.run()
    expect(world.count('answered-early')).toBe(2)
    expect(peer.text).toHaveLength(WHOLE)
    expect(peer.isSynced).toBe(true)
    expect(kinds(peer)).toEqual(['welcome', 'update', 'syncStep2'])
    peer.type('before')
    other.erase(0, 3)
    world.server.operations.setReadOnly(DOCUMENT, true)
    other.type('too late')
    building.open()
    await world.run(100)
    expect(peer.ofType('rights').map(({ rights }) => rights.canWrite)).toEqual([false])
    expect((await world.stored()).getText('text').toString()).toHaveLength(WHOLE)
  })

  test('[L13] is told when storage begins to fail, or works again, before its room is there', async () => {
    const building = new Gate()
    const compact = async (updates: readonly Uint8Array[]) => {
      await building.pass()
      return buildSnapshot(updates, 1024)
    }
    start({ compactor: { compact, close: async () => {} } })
    const elsewhere = world.extended({ document: documentName('elsewhere') })
    await world.joined(elsewhere)
    for (const [fate, told] of [
      ['fail', 'notSaved'],
      ['work', 'saved'],
    ] as const) {
      building.shut()
      const document = documentName(`${told} meanwhile`)
      await world.store(Y.encodeStateAsUpdate(longLog().doc), document)
      // It answers nothing, and so it is confirmed nothing either.
      const peer = world.raw({ document })
      peer.say({
        type: 'hello',
        version: 1,
        client: '',
        token: '',
        sessionId: '',
        resumeSecret: '',
      })
      peer.say({ type: 'syncStep1', stateVector: new Uint8Array([0]) })
      await world.run()
      expect(kinds(peer)).toEqual(['welcome', 'update', 'syncStep2'])
      world.storage.appendFate = () => fate
      elsewhere.type('x')
      await world.run(10_000)
      expect(world.server.isSaving).toBe(fate === 'work')
      building.open()
      await world.run()
      expect(peer.saving).toBe(told)
      expect(peer.welcome?.isSaving).toBe(told === 'notSaved')
    }
  })

  test('[L13] what lies unread is forgotten with whoever did not read it', async () => {
    start({ limits: { maxUnreadBytes: 100_000, maxBufferedBytes: 1_000 } })
    const { log } = longLog()
    await storeAll(log)
    const gone = world.stock({ isStalled: true })
    await world.run()
    gone.leave()
    const next = world.stock()
    await world.joined(next)
    expect(next.text).toHaveLength(WHOLE)
  })
})
