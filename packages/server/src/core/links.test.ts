import { encodeAwareness } from '@weft/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import type { Authorization, Authorize } from './ports.ts'
import { SharedPeer, typed } from './shared-peer.test-support.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { DOCUMENT, documentName, World, type WorldOptions } from './world.test-support.ts'

const LINK = documentName('link')

/** What the application says of the link now; the document itself is everybody's. */
let linkTo: Authorization = { allowed: true }
/** What it was asked of, in turn. */
let asked: string[] = []
let world: World

const no = { allowed: false, because: 'forbidden', reason: 'read only' } as const

function start(answer: Authorization, options: WorldOptions = {}): World {
  linkTo = answer
  asked = []
  const authorize: Authorize = (_, action, document) => {
    asked.push(`${action} ${document}`)
    if (document !== LINK) return { allowed: true }
    return action === 'read' ? linkTo : no
  }
  return (world = new World({ ...options, hooks: { authorize, ...options.hooks } }))
}

afterEach(() => world.end())

async function reauthorized(document: string): Promise<void> {
  const done = world.server.reauthorize(documentName(document))
  await world.run(50)
  await done
}

/** Somebody in the document, client 1, and somebody who came after by the link, client 2. */
async function both(kind: 'stock' | 'extended' = 'stock') {
  const writer = world.stock({ clientId: 1 })
  await world.joined(writer)
  const reader = world[kind]({ clientId: 2, document: LINK })
  await world.joined(reader)
  return { writer, reader }
}

const presenceOf = (peer: TestPeer, name: string) =>
  peer.awareness.setLocalState({ user: { name } })

describe('a name that stands for another document', () => {
  const toNotes = { allowed: true, document: DOCUMENT } as const

  test('[T8] leads into that document, and nothing is made under its own name', async () => {
    start(toNotes)
    const { writer, reader } = await both()
    writer.type('hello')
    await world.run(100)
    expect(reader.text).toBe('hello')
    expect(await world.storage.inner.load(LINK)).toBeUndefined()
    expect(world.server.rooms).toBe(1)
    expect(asked.filter((question) => question.endsWith(LINK))).toEqual(['read link', 'write link'])
  })

  test.each(['stock', 'extended'] as const)(
    '[T8] gives a %s client the rights of the name, not those of the document',
    async (kind) => {
      start(toNotes)
      const { writer, reader } = await both(kind)
      reader.type('mine')
      await world.run(100)
      expect(writer.text).toBe('')
      expect((await world.stored()).getText('text').toString()).toBe('')
      if (kind === 'stock') expect(reader.closed).toMatchObject({ code: 4403 })
      else expect(reader.welcome?.rights).toEqual({ canWrite: false })
    },
  )

  test('[T8] in a channel is the same, beside the document itself on another', async () => {
    start(toNotes)
    const peer = SharedPeer.connect(world)
    peer.join(1, DOCUMENT)
    await world.run()
    peer.join(2, LINK)
    await world.run()
    peer.say(1, { type: 'syncStep2', update: typed('as myself') })
    await world.run(100)
    expect([peer.text(2), world.server.rooms]).toEqual(['as myself', 1])
    peer.say(2, { type: 'update', update: typed('through the link', 2) })
    await world.run(100)
    expect([...peer.closedChannels]).toEqual([[2, 4403]])
    expect((await world.stored()).getText('text').toString()).toBe('as myself')
    for (let channel = 3; channel < 19; channel += 1) peer.join(channel, LINK)
    await world.run()
    expect([peer.closedChannels.size, world.server.peers]).toEqual([1, 17])
  })

  test('[T8] is told to nobody: no message of the server has the document’s name', async () => {
    const secret = documentName('the-name-of-the-document')
    start({ allowed: true, document: secret })
    const writer = world.stock({ document: secret })
    await world.joined(writer)
    const reader = world.extended({ document: LINK, hello: { version: 3 } })
    await world.joined(reader)
    presenceOf(writer, 'Ada')
    writer.type('x')
    await world.run(1_000)
    linkTo = no
    await reauthorized(secret)
    expect(reader.closed).toEqual({ code: 4403, reason: 'read only' })
    expect(JSON.stringify([reader.messages, reader.closed])).not.toContain(secret)
    expect(Buffer.concat(reader.frames).toString('latin1')).not.toContain(secret)
  })

  test.each([
    ['the document', DOCUMENT],
    ['the name', LINK],
  ])('[T8] is asked for anew with %s', async (_, of) => {
    start(toNotes)
    const { writer, reader } = await both()
    linkTo = no
    await reauthorized(of)
    expect(reader.closed).toEqual({ code: 4403, reason: 'read only' })
    expect(writer.isOpen).toBe(true)
  })

  test('[T8] is asked for anew also when its peer was still on the way in', async () => {
    let answer: (authorization: Authorization) => void = () => {}
    let questions = 0
    const authorize: Authorize = (_, action, document) => {
      if (document !== LINK) return { allowed: true }
      if (action !== 'read') return no
      questions += 1
      return questions === 1 ? new Promise((resolve) => (answer = resolve)) : no
    }
    start(toNotes, { hooks: { authorize } })
    const writer = world.stock()
    await world.joined(writer)
    const reader = world.stock({ document: LINK })
    await world.run()
    await reauthorized(DOCUMENT)
    answer(toNotes)
    await world.run(100)
    expect(questions).toBe(2)
    expect([reader.closed?.code, writer.isOpen]).toEqual([4403, true])
  })

  test('[T8] that comes to stand for yet another sends its peers away, to come back', async () => {
    start(toNotes)
    const { reader } = await both()
    linkTo = { allowed: true, document: 'others' }
    await reauthorized(LINK)
    expect(reader.closed).toMatchObject({ code: 4500 })
  })

  test('[T8] stands for none if the application gives no name', async () => {
    start({ allowed: true, document: '' })
    const reader = world.stock({ document: LINK })
    await world.run()
    expect(reader.closed?.code).toBe(1013)
    expect(world.logged('hook-failed')[0]).toMatchObject({ hook: 'authorize' })
    expect(world.server.rooms).toBe(0)
  })

  test('[T8] to a document that is not there makes none unless the name may', async () => {
    start(toNotes)
    const reader = world.stock({ document: LINK })
    await world.run()
    expect(reader.closed).toMatchObject({ code: 4403 })
    expect(asked).toContain('create link')
    expect(await world.storage.inner.load(DOCUMENT)).toBeUndefined()
  })
})

