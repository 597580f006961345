import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocumentSize } from './document-size.ts'
import type { TestPeer } from './test-peer.test-support.ts'
import { World, type WorldOptions } from './world.test-support.ts'

let world: World
afterEach(() => world.end())

const limits = { warnDocumentBytes: 10_000, maxDocumentBytes: 20_000 }
const start = (options?: WorldOptions): World => (world = new World({ limits, ...options }))
const extended = (): TestPeer => world.extended({ hello: { version: 2 } })

/** Types so many kilobytes, one at a time. */
async function write(peer: TestPeer, kilobytes: number): Promise<void> {
  for (let index = 0; index < kilobytes; index += 1) {
    peer.type('x'.repeat(1_000))
    await world.run(20)
  }
}

/** A full document, whose peers know it. */
async function full(): Promise<readonly [TestPeer, TestPeer]> {
  start()
  const peers = [extended(), extended()] as const
  await world.joined(...peers)
  await write(peers[0], 21)
  return peers
}

describe('A large document', () => {
  test('[B16] is told to those who can be told, when it becomes large and when they join', async () => {
    start()
    const [one, old, stock] = [extended(), world.extended(), world.stock()]
    await world.joined(one, old, stock)
    await write(one, 9)
    expect(one.ofType('documentSize')).toEqual([])
    await write(one, 2)
    expect(one.ofType('documentSize')).toHaveLength(1)
    expect(one.ofType('documentSize')[0]).toMatchObject({ warnBytes: 10_000, maxBytes: 20_000 })
    expect(one.ofType('documentSize')[0]?.bytes).toBeGreaterThan(10_000)
    const late = extended()
    await world.joined(late)
    expect(late.ofType('documentSize')).toHaveLength(1)
    expect(old.ofType('documentSize')).toEqual([])
    expect(stock.ofType('documentSize')).toEqual([])
    expect(world.count('document-size.large')).toBe(1)
    expect(world.logged('document-size')).toMatchObject([{ size: 'large' }])
  })

  test('[B16] is told to be smaller, some seconds after what was deleted', async () => {
    start()
    const one = extended()
    await world.joined(one)
    await write(one, 12)
    one.erase(0, 8_000)
    await world.run(4_000)
    expect(one.ofType('documentSize')).toHaveLength(1)
    await world.run(2_000)
    expect(one.ofType('documentSize')).toHaveLength(2)
    expect(one.ofType('documentSize')[1]?.bytes).toBeLessThan(10_000)
  })

  test('[B16] is one whose content is large, not one in which much was overwritten', async () => {
    start()
    const one = extended()
    await world.joined(one)
    for (let round = 0; round < 100; round += 1) {
      one.doc.getMap('map').set('key', 'x'.repeat(1_000))
      await world.run(20)
    }
    expect(one.ofType('documentSize')).toEqual([])
    expect(world.count('document-size.large')).toBe(0)
  })

  test('[B16] is known to be large when it is loaded', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(12_000))
    await start().store(Y.encodeStateAsUpdate(doc))
    const one = extended()
    await world.joined(one)
    expect(one.ofType('documentSize')).toHaveLength(1)
  })
})

