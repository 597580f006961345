import { StorageError } from '@weft/storage'
import { ManualClock, SeededRandom, settle } from '@weft/testkit'
import { beforeEach, describe, expect, test } from 'vitest'
import { FaultyStorage } from './faulty-storage.test-support.ts'
import { Writer } from './writer.ts'

let clock: ManualClock
let storage: FaultyStorage
let health: boolean[]
let writer: Writer
let told: string[]
let losses: string[]
let counted: string[]
let measured: (readonly [string, number])[]

beforeEach(async () => {
  clock = new ManualClock()
  storage = new FaultyStorage()
  health = []
  told = []
  losses = []
  counted = []
  measured = []
  const random = new SeededRandom(1)
  writer = new Writer({
    storage,
    clock,
    random: { next: () => random.next(), secret: () => '' },
    log: () => {},
    count: (name) => counted.push(name),
    observe: (measure, value) => measured.push([measure, value]),
    onHealth: (isSaving) => health.push(isSaving),
    onLoss: (documents) => losses.push(...documents),
  })
  for (const document of ['a', 'b', 'c']) await storage.create(document, 'epoch', 0)
})

function append(document: string, name: string, bytes = 1): void {
  const update = new Uint8Array(bytes).fill(name.charCodeAt(0))
  writer.append(document, [{ update, user: undefined, timeMs: 0 }], {
    durable: (sequence) => told.push(`${name} durable ${sequence}`),
    lost: ({ code }) => told.push(`${name} lost ${code}`),
  })
}

async function namesIn(document: string): Promise<string> {
  const records = await storage.inner.read(document, 0)
  return records
    .map(({ updates }) => updates.map(({ update }) => String.fromCharCode(update[0] ?? 0)).join(''))
    .join(' ')
}