describe('a hidden peer', () => {
  const hidden = { allowed: true, document: DOCUMENT, isHidden: true } as const

  test.each(['stock', 'extended'] as const)(
    '[A15] sees the others and is not seen, as a %s client',
    async (kind) => {
      start(hidden)
      const { writer, reader } = await both(kind)
      presenceOf(writer, 'Ada')
      presenceOf(reader, 'Ada')
      await world.run(100)
      expect(reader.shown).toEqual([1, 2])
      expect(writer.shown).toEqual([1])
      expect(world.count('awareness-dropped.hidden')).toBeGreaterThan(0)
      const late = world.stock({ clientId: 3 })
      await world.joined(late)
      expect(late.shown).toEqual([1, 3])
    },
  )

  test('[A15] cannot speak for anybody, nor make anybody go', async () => {
    start(hidden)
    const { writer, reader } = await both()
    presenceOf(writer, 'Ada')
    await world.run(100)
    const entries = [{ clientId: 1, clock: 1_000, state: 'null' }]
    reader.say({ type: 'awareness', awareness: encodeAwareness(entries) })
    await world.run(5_000)
    expect([writer.shown, writer.isOpen, reader.isOpen]).toEqual([[1], true, true])
    expect(writer.awareness.getStates().get(1)).toEqual({ user: { name: 'Ada' } })
  })

  test('[A15] does not go on for a session that was seen', async () => {
    start(hidden)
    const writer = world.stock({ clientId: 1 })
    const seen = world.extended({ clientId: 2 })
    await world.joined(writer, seen)
    presenceOf(seen, 'Bo')
    await world.run(100)
    const { sessionId = '', resumeSecret = '' } = seen.welcome ?? {}
    const reader = world.extended({
      clientId: 2,
      document: LINK,
      hello: { sessionId, resumeSecret },
    })
    await world.joined(reader)
    expect(seen.isOpen).toBe(true)
    seen.leave()
    await world.run(100)
    expect(writer.shown).toEqual([1])
  })
})
