import { encodeMessage, fragmentFrame } from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Authorization, Requester } from './ports.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

type Answer = (who: Requester, action: string) => Authorization | Promise<Authorization>

const allowed = { allowed: true } as const
const forbidden = { allowed: false, because: 'forbidden', reason: 'not yours' } as const
const expired = { allowed: false, because: 'unauthenticated', reason: 'expired' } as const
const readOnly: Answer = (_, action) => (action === 'write' ? forbidden : allowed)

/** What the application says now. */
let answer: Answer = () => allowed
/** For which tokens it was asked whether they may read. */
let asked: (string | undefined)[] = []
let world: World

function start(first: Answer, options: WorldOptions = {}): World {
  answer = first
  asked = []
  const authorize: Answer = (who, action) => {
    if (action === 'read') asked.push(who.token)
    return answer(who, action)
  }
  return (world = new World({ ...options, hooks: { authorize, ...options.hooks } }))
}

afterEach(() => world.end())

/** A yes that ends so long after it was asked for first with each token, in milliseconds, however often it is asked for. */
function endingAfter(durationMs: number): Answer {
  const ends = new Map<string | undefined, number>()
  return ({ token }) => {
    const nowMs = world.clock.now()
    const endMs = ends.get(token) ?? nowMs + durationMs
    ends.set(token, endMs)
    return { allowed: true, validForMs: Math.max(1, endMs - nowMs) }
  }
}

const ofVersion3 = (token = 'first') => world.extended({ hello: { version: 3, token } })

async function reauthorized(): Promise<void> {
  const done = world.server.reauthorize()
  await world.run(50)
  await done
}

function validities(peer: TestPeer): number[] {
  return peer.ofType('tokenValid').map(({ validForMs }) => validForMs)
}

describe('a token that ends', () => {
  test('[T1] is told after welcome, and ends the session', async () => {
    start(endingAfter(60_000))
    const peer = ofVersion3()
    await world.joined(peer)
    expect(peer.messages.slice(0, 2).map(({ type }) => type)).toEqual(['welcome', 'tokenValid'])
    expect(validities(peer)).toEqual([60_000])
    await world.run(59_900)
    expect(peer.isOpen).toBe(true)
    await world.run(5_100)
    expect(peer.closed).toEqual({ code: 4401, reason: 'the token has run out' })
  })

  test('[T1] is told with what is left of it when the document took long to load', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 })).storage.loadGate.shut()
    const peer = ofVersion3()
    await world.run(20_000)
    world.storage.loadGate.open()
    await world.joined(peer)
    expect(validities(peer)).toEqual([40_000])
  })

  test('[T1] ends those as well that cannot be told', async () => {
    start(endingAfter(60_000))
    const [stock, older] = [world.stock(), world.extended({ hello: { version: 2 } })]
    await world.joined(stock, older)
    expect(validities(older)).toEqual([])
    await world.run(65_000)
    expect([stock.closed?.code, older.closed?.code]).toEqual([4401, 4401])
  })

  test('[T1] ends with the shorter of two answers', async () => {
    start((_, action) => ({ allowed: true, validForMs: action === 'read' ? 90_000 : 70_000 }))
    const peer = ofVersion3()
    await world.joined(peer)
    expect(validities(peer)).toEqual([70_000])
  })

  test('[T1] is not told when there is no end, or one in a thousand ages', async () => {
    start(() => allowed)
    const [endless, distant] = [ofVersion3(), ofVersion3('distant')]
    answer = ({ token }) => (token === 'distant' ? { allowed: true, validForMs: 1e300 } : allowed)
    await world.joined(endless, distant)
    expect([...validities(endless), ...validities(distant)]).toEqual([])
  })

  test.each([0, -1, Number.NaN])('[T1] is no answer if it ends after %d ms', async (validForMs) => {
    start(() => ({ allowed: true, validForMs }))
    const peer = ofVersion3()
    await world.run()
    expect(peer.closed?.code).toBe(1013)
    expect(world.logged('hook-failed')[0]).toMatchObject({ hook: 'authorize' })
  })

  test('[T1] is no answer if its end is a text, as JavaScript may have it', async () => {
    const answers: readonly Authorization[] = JSON.parse('[{"allowed":true,"validForMs":"60000"}]')
    start(() => answers[0] ?? allowed)
    const peer = ofVersion3()
    await world.run()
    expect(peer.closed?.code).toBe(1013)
  })
})