describe('Writer', () => {
  test('[W13] tells which documents storage lost something of, and writes on', async () => {
    storage.lost = ['a', 'c']
    append('b', '1')
    await settle()
    expect(losses).toEqual(['a', 'c'])
    expect(told).toEqual([])
    await clock.advance(100)
    expect(told).toEqual(['1 durable 1'])
    expect(losses).toEqual(['a', 'c'])
  })

  test('[W11] what comes while a batch is being synced leaves together in the next', async () => {
    storage.appendGate.shut()
    append('a', '1')
    append('a', '2')
    append('b', '3')
    append('a', '4')
    await settle()
    expect(storage.batches).toHaveLength(1)
    expect(told).toEqual([])
    storage.appendGate.open()
    await settle()
    expect(storage.batches).toHaveLength(2)
    expect([await namesIn('a'), await namesIn('b')]).toEqual(['1 24', '3'])
    expect(told).toEqual(['1 durable 1', '2 durable 2', '4 durable 2', '3 durable 1'])
  })

  /** Writes something that takes so long. */
  async function write(document: string, name: string, tookMs: number): Promise<void> {
    storage.appendGate.shut()
    append(document, name)
    await clock.advance(tookMs)
    storage.appendGate.open()
    await settle()
  }

  test('[W11] after a batch, what comes within four times as long as that took leaves together', async () => {
    await write('a', '1', 3)
    append('a', '2')
    await clock.advance(11)
    append('b', '3')
    expect(storage.batches).toHaveLength(1)
    expect(writer.isSaving).toBe(true)
    await clock.advance(1)
    expect(storage.batches).toHaveLength(2)
    expect(told).toEqual(['1 durable 1', '2 durable 2', '3 durable 1'])
  })

  test('[W11] and where that had several updates in it, so much longer', async () => {
    storage.appendGate.shut()
    const updates = ['1', '2', '3'].map((name) => ({
      update: Uint8Array.of(name.charCodeAt(0)),
      user: undefined,
      timeMs: 0,
    }))
    writer.append('a', updates, { durable: () => {}, lost: () => {} })
    await clock.advance(3)
    storage.appendGate.open()
    await settle()
    append('a', '4')
    await clock.advance(35)
    expect(storage.batches).toHaveLength(1)
    await clock.advance(1)
    expect(storage.batches).toHaveLength(2)
  })

  test('[W11] nobody waits more than 50 ms for company, and the first after a pause not at all', async () => {
    await write('a', '1', 500)
    append('a', '2')
    await clock.advance(49)
    expect(storage.batches).toHaveLength(1)
    await clock.advance(1)
    expect(told).toEqual(['1 durable 1', '2 durable 2'])
    await clock.advance(100)
    append('a', '3')
    await settle()
    expect(told).toHaveLength(3)
  })

  test.each([
    ['somebody waits for all to be written', () => void writer.flushed()],
    ['the server is closing', () => writer.drain()],
    ['much waits', () => append('b', 'x', 9 * 1024 * 1024)],
  ])('[W11] the pause ends when %s', async (_, end) => {
    await write('a', '1', 500)
    append('a', '2')
    await settle()
    expect(storage.batches).toHaveLength(1)
    end()
    await settle()
    expect(told.slice(0, 2)).toEqual(['1 durable 1', '2 durable 2'])
    expect(clock.now()).toBe(500)
  })

  test('[W11] there is never more than one batch under way', async () => {
    let left = 5
    storage.appendFate = () => (left-- > 0 ? 'fail' : 'work')
    for (let round = 0; round < 200; round += 1) {
      append('a', 'x')
      if (round % 7 === 0) writer.retryNow()
      await clock.advance(3)
    }
    await clock.advance(10_000)
    expect(storage.mostAppending).toBe(1)
    expect(told).toHaveLength(200)
  })

  test('[W11] a batch has at most about 8 MiB', async () => {
    storage.appendGate.shut()
    append('a', '0')
    for (let index = 0; index < 5; index += 1) append('a', `${index}`, 3 * 1024 * 1024)
    append('b', 'x', 20 * 1024 * 1024)
    append('c', 'y')
    storage.appendGate.open()
    await settle()
    expect(storage.batches.map((batch) => batch.map(({ updates }) => updates.length))).toEqual([
      [1],
      [2],
      [2],
      [1],
      [1],
      [1],
    ])
  })

  test('[W8] tried by hand while it is being tried, it is not tried twice, and nothing is told or counted twice', async () => {
    storage.appendFate = () => 'fail'
    append('a', '1')
    await settle()
    append('a', '2')
    storage.appendGate.shut()
    storage.appendFate = () => 'work'
    await clock.advance(100)
    writer.retryNow()
    writer.retryNow()
    await settle()
    storage.appendGate.open()
    await clock.advance(50)
    expect(await namesIn('a')).toBe('1 2')
    expect(told).toEqual(['1 durable 1', '2 durable 2'])
    expect(writer.unsavedBytes).toBe(0)
    expect(health).toEqual([false, true])
  })

  test('[W8] a batch that fails is kept, and what came after it stays behind it', async () => {
    let left = 2
    storage.appendFate = () => (left-- > 0 ? 'fail' : 'work')
    append('a', '1')
    await settle()
    append('a', '2')
    append('b', '3')
    await clock.advance(60_000)
    expect([await namesIn('a'), await namesIn('b')]).toEqual(['1 2', '3'])
    expect(told).toEqual(['1 durable 1', '2 durable 2', '3 durable 1'])
  })

  test('[W8] the first pause is at most 100 ms, each up to twice the last, none over 5 s', async () => {
    storage.appendFate = () => 'fail'
    append('a', '1')
    const at: number[] = []
    for (let last = 0; at.length < 12; await clock.advance(1)) {
      if (storage.batches.length > last) at.push(clock.now())
      last = storage.batches.length
    }
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    pauses.forEach((pause, index) => {
      const longest = Math.min(5_000, 100 * 2 ** index)
      expect(pause).toBeLessThanOrEqual(longest + 1)
      expect(pause).toBeGreaterThanOrEqual(longest / 2 - 1)
    })
  })

  test('[W10] a document that is gone loses its writes, and the others of the batch do not', async () => {
    storage.appendGate.shut()
    append('c', '0')
    append('a', '1')
    append('gone', '2')
    append('b', '3')
    storage.appendGate.open()
    await settle()
    expect(told).toEqual(['0 durable 1', '1 durable 1', '2 lost NO_SUCH_DOCUMENT', '3 durable 1'])
    expect(writer.unsavedBytes).toBe(0)
    expect(health).toEqual([])
  })

  test('[W10] also when the disk fails on the way', async () => {
    let calls = 0
    storage.appendFate = () => {
      calls += 1
      return calls === 3 ? 'fail' : 'work'
    }
    storage.appendGate.shut()
    append('c', '0')
    append('a', '1')
    append('gone', '2')
    append('b', '3')
    storage.appendGate.open()
    await clock.advance(10_000)
    expect(told.slice().sort()).toEqual([
      '0 durable 1',
      '1 durable 1',
      '2 lost NO_SUCH_DOCUMENT',
      '3 durable 1',
    ])
    expect(health).toEqual([false, true])
  })

  test('[W12] flushed resolves when nothing is left to write', async () => {
    let isFlushed = false
    storage.appendFate = () => 'fail'
    append('a', '1')
    void writer.flushed().then(() => (isFlushed = true))
    await clock.advance(20_000)
    expect(isFlushed).toBe(false)
    storage.appendFate = () => 'work'
    await clock.advance(5_000)
    expect(isFlushed).toBe(true)
    await writer.flushed()
  })

  test('[W8] who is told of a write and throws does not stop the others', async () => {
    writer.append('a', [], {
      durable: () => {
        throw new StorageError('FAILED', 'a fault of the listener')
      },
      lost: () => {},
    })
    append('a', '1')
    await settle()
    expect(told).toEqual(['1 durable 2'])
    expect(health).toEqual([])
  })
})
