import type { RecordedUpdate } from '../document-storage.ts'
import { contractCase } from './case.ts'
import { expectEqual, expectTrue } from './expect.ts'
import { bytes, expectWhole, fill, loadPresent, update } from './sample.ts'

/** Appending, and reading back what was appended. */
export const appendingCases = [
  contractCase('[S2] what was appended is read back as it was', async ({ storage }) => {
    const updates: RecordedUpdate[] = [
      { update: new Uint8Array(0), user: undefined, timeMs: 0 },
      { update: bytes(1, 1), user: '', timeMs: 1_763_800_000_000 },
      { update: bytes(300, 2), user: '\ufeffZoë 😀 \0', timeMs: 1_763_800_000_000.5 },
      { update: bytes(70_000, 3), user: 'x'.repeat(300), timeMs: 2 ** 43 },
    ]
    await storage.create('a', 'epoch', 1)
    await storage.append([{ document: 'a', updates }])
    await storage.append([{ document: 'a', updates: [] }])
    expectEqual(
      (await loadPresent(storage, 'a')).records,
      [
        { sequence: 1, updates },
        { sequence: 2, updates: [] },
      ],
      'the records',
    )
  }),

  contractCase('[S2] records and updates keep their order', async ({ storage }) => {
    await storage.create('a', 'epoch', 1)
    const appends = Array.from({ length: 300 }, (_, index) => [update(index), update(index + 1000)])
    await Promise.all(appends.map((updates) => storage.append([{ document: 'a', updates }])))
    expectEqual(
      (await loadPresent(storage, 'a')).records,
      appends.map((updates, index) => ({ sequence: index + 1, updates })),
      'the records',
    )
  }),

  contractCase('[S2] a big record comes back whole', async ({ storage }) => {
    await storage.create('a', 'epoch', 1)
    const big = update(1, 3 * 1024 * 1024)
    await storage.append([{ document: 'a', updates: [big, update(2)] }])
    const [record] = (await loadPresent(storage, 'a')).records
    expectTrue(
      record?.updates[0]?.update.every((byte, index) => byte === big.update[index]) === true &&
        record.updates[0].update.length === big.update.length,
      'the big update to come back byte for byte',
    )
    expectEqual(record?.updates[1], update(2), 'the update after it')
  }),

  contractCase('[S3] a reader never sees half of a batch', async ({ storage }) => {
    await fill(storage, 'a', 0)
    await fill(storage, 'b', 0)
    let appending = true
    const writer = async (): Promise<void> => {
      try {
        for (let i = 0; i < 40; i++) {
          const updates = [update(i)]
          await storage.append(['a', 'b'].map((document) => ({ document, updates })))
        }
      } finally {
        appending = false
      }
    }
    const reader = async (): Promise<void> => {
      while (appending) {
        const a = (await loadPresent(storage, 'a')).sequence
        const b = (await loadPresent(storage, 'b')).sequence
        expectTrue(b >= a, `b, read after a, to hold ${a} records, got ${b}`)
      }
    }
    await Promise.all([writer(), reader()])
  }),

  contractCase('[S4] numbers start at 1 and rise by one in each document', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 0)
    await fill(storage, 'b', 3)
    const record = (document: string) => ({ document, updates: [update(1)] })
    expectEqual(await storage.append([record('a'), record('b')]), [1, 4], 'the first batch')
    expectEqual(await storage.append([record('b'), record('a')]), [5, 2], 'the second batch')
    expectEqual(await storage.append([]), [], 'an empty batch')
    expectEqual(await storage.append([record('a')]), [3], 'the last batch')
  }),

  contractCase('[S4] a document named twice in a batch gets two records', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 0)
    const batch = [1, 2].map((number) => ({ document: 'a', updates: [update(number)] }))
    expectEqual(await storage.append(batch), [1, 2], 'the numbers')
    const stored = await loadPresent(storage, 'a')
    expectWhole(stored, 'the document')
    expectEqual(stored.records[1]?.updates, [update(2)], 'the second record')
  }),

  contractCase(
    '[S4] concurrent appends are numbered in the order of the calls',
    async (subject) => {
      const { storage } = subject
      await fill(storage, 'a', 0)
      await fill(storage, 'b', 0)
      const numbers = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          storage.append([{ document: index % 2 === 0 ? 'a' : 'b', updates: [update(index)] }]),
        ),
      )
      expectEqual(
        numbers,
        Array.from({ length: 60 }, (_, index) => [Math.floor(index / 2) + 1]),
        'the numbers',
      )
      const { records } = await loadPresent(storage, 'b')
      expectEqual(
        records.map((record) => record.updates),
        Array.from({ length: 30 }, (_, index) => [update(2 * index + 1)]),
        'the records of b',
      )
    },
  ),

  contractCase('[S5] read returns the records after a number', async ({ storage }) => {
    await fill(storage, 'a', 6)
    const { records } = await loadPresent(storage, 'a')
    for (let after = 0; after <= 8; after++) {
      expectEqual(await storage.read('a', after), records.slice(after), `read after ${after}`)
    }
  }),

  contractCase('[S5] load and read leave out what a snapshot covers', async ({ storage }) => {
    await fill(storage, 'a', 6)
    const { records } = await loadPresent(storage, 'a')
    const snapshot = { sequence: 4, pieces: [bytes(10, 1), bytes(0, 0), bytes(20, 2)] }
    await storage.replacePrefix('a', snapshot)
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.snapshot, snapshot, 'the snapshot')
    expectEqual(stored.sequence, 6, 'the last number')
    expectEqual(stored.records, records.slice(4), 'the records')
    for (const after of [0, 3, 4]) {
      expectEqual(await storage.read('a', after), records.slice(4), `read after ${after}`)
    }
    expectEqual(await storage.read('a', 5), records.slice(5), 'read after 5')
  }),

  contractCase('[S13] bytes handed in may be changed at once', async ({ storage }) => {
    await fill(storage, 'a', 1)
    // Like Node's Buffer: its slice() shares memory.
    class SharedSlice extends Uint8Array {
      override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
        return this.subarray(start, end)
      }
    }
    const mine = new SharedSlice([1, 2, 3])
    const piece = new SharedSlice([4, 5, 6])
    const updates = [{ update: mine, user: undefined, timeMs: 1 }]
    const appended = storage.append([{ document: 'a', updates }])
    const pieces = [piece]
    const replaced = storage.replacePrefix('a', { sequence: 1, pieces })
    mine.fill(99)
    piece.fill(99)
    updates.pop()
    pieces.pop()
    await appended
    await replaced
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.records[0]?.updates[0]?.update, Uint8Array.of(1, 2, 3), 'the update')
    expectEqual(stored.snapshot?.pieces, [Uint8Array.of(4, 5, 6)], 'the snapshot')
  }),

  contractCase('[S13] bytes handed out may be changed', async ({ storage }) => {
    await storage.create('a', 'epoch', 1)
    await storage.append([{ document: 'a', updates: [update(1)] }])
    await storage.append([{ document: 'a', updates: [update(2), update(3)] }])
    await storage.replacePrefix('a', { sequence: 1, pieces: [bytes(5, 1), bytes(5, 2)] })
    const harmed = await loadPresent(storage, 'a')
    const [piece] = harmed.snapshot?.pieces ?? []
    const [first] = harmed.records[0]?.updates ?? []
    // All of the memory behind them, not only the part that is theirs.
    for (const part of [piece, first?.update]) {
      if (part !== undefined) new Uint8Array(part.buffer).fill(99)
    }
    expectEqual(harmed.snapshot?.pieces[1], bytes(5, 2), 'the other piece')
    expectEqual(harmed.records[0]?.updates[1], update(3), 'the other update')
    for (const record of await storage.read('a', 0)) record.updates[0]?.update.fill(98)
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.snapshot?.pieces, [bytes(5, 1), bytes(5, 2)], 'the pieces, read again')
    expectEqual(stored.records[0]?.updates, [update(2), update(3)], 'the updates, read again')
  }),
]