describe('what is allowed for a time', () => {
  test('[T1] is asked about anew a little before its end, and goes on if it still holds', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 }))
    const [stock, peer] = [world.stock(), ofVersion3()]
    await world.joined(stock, peer)
    await world.run(300_000)
    expect([stock.isOpen, peer.isOpen]).toEqual([true, true])
    // Ten seconds before each end, for each of them, and no oftener.
    expect(asked).toHaveLength(2 * 7)
    expect(validities(peer)).toEqual(Array.from({ length: 7 }, () => 60_000))
    answer = () => forbidden
    await world.run(55_000)
    expect([stock.closed?.code, peer.closed?.code]).toEqual([4403, 4403])
  })

  test('[T1] is asked about once for an end that stays, and for a short time at a quarter of it', async () => {
    start(endingAfter(20_000))
    const peer = ofVersion3()
    await world.joined(peer)
    await world.run(14_000)
    expect(asked).toHaveLength(1)
    await world.run(5_500)
    expect(asked).toHaveLength(2)
    expect(peer.isOpen).toBe(true)
    await world.run(6_000)
    expect(asked).toHaveLength(2)
    expect(peer.closed?.code).toBe(4401)
  })

  test('[T1] is asked about for nobody who has gone', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 }))
    const peer = ofVersion3()
    await world.joined(peer)
    peer.leave()
    await world.run(120_000)
    expect(asked).toHaveLength(1)
  })

  test('[T1] ends while the document loads: who is in by then is asked for', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 }))
    await world.store(updateOf('stored'))
    world.storage.loadGate.shut()
    const peer = ofVersion3()
    await world.run(55_000)
    answer = () => forbidden
    world.storage.loadGate.open()
    await world.run(1_000)
    expect(asked).toHaveLength(2)
    expect(peer.closed?.code).toBe(4403)
  })
})

describe('another token', () => {
  test('[T2] is asked for, and goes on where the one before ended', async () => {
    start(endingAfter(60_000))
    const peer = ofVersion3()
    await world.joined(peer)
    await world.run(40_000)
    peer.say({ type: 'token', token: 'second' })
    await world.run()
    expect(asked).toEqual(['first', 'second'])
    expect(validities(peer)).toEqual([60_000, 60_000])
    await world.run(45_000)
    expect(asked).toHaveLength(2)
    await world.run(14_000)
    expect(peer.isOpen).toBe(true)
    await world.run(6_000)
    expect(peer.closed?.code).toBe(4401)
    expect(JSON.stringify(world.log)).not.toMatch(/"(first|second)"/)
  })

  test('[T2] may have no end, and is told so', async () => {
    start(({ token }) => (token === 'first' ? { allowed: true, validForMs: 60_000 } : allowed))
    const peer = ofVersion3()
    await world.joined(peer)
    peer.say({ type: 'token', token: 'second' })
    await world.run(200_000)
    expect(validities(peer)).toEqual([60_000, 0])
    expect(peer.isOpen).toBe(true)
  })

  test('[T2] that is refused closes as the first would have', async () => {
    start(({ token }) => (token === 'first' ? allowed : expired))
    const peer = ofVersion3()
    await world.joined(peer)
    peer.say({ type: 'token', token: 'second' })
    await world.run()
    expect(peer.closed).toEqual({ code: 4401, reason: 'expired' })
  })

  test('[T2] that comes while another is asked for is the one that counts', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    const answers: ((authorization: Authorization) => void)[] = []
    answer = (_, action) =>
      action === 'write' ? allowed : new Promise((resolve) => answers.push(resolve))
    for (const token of ['second', 'third', 'fourth']) peer.say({ type: 'token', token })
    await world.run()
    expect(asked).toEqual(['first', 'second'])
    answers[0]?.(forbidden)
    await world.run()
    expect(asked).toEqual(['first', 'second', 'fourth'])
    expect(peer.isOpen).toBe(true)
    answers[1]?.(allowed)
    await world.run()
    expect(validities(peer)).toEqual([0])
  })

  test('[T3] may come now and then, but not without end', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    const renew = async (times: number) => {
      for (let count = 0; count < times; count += 1) peer.say({ type: 'token', token: 'again' })
      await world.run(1_000)
    }
    await renew(10)
    await renew(1)
    await renew(1)
    expect(peer.isOpen).toBe(true)
    await renew(2)
    expect(peer.closed?.code).toBe(4529)
  })

  test('[T3] may not be huge', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    peer.say({ type: 'token', token: 'x'.repeat(262_144) })
    expect(peer.isOpen).toBe(true)
    peer.say({ type: 'token', token: 'x'.repeat(262_145) })
    expect(peer.closed?.code).toBe(4413)
  })

  test('[S5] from a peer that did not say hello closes it', async () => {
    const peer = start(() => allowed).stock()
    await world.joined(peer)
    peer.say({ type: 'token', token: 'a' })
    expect(peer.closed?.code).toBe(4400)
  })
})

