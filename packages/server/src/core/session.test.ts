import {
  encodeAwareness,
  encodeMessage,
  fragmentFrame,
  PROTOCOL_VERSION,
  type KnownPlace,
} from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOCUMENT, World, type WorldOptions } from './world.test-support.ts'

let world: World
const start = (options?: WorldOptions): World => (world = new World(options))
afterEach(() => world.end())

const hello = {
  type: 'hello',
  version: 1,
  client: 'test',
  token: '',
  sessionId: '',
  resumeSecret: '',
} as const
const inV2 = Y.convertUpdateFormatV1ToV2(updateOf('in V2'))
const forbidden = { allowed: false, because: 'forbidden', reason: 'not yours' } as const

describe('Session', () => {
  test('[S1] the server says nothing before the peer has spoken', async () => {
    const peer = start().raw()
    await world.run(9_000)
    expect(peer.messages).toEqual([])
    expect(peer.isOpen).toBe(true)
  })

  test('[S2] a peer that says nothing for ten seconds is sent away', async () => {
    const peer = start().raw()
    await world.run(10_000)
    expect(peer.closed?.code).toBe(4500)
    expect(world.server.peers).toBe(0)
  })

  test('[S2] a peer that has spoken is not', async () => {
    const peer = start().stock()
    await world.run(10_000)
    expect(peer.isOpen).toBe(true)
  })

  test('[S3] hello is answered by welcome, before anything else', async () => {
    const peer = start().extended()
    await world.joined(peer)
    expect(peer.messages[0]).toEqual({
      type: 'welcome',
      version: 1,
      sessionId: expect.stringMatching(/^secret-/),
      resumeSecret: expect.stringMatching(/^secret-/),
      epoch: (await world.storage.inner.load(DOCUMENT))?.epoch,
      sequence: 0,
      rights: { canWrite: true },
      maxMessageBytes: 33_554_432,
      isSaving: true,
      line: { branch: '', nextBranch: 'memory', hasPlace: true },
    })
    expect(peer.ofType('welcome')).toHaveLength(1)
  })

  test('[S3] welcome tells the newest sequence number that is on disk', async () => {
    await start().store(updateOf('stored'))
    const peer = world.extended()
    await world.joined(peer)
    expect(peer.welcome).toMatchObject({ epoch: 'epoch-of-old', sequence: 1 })
  })

  test('[S3] a client of a later version is told the version of the server', async () => {
    const peer = start().extended({ hello: { version: 9 } })
    await world.joined(peer)
    expect(peer.welcome?.version).toBe(PROTOCOL_VERSION)
  })

  test('[L12] welcome tells whether the record that hello named is still in the log', async () => {
    start()
    const first = world.extended()
    await world.joined(first)
    first.type('a')
    await world.run(100)
    const epoch = first.welcome?.epoch ?? ''
    const lineFor = async (place: KnownPlace) => {
      const peer = world.extended({ hello: { place } })
      await world.joined(peer)
      return peer.welcome?.line
    }
    const line = { branch: 'memory', nextBranch: 'memory' }
    const there = { ...line, hasPlace: true }
    const gone = { ...line, hasPlace: false }
    const place = { epoch, sequence: 1, branch: 'memory' }
    expect(await lineFor(place)).toEqual(there)
    expect(await lineFor({ ...place, branch: '' })).toEqual(there)
    expect(await lineFor({ ...place, branch: 'restored over' })).toEqual(gone)
    expect(await lineFor({ ...place, sequence: 2 })).toEqual(gone)
    expect(await lineFor({ ...place, sequence: 0, branch: 'whatever' })).toEqual(there)
    // Another epoch speaks for itself.
    expect(await lineFor({ epoch: 'another', sequence: 9, branch: '' })).toEqual(there)
  })

  test('[S4] a peer that did not say hello is sent nothing of the extension', async () => {
    const peer = start().stock()
    await world.joined(peer)
    peer.type('hi')
    world.storage.appendFate = () => 'fail'
    peer.type('ho')
    await world.run(100)
    world.storage.appendFate = () => 'work'
    await world.run(10_000)
    await world.server.close(0)
    const types = new Set(peer.messages.map(({ type }) => type))
    expect([...types].sort()).toEqual(['awareness', 'syncStep1', 'syncStep2'])
  })

  test.each(['hello', 'welcome', 'saved', 'notSaved', 'rights', 'goingAway'] as const)(
    '[S5] a joined peer that says %s is closed',
    async (type) => {
      const messages = {
        hello,
        welcome: {
          type: 'welcome',
          version: 1,
          sessionId: '',
          resumeSecret: '',
          epoch: '',
          sequence: 0,
          rights: { canWrite: true },
          maxMessageBytes: 1,
          isSaving: true,
        },
        saved: { type: 'saved', count: 1, sequence: 1 },
        notSaved: { type: 'notSaved' },
        rights: { type: 'rights', rights: { canWrite: true } },
        goingAway: { type: 'goingAway', maxDelayMs: 1 },
      } as const
      const peer = start().extended()
      await world.joined(peer)
      peer.say(messages[type])
      expect(peer.closed?.code).toBe(4400)
    },
  )

  test.each([
    { type: 'ping', id: 1 },
    { type: 'pong', id: 1 },
    { type: 'fragment', totalBytes: 2, offset: 0, bytes: new Uint8Array([0]) },
  ] as const)('[S5] a peer that says $type without hello is closed', async (message) => {
    const peer = start().stock()
    await world.joined(peer)
    peer.say(message)
    expect(peer.closed?.code).toBe(4400)
  })

  test('[S6] a ping is answered by a pong of the same number', async () => {
    const peer = start().extended()
    await world.joined(peer)
    peer.say({ type: 'ping', id: 77 })
    await world.run()
    expect(peer.ofType('pong')).toEqual([{ type: 'pong', id: 77 }])
  })

  test.each([
    ['an empty frame', []],
    ['an unknown type', [9]],
    ['an unknown sync type', [0, 9]],
    ['a message that ends early', [0, 2, 5, 1]],
    ['an update of 2^25 structs', [0, 2, 7, 1, 0x80, 0x80, 0x80, 0x10, 42, 0]],
    ['a state vector of 2^32 clients', [0, 0, 5, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['a state that is no JSON', [1, 5, 1, 1, 1, 1, 0x7b]],
    ['an update in the second encoding', [0, 2, inV2.length, ...inV2]],
  ])('[S7] %s closes its sender, and nobody else notices', async (_, bytes) => {
    start()
    const [bad, good] = [world.stock(), world.stock()]
    await world.joined(bad, good)
    const before = good.messages.length
    bad.sayFrame(new Uint8Array(bytes))
    expect(bad.closed?.code).toBe(4400)
    await world.run(100)
    // Only that the bad one has left.
    expect(good.messages.slice(before).map(({ type }) => type)).toEqual(['awareness'])
    expect(await world.logOf()).toEqual([])
    good.type('still here')
    await world.run(100)
    expect((await world.stored()).getText('text').toString()).toBe('still here')
  })

  test('[S7] an update that lacks its last byte is not applied, not even in part', async () => {
    const peer = start().stock()
    const other = world.stock()
    await world.joined(peer, other)
    peer.sayUpdate(updateOf('half').subarray(0, -1))
    await world.run(100)
    expect(peer.closed?.code).toBe(4400)
    expect(other.text).toBe('')
    expect(await world.logOf()).toEqual([])
  })

  test('[S7] an update whose clock nobody can reach closes its sender', async () => {
    const peer = start().stock()
    await world.joined(peer)
    // One client, one struct, GC, of 2^31 + 1.
    peer.sayUpdate(new Uint8Array([1, 1, 7, 0, 0, 0x81, 0x80, 0x80, 0x80, 0x08, 0]))
    expect(peer.closed?.code).toBe(4400)
  })

  test('[S8] what a peer sends in its greeting is kept until its document is there', async () => {
    start().storage.loadGate.shut()
    const doc = new Y.Doc()
    doc.clientID = 5
    const early = world.stock({ doc })
    early.type('early')
    await world.run(5_000)
    expect(early.messages.filter(({ type }) => type !== 'awareness')).toEqual([])
    world.storage.loadGate.open()
    await world.run(100)
    expect(early.isSynced).toBe(true)
    expect((await world.stored()).getText('text').toString()).toBe('early')
  })

  test('[S9] a peer that is not let in yet may send very little', async () => {
    const let_in: (() => void)[] = []
    const authorize = () =>
      new Promise<{ allowed: true }>((resolve) => let_in.push(() => resolve({ allowed: true })))
    start({ limits: { maxGreetingBytes: 1_000 }, hooks: { authorize } })
    const [large, many] = [world.raw(), world.raw()]
    large.say(hello)
    large.sayFrame(new Uint8Array(1_000))
    expect(large.closed?.code).toBe(4500)
    many.say(hello)
    for (let index = 0; index < 20; index += 1) many.sayFrame(new Uint8Array(0))
    expect(many.closed?.code).toBe(4500)
  })

  test('[S9] a peer whose first frame is too large is told for good, however long its token is', async () => {
    start()
    const peer = world.raw()
    peer.say({ ...hello, token: 'x'.repeat(262_144) })
    expect(peer.closed).toEqual({ code: 4413, reason: expect.stringContaining('token') })
  })

  test('[S9] a peer that is let in may send more while its document loads', async () => {
    start({ limits: { maxGreetingBytes: 1_000 } }).storage.loadGate.shut()
    const peer = world.stock()
    await world.run()
    peer.type('x'.repeat(5_000))
    expect(peer.isOpen).toBe(true)
    world.storage.loadGate.open()
    await world.run(100)
    expect((await world.stored()).getText('text').length).toBe(5_000)
  })

  test('[S9] but not without end', async () => {
    start({ limits: { maxGreetingBytes: 1_000 } }).storage.loadGate.shut()
    const [within, over] = [world.raw(), world.raw()]
    for (const peer of [within, over]) peer.say(hello)
    await world.run()
    // Hello has counted as 64 bytes.
    within.sayFrame(new Uint8Array(7_936))
    over.sayFrame(new Uint8Array(7_937))
    expect(within.isOpen).toBe(true)
    expect(over.closed?.code).toBe(4500)
  })

  test('[S9] what all peers sent that waits for their documents is bounded', async () => {
    start({ limits: { maxReceivingBytes: 20_000 } }).storage.loadGate.shut()
    const [first, second, third] = [world.stock(), world.stock(), world.stock()]
    await world.run()
    for (const peer of [first, second, third]) peer.type('x'.repeat(8_000))
    expect(first.closed?.code).toBe(1013)
    world.storage.loadGate.open()
    await world.joined(second, third)
    // What has been taken makes room for more.
    for (let round = 0; round < 5; round += 1) second.type('x'.repeat(8_000))
    await world.run(100)
    expect((await world.stored()).getText('text').length).toBe(56_000)
  })

  test('[S10] fragments are put together', async () => {
    const peer = start().extended()
    await world.joined(peer)
    for (const frame of fragmentFrame(
      encodeMessage({ type: 'update', update: updateOf('abc') }),
      3,
    )) {
      peer.sayFrame(frame)
    }
    await world.run()
    expect((await world.stored()).getText('text').toString()).toBe('abc')
    expect(peer.isOpen).toBe(true)
  })

  test('[S10] a fragmented message over the limit closes its sender with 4413', async () => {
    const peer = start({ limits: { maxMessageBytes: 1_000 } }).extended()
    await world.joined(peer)
    peer.say({ type: 'fragment', totalBytes: 1_001, offset: 0, bytes: new Uint8Array(10) })
    expect(peer.closed?.code).toBe(4413)
  })

  test('[S11] a peer that may not read is closed, and no document is loaded for it', async () => {
    const peer = start({ hooks: { authorize: () => forbidden } }).stock()
    await world.run()
    expect(peer.closed).toEqual({ code: 4403, reason: 'not yours' })
    expect(world.storage.loads).toBe(0)
  })

  test('[S11] a peer without a good token is told so', async () => {
    const authorize = () =>
      ({ allowed: false, because: 'unauthenticated', reason: 'expired' }) as const
    const peer = start({ hooks: { authorize } }).stock()
    await world.run()
    expect(peer.closed).toEqual({ code: 4401, reason: 'expired' })
  })

  test('[S11] a document that is deleted, says the application, is not brought back by who still has it', async () => {
    let isDeleted = false
    const authorize = () =>
      isDeleted
        ? ({ allowed: false, because: 'not-found', reason: 'deleted' } as const)
        : ({ allowed: true } as const)
    const peer = start({ hooks: { authorize } }).stock()
    await world.joined(peer)
    isDeleted = true
    const done = world.server.reauthorize()
    await world.run(50)
    await done
    expect(peer.closed).toEqual({ code: 4404, reason: 'deleted' })

    const again = world.stock()
    again.type('once more')
    await world.run()
    expect(again.closed).toEqual({ code: 4404, reason: 'deleted' })
    expect((await world.stored()).getText('text').length).toBe(0)
  })

  test('[S12] the token of hello goes before the one of the URL', async () => {
    const tokens: (string | undefined)[] = []
    const authorize = ({ token }: { token: string | undefined }) => {
      tokens.push(token)
      return { allowed: true } as const
    }
    start({ hooks: { authorize } })
    world.extended({ token: 'url', hello: { token: 'hello' } })
    world.extended({ token: 'url' })
    await world.run()
    expect(new Set(tokens)).toEqual(new Set(['hello', 'url']))
    expect(JSON.stringify(world.log)).not.toMatch(/"(url|hello)"/)
  })

  describe('of a peer that may only read', () => {
    const authorize = (_: object, action: string) =>
      action === 'write' ? forbidden : ({ allowed: true } as const)

    test('[S13] is welcomed as such, and answered', async () => {
      await start({ hooks: { authorize } }).store(updateOf('stored'))
      const peer = world.extended()
      await world.joined(peer)
      expect(peer.welcome?.rights).toEqual({ canWrite: false })
      expect(peer.text).toBe('stored')
    })

    test('[S13] may answer with a step 2 that has nothing new', async () => {
      await start({ hooks: { authorize } }).store(updateOf('stored'))
      const peer = world.stock()
      await world.joined(peer)
      peer.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(peer.doc) })
      peer.say({ type: 'update', update: Y.encodeStateAsUpdate(peer.doc) })
      await world.run(1_000)
      expect(peer.isOpen).toBe(true)
      expect(await world.logOf()).toHaveLength(1)
    })

    test('[S13] is closed when it edits', async () => {
      start({ hooks: { authorize } })
      const [peer, other] = [world.stock(), world.stock()]
      await world.joined(peer, other)
      peer.type('mine')
      await world.run(100)
      expect(peer.closed?.code).toBe(4403)
      expect(other.text).toBe('')
      expect(await world.logOf()).toEqual([])
    })

    test('[S13] is closed when it deletes', async () => {
      await start({ hooks: { authorize } }).store(updateOf('stored'))
      const peer = world.stock()
      await world.joined(peer)
      peer.erase(0, 1)
      await world.run(100)
      expect(peer.closed?.code).toBe(4403)
      expect((await world.stored()).getText('text').toString()).toBe('stored')
    })

    test('[S13] may repeat what another has just sent and is not applied yet', async () => {
      const byToken = ({ token }: { token: string | undefined }, action: string) =>
        action === 'write' && token === 'reader' ? forbidden : ({ allowed: true } as const)
      start({ hooks: { authorize: byToken } })
      const [writer, reader] = [world.stock(), world.stock({ token: 'reader' })]
      await world.joined(writer, reader)
      writer.type('by two tabs')
      reader.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(writer.doc) })
      await world.run(100)
      expect(reader.isOpen).toBe(true)
    })
  })

  test('[S14] who may not create a document is refused when there is none, and it is not made', async () => {
    const authorize = (_: object, action: string) =>
      action === 'create' ? forbidden : ({ allowed: true } as const)
    const peer = start({ hooks: { authorize } }).stock()
    await world.run()
    expect(peer.closed?.code).toBe(4403)
    expect(await world.storage.inner.load(DOCUMENT)).toBeUndefined()
    expect(world.server.rooms).toBe(0)
    await world.store(updateOf('made'))
    const later = world.stock()
    await world.joined(later)
    expect(later.text).toBe('made')
  })

  test('[S15] a peer that is gone before it is let in loads and makes nothing', async () => {
    let letIn = () => {}
    const authorize = () =>
      new Promise<{ allowed: true }>((resolve) => (letIn = () => resolve({ allowed: true })))
    const peer = start({ hooks: { authorize } }).stock()
    await world.run()
    letIn()
    await world.run()
    peer.leave()
    letIn()
    await world.run()
    expect(world.storage.loads).toBe(0)
    expect(await world.storage.inner.load(DOCUMENT)).toBeUndefined()
  })

  test('[S16] every end is logged once, with its code and without content', async () => {
    const peer = start().stock()
    await world.joined(peer)
    peer.type('PRIVATE')
    peer.say({
      type: 'awareness',
      awareness: encodeAwareness([{ clientId: 7, clock: 1, state: '{"x":"PRIVATE"}' }]),
    })
    peer.sayFrame(new Uint8Array([9]))
    peer.sayFrame(new Uint8Array([9]))
    await world.run(100)
    expect(world.logged('peer-closed')).toEqual([
      expect.objectContaining({ level: 'warn', document: DOCUMENT, code: 4400 }),
    ])
    expect(world.count('closed.4400')).toBe(1)
    expect(JSON.stringify(world.log)).not.toContain('PRIVATE')
  })

  test('[S16] a name in hello is logged only in part', async () => {
    start().extended({ hello: { client: 'x'.repeat(10_000) } })
    await world.run()
    expect(JSON.stringify(world.logged('peer-joined')).length).toBeLessThan(400)
  })

  test('[S16] who goes by themselves is told apart in the log from who is sent away', async () => {
    const [going, sent] = [start().stock(), world.stock()]
    await world.joined(going)
    await world.joined(sent)
    sent.sayFrame(new Uint8Array([9]))
    going.leave()
    await world.run(100)
    const left = world.logged('peer-left')
    expect(left).toEqual([expect.objectContaining({ level: 'debug', document: DOCUMENT })])
    const closed = world.logged('peer-closed').map(({ peer }) => peer)
    expect(closed).toHaveLength(1)
    expect(closed).not.toContain(left[0]?.peer)
  })
})

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