describe('A full document', () => {
  test('[B17] takes nothing away from whoever was told so: the rights come before', async () => {
    const [one, two] = await full()
    const isFull = { canWrite: false, isFull: true }
    expect(one.ofType('rights').map(({ rights }) => rights)).toEqual([isFull])
    expect(two.ofType('rights').map(({ rights }) => rights)).toEqual([isFull])
    // It was under way when the document became full.
    two.type('under way')
    await world.run(100)
    expect(two.isOpen && one.isOpen).toBe(true)
    expect(one.text).toContain('under way')
    expect(two.saved).toBe(two.counted)
  })

  test('[B17] is closed to a peer that goes on to add, and open to one that deletes', async () => {
    const [one, two] = await full()
    await world.run(11_000)
    one.erase(0, 100)
    await world.run(100)
    expect(one.isOpen).toBe(true)
    expect(one.saved).toBe(one.counted)
    expect(two.text).toBe(one.text)
    two.type('more')
    await world.run(100)
    expect(two.closed).toEqual({ code: 4413, reason: 'the document is full' })
    expect(one.text).not.toContain('more')
    expect(world.count('update-refused.full')).toBe(1)
  })

  test('[B17] takes what was under way for ten seconds', async () => {
    const [one, two] = await full()
    await world.run(9_000)
    two.type('late')
    await world.run(100)
    expect(two.isOpen).toBe(true)
    expect(one.text).toContain('late')
  })

  test('[B17] takes little on top, however it is sent', async () => {
    const [one] = await full()
    one.type('x'.repeat(5_000))
    await world.run(100)
    expect(one.closed?.code).toBe(4413)
    const stored = await world.stored()
    expect(Y.encodeStateAsUpdate(stored).length).toBeLessThan(22_500)
  })

  test('[B17] refuses the first large thing that comes as well', async () => {
    start()
    const one = extended()
    await world.joined(one)
    one.type('x'.repeat(30_000))
    await world.run(100)
    expect(one.closed?.code).toBe(4413)
    expect((await world.stored()).getText('text').length).toBe(0)
  })

  test('[B17] closes a stock peer that adds, which cannot be told', async () => {
    await full()
    const stock = world.stock()
    await world.joined(stock)
    stock.erase(0, 10)
    await world.run(100)
    expect(stock.isOpen).toBe(true)
    stock.type('more')
    await world.run(100)
    expect(stock.closed?.code).toBe(4413)
  })

  test('[B17] is told in welcome, and its state is sent as ever', async () => {
    const [one] = await full()
    const late = extended()
    await world.joined(late)
    expect(late.welcome?.rights).toEqual({ canWrite: false, isFull: true })
    expect(late.ofType('rights')).toEqual([])
    expect(late.text).toBe(one.text)
  })

  test('[B17] is open again when it is smaller, for all who could write before', async () => {
    const [one, two] = await full()
    one.erase(0, 5_000)
    await world.run(6_000)
    expect(one.ofType('rights').at(-1)?.rights).toEqual({ canWrite: true })
    expect(two.ofType('rights').at(-1)?.rights).toEqual({ canWrite: true })
    expect(two.ofType('documentSize').at(-1)?.bytes).toBeLessThan(20_000)
    two.type('more')
    await world.run(100)
    expect(one.text).toContain('more')
    expect(two.saved).toBe(two.counted)
  })

  test('[B17] is told to a peer that was behind when it has caught up', async () => {
    start({ limits: { ...limits, maxBufferedBytes: 3_000 } })
    const [writer, slow] = [extended(), extended()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 21)
    expect(slow.ofType('rights')).toEqual([])
    slow.type('written meanwhile')
    await world.run(20_000)
    slow.type('and later')
    await world.run(100)
    expect(slow.isOpen).toBe(true)
    slow.drain()
    await world.run(100)
    expect(slow.ofType('rights').at(-1)?.rights).toEqual({ canWrite: false, isFull: true })
  })

  test('[B17] takes no more from one that never hears of it than from others', async () => {
    start({ limits: { ...limits, maxBufferedBytes: 3_000 } })
    const [writer, slow] = [extended(), extended()]
    await world.joined(writer, slow)
    slow.stall()
    await write(writer, 21)
    for (let index = 0; index < 5 && slow.isOpen; index += 1) {
      slow.type('x'.repeat(1_000))
      await world.run(20)
    }
    expect(slow.closed?.code).toBe(4413)
  })

  test('[B17] leaves a reader as it was', async () => {
    start({
      hooks: {
        authorize: ({ token }, action) =>
          token === 'reader' && action !== 'read'
            ? { allowed: false, because: 'forbidden', reason: 'a reader' }
            : { allowed: true },
      },
    })
    const writer = extended()
    await world.joined(writer)
    const reader = world.extended({ hello: { version: 2, token: 'reader' } })
    await world.joined(reader)
    await write(writer, 21)
    expect(reader.welcome?.rights).toEqual({ canWrite: false })
    expect(reader.ofType('rights')).toEqual([])
    expect(reader.ofType('documentSize').length).toBeGreaterThan(0)
  })
})

test('[B16] a document that is dear to measure is measured for a twentieth of the time at most', () => {
  let nowMs = 0
  let measured = 0
  const document = {
    sizeBytes: 0,
    measure: () => {
      measured += 1
      nowMs += 500
      return (document.sizeBytes = 1_500)
    },
  }
  const due: (() => void)[] = []
  const size = new DocumentSize({
    document,
    clock: {
      now: () => nowMs,
      after: (_delayMs, run) => {
        due.push(run)
        return () => void due.splice(due.indexOf(run), 1)
      },
    },
    limits: { warnDocumentBytes: 1_600, maxDocumentBytes: 2_000 },
    onMeasured: () => {},
  })
  for (let edits = 0; edits < 100; edits += 1) {
    document.sizeBytes += 200
    size.look(false)
    nowMs += 10
  }
  expect(measured).toBe(1)
  expect(due).toHaveLength(1)
  nowMs += 10_000
  size.look(false)
  expect(measured).toBe(2)
  expect(due).toHaveLength(0)
  document.sizeBytes += 200
  size.look(false)
  for (const run of due.splice(0)) run()
  expect(measured).toBe(3)
})