describe('asked anew', () => {
  test('[T4] the application turns those away who may not read any more', async () => {
    start(() => allowed)
    const [gone, stays] = [ofVersion3('gone'), ofVersion3('stays')]
    await world.joined(gone, stays)
    answer = ({ token }) => (token === 'gone' ? forbidden : allowed)
    await reauthorized()
    expect(gone.closed).toEqual({ code: 4403, reason: 'not yours' })
    expect(stays.isOpen).toBe(true)
    expect(stays.ofType('rights')).toEqual([])
  })

  test('[T4] for one document, others are not asked for', async () => {
    start(() => allowed)
    const there = world.extended({ document: documentName('other'), hello: { token: 'there' } })
    await world.joined(ofVersion3('here'), there)
    asked = []
    void world.server.reauthorize(DOCUMENT)
    await world.run()
    expect(asked).toEqual(['here'])
  })

  test('[T4] it is asked with the newest token', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    peer.say({ type: 'token', token: 'second' })
    await world.run()
    await reauthorized()
    expect(asked).toEqual(['first', 'second', 'second'])
  })

  test('[T4] whoever is on the way in is asked for again once it is in', async () => {
    start(() => allowed)
    await world.store(updateOf('stored'))
    world.storage.loadGate.shut()
    const peer = ofVersion3()
    await world.run()
    answer = () => forbidden
    await reauthorized()
    world.storage.loadGate.open()
    await world.run()
    expect(asked).toHaveLength(2)
    expect(peer.closed?.code).toBe(4403)
  })

  test('[T4] it resolves when all have been asked for, however many there are', async () => {
    start(() => allowed)
    const peers = Array.from({ length: 100 }, () => ofVersion3())
    await world.joined(...peers)
    answer = () => forbidden
    await reauthorized()
    expect(peers.filter(({ isOpen }) => isOpen)).toEqual([])
  })

  test('[T4] an answer that never comes keeps nobody else from being asked for', async () => {
    start(() => allowed)
    const stuck = Array.from({ length: 40 }, () => ofVersion3('stuck'))
    const others = Array.from({ length: 40 }, () => ofVersion3('other'))
    await world.joined(...stuck, ...others)
    const never = new Promise<Authorization>(() => {})
    answer = ({ token }) => (token === 'stuck' ? never : Promise.reject(new Error('not now')))
    void world.server.reauthorize()
    await world.run(15_000)
    answer = () => forbidden
    await world.run(14_000)
    expect(others.filter(({ isOpen }) => isOpen)).toEqual([])
    expect(stuck.filter(({ isOpen }) => !isOpen)).toEqual([])
  })

  test('[T7] if it throws, what it said before holds, and it is asked again', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    answer = () => {
      throw new Error('the database is away')
    }
    await reauthorized()
    await world.run(20_000)
    expect(peer.isOpen).toBe(true)
    const askedWithoutAnswer = asked.length
    expect(askedWithoutAnswer).toBeGreaterThanOrEqual(5)
    answer = () => forbidden
    await world.run(5_000)
    expect(asked).toHaveLength(askedWithoutAnswer + 1)
    expect(peer.closed?.code).toBe(4403)
  })

  test('[T7] however many it is asked again for, it is not asked for all at once', async () => {
    start(() => allowed)
    const peers = Array.from({ length: 200 }, () => ofVersion3())
    await world.joined(...peers)
    let [waiting, most] = [0, 0]
    answer = async () => {
      waiting += 1
      most = Math.max(most, waiting)
      await new Promise<void>((resolve) => world.clock.after(100, resolve))
      waiting -= 1
      throw new Error('the database is slow, and then away')
    }
    const done = world.server.reauthorize()
    await world.run(2_000)
    await done
    expect(most).toBeLessThanOrEqual(32)
    await world.run(20_000)
    expect(most).toBeLessThanOrEqual(32)
    expect(asked.length).toBeGreaterThan(200 * 5)
    answer = () => forbidden
    await world.run(7_000)
    expect(peers.filter(({ isOpen }) => isOpen)).toEqual([])
  })

  test('[T7] if it throws until the token has run out, that is the end', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 }))
    const peer = ofVersion3()
    await world.joined(peer)
    await world.run(30_000)
    answer = () => Promise.reject(new Error('the database is away'))
    peer.say({ type: 'token', token: 'second' })
    await world.run(29_000)
    expect(peer.isOpen).toBe(true)
    await world.run(6_000)
    // Another token would not help.
    expect(peer.closed).toEqual({
      code: 1013,
      reason: 'nobody can tell now whether you may stay',
    })
  })

  test('[T7] if it is still thinking when the token has run out, that is the end, too', async () => {
    start(() => ({ allowed: true, validForMs: 60_000 }))
    const peer = ofVersion3()
    await world.joined(peer)
    answer = () => new Promise<Authorization>(() => {})
    await world.run(66_000)
    expect(asked).toHaveLength(2)
    expect(peer.closed?.code).toBe(1013)
  })

  test('[T7] if it gives no answer in half a minute, that is as if it threw', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    answer = () => new Promise<Authorization>(() => {})
    peer.say({ type: 'token', token: 'second' })
    await world.run(29_900)
    expect(world.logged('hook-failed')).toEqual([])
    answer = () => ({ allowed: true, validForMs: 60_000 })
    await world.run(200)
    expect(world.logged('hook-failed')).toHaveLength(1)
    await world.run(6_000)
    expect(asked).toEqual(['first', 'second', 'second'])
    expect(validities(peer)).toEqual([60_000])
  })

  test('[R13] what comes after is recorded for the user that it names then', async () => {
    start(() => ({ allowed: true, user: 'Ada' }))
    const peer = ofVersion3()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    answer = () => ({ allowed: true, user: 'Ada Lovelace' })
    await reauthorized()
    peer.type('b')
    await world.run(100)
    const records = await world.storage.inner.read(DOCUMENT, 0)
    const users = records.flatMap(({ updates }) => updates.map(({ user }) => user))
    expect(users).toEqual(['Ada', 'Ada Lovelace'])
  })
})

describe('the right to write', () => {
  test('[T5] is taken: what was sent is kept, what is sent from then on is not', async () => {
    start(() => allowed)
    const [peer, other] = [ofVersion3(), ofVersion3()]
    await world.joined(peer, other)
    peer.type('before ')
    await world.run(100)
    const { saved } = peer
    answer = (who, action) => (who.token === 'first' ? readOnly(who, action) : allowed)
    await reauthorized()
    expect(peer.ofType('rights')).toEqual([{ type: 'rights', rights: { canWrite: false } }])
    peer.type('after')
    peer.erase(0, 3)
    await world.run(100)
    expect(peer.isOpen).toBe(true)
    expect(other.text).toBe('before ')
    expect((await world.stored()).getText('text').toString()).toBe('before ')
    expect(peer.saved).toBe(saved)
  })

  test('[T5] is taken from a peer that sent something a moment ago: that is kept', async () => {
    start(() => allowed)
    const [peer, other] = [ofVersion3(), ofVersion3('other')]
    await world.joined(peer, other)
    answer = readOnly
    const done = world.server.reauthorize()
    peer.type('just in time')
    await world.run(100)
    await done
    expect(other.text).toBe('just in time')
  })

  test('[T5] is taken amid a message: what is not whole by then is not taken', async () => {
    start(() => allowed)
    const [peer, other] = [ofVersion3(), ofVersion3('other')]
    await world.joined(peer, other)
    const { saved } = peer
    const update = updateOf('x'.repeat(1_000))
    const [last, ...begun] = fragmentFrame(encodeMessage({ type: 'update', update }), 100).reverse()
    for (const frame of begun.reverse()) peer.sayFrame(frame)
    answer = readOnly
    await reauthorized()
    peer.sayFrame(last ?? new Uint8Array())
    await world.run(100)
    expect([other.text, peer.isOpen, peer.saved]).toEqual(['', true, saved])
    expect((await world.stored()).getText('text').length).toBe(0)
  })

  test('[T5] is told to a peer that was behind when it has caught up', async () => {
    start(() => allowed, { limits: { maxBufferedBytes: 1_000 } })
    const [peer, other] = [ofVersion3(), ofVersion3('other')]
    await world.joined(peer, other)
    peer.stall()
    for (let count = 0; count < 3; count += 1) {
      other.type('x'.repeat(1_000))
      await world.run(100)
    }
    answer = readOnly
    await reauthorized()
    peer.drain()
    await world.run(100)
    expect(peer.ofType('rights')).toEqual([{ type: 'rights', rights: { canWrite: false } }])
  })

  test('[T5] is taken from a stock peer, which is closed when it edits', async () => {
    start(() => allowed)
    const peer = world.stock()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    answer = readOnly
    await reauthorized()
    expect(peer.isOpen).toBe(true)
    peer.type('b')
    await world.run(100)
    expect(peer.closed?.code).toBe(4403)
    expect((await world.stored()).getText('text').toString()).toBe('a')
  })

  test('[T6] is given, and what is sent then is confirmed', async () => {
    start(readOnly)
    await world.store(updateOf('stored'))
    const peer = world.extended({ isMute: true, hello: { version: 3 } })
    peer.say({ type: 'hello', version: 3, client: '', token: '', sessionId: '', resumeSecret: '' })
    await world.run()
    answer = () => allowed
    await reauthorized()
    expect(peer.ofType('rights')).toEqual([{ type: 'rights', rights: { canWrite: true } }])
    peer.sayUpdate(updateOf('mine', 8))
    await world.run(100)
    expect(peer.saved).toBe(1)
    expect((await world.stored()).getText('text').toString()).toContain('mine')
  })

  test('[T6] is given back after nothing was dropped, and the count goes on', async () => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    peer.type('a')
    await world.run(100)
    answer = readOnly
    await reauthorized()
    answer = () => allowed
    await reauthorized()
    peer.type('b')
    await world.run(100)
    expect(peer.ofType('rights').map(({ rights }) => rights.canWrite)).toEqual([false, true])
    expect(peer.saved).toBe(peer.counted)
  })

  test.each([
    ['an edit', (peer: TestPeer) => peer.type('lost')],
    [
      'an answer that changes nothing',
      (peer: TestPeer) => peer.say({ type: 'syncStep2', update: new Uint8Array([0, 0]) }),
    ],
  ])('[T6] closes with 4500 a peer of which %s was dropped', async (_, send) => {
    start(() => allowed)
    const peer = ofVersion3()
    await world.joined(peer)
    answer = readOnly
    await reauthorized()
    send(peer)
    answer = () => allowed
    await reauthorized()
    expect(peer.closed?.code).toBe(4500)
    const again = world.extended({ doc: peer.doc, hello: { version: 3 } })
    await world.joined(again)
    await world.run(100)
    expect((await world.stored()).getText('text').toString()).toBe(peer.text)
    expect(again.saved).toBe(again.counted)
  })

  test('[T6] closes with 4500 a reader that had answered as stock clients do', async () => {
    start(readOnly)
    await world.store(updateOf('stored'))
    const peer = ofVersion3()
    await world.joined(peer)
    expect(peer.isOpen).toBe(true)
    answer = () => allowed
    await reauthorized()
    expect(peer.closed?.code).toBe(4500)
  })

  test('[T6] of a full document is given when there is room', async () => {
    start(readOnly, { limits: { warnDocumentBytes: 1_000, maxDocumentBytes: 2_000 } })
    await world.store(updateOf('x'.repeat(3_000)))
    const peer = world.extended({ isMute: true })
    peer.say({ type: 'hello', version: 3, client: '', token: '', sessionId: '', resumeSecret: '' })
    await world.run(1_000)
    answer = () => allowed
    await reauthorized()
    const rights = { canWrite: false, isFull: true }
    expect(peer.ofType('rights')).toEqual([{ type: 'rights', rights }])
  })
})

test('[S17] who sends a large message hears now and then that it comes in', async () => {
  start(() => allowed)
  const peer = ofVersion3()
  await world.joined(peer)
  const frames = fragmentFrame(
    encodeMessage({ type: 'update', update: updateOf('x'.repeat(1_000)) }),
    100,
  )
  for (const frame of frames) {
    await world.run(400)
    peer.sayFrame(frame)
  }
  await world.run(100)
  // Eleven fragments, 400 ms apart, of which the last makes the message whole.
  expect(frames).toHaveLength(11)
  expect(peer.ofType('ping')).toEqual(Array.from({ length: 3 }, () => ({ type: 'ping', id: 0 })))
})

function updateOf(text: string, clientId = 7): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
