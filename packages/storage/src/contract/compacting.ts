import { contractCase } from './case.ts'
import { expectEqual, expectRejection, expectTrue } from './expect.ts'
import { bytes, expectWhole, fill, loadPresent, update } from './sample.ts'

/** Snapshots taking the place of records. */
export const compactingCases = [
  contractCase('[S6] a snapshot takes the place of the records it covers', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 5)
    await fill(storage, 'aa', 5)
    const neighbour = await storage.load('aa')
    await storage.replacePrefix('a', { sequence: 2, pieces: [bytes(5, 1), bytes(5, 2)] })
    await storage.replacePrefix('a', { sequence: 5, pieces: [bytes(7, 3)] })
    expectEqual(
      await storage.load('a'),
      {
        epoch: 'epoch of a',
        sequence: 5,
        snapshot: { sequence: 5, pieces: [bytes(7, 3)] },
        records: [],
        damage: [],
      },
      'load',
    )
    expectEqual(await storage.load('aa'), neighbour, 'the neighbour')
    expectEqual(await storage.append([{ document: 'a', updates: [] }]), [6], 'the next number')
  }),

  contractCase('[S6] a snapshot may be empty', async ({ storage }) => {
    await fill(storage, 'a', 3)
    await storage.replacePrefix('a', { sequence: 3, pieces: [] })
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.snapshot, { sequence: 3, pieces: [] }, 'the snapshot')
    expectWhole(stored, 'the document')
  }),

  contractCase('[S6] a big snapshot in many pieces comes back in order', async ({ storage }) => {
    await fill(storage, 'a', 1)
    const pieces = Array.from({ length: 300 }, (_, index) => bytes(index === 0 ? 1e6 : 4000, index))
    await storage.replacePrefix('a', { sequence: 1, pieces })
    const { snapshot } = await loadPresent(storage, 'a')
    expectEqual(snapshot?.pieces.length, 300, 'the number of pieces')
    const wrong = pieces.findIndex((piece, index) => {
      const got = snapshot?.pieces[index]
      return got?.length !== piece.length || got.some((byte, at) => byte !== piece[at])
    })
    expectEqual(wrong, -1, 'the first piece that differs')
  }),

  contractCase('[S6] replacing races appends and reads, and nothing is lost', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 5)
    let running = true
    let loads = 0
    const writer = async (): Promise<void> => {
      try {
        for (let i = 6; i <= 60; i++) {
          await storage.append([{ document: 'a', updates: [update(i)] }])
        }
      } finally {
        running = false
      }
    }
    const compactor = async (): Promise<void> => {
      while (running) {
        const { sequence, snapshot } = await loadPresent(storage, 'a')
        if (sequence <= (snapshot?.sequence ?? 0)) continue
        const pieces = [bytes(50, sequence), bytes(50, sequence + 1)]
        await storage.replacePrefix('a', { sequence, pieces })
      }
    }
    const reader = async (): Promise<void> => {
      while (running) {
        const stored = await loadPresent(storage, 'a')
        loads += 1
        expectWhole(stored, 'a document being compacted')
        const { snapshot } = stored
        if (snapshot === undefined) continue
        const { sequence } = snapshot
        const pieces = [bytes(50, sequence), bytes(50, sequence + 1)]
        expectEqual(snapshot, { sequence, pieces }, 'the snapshot')
        const records = await storage.read('a', sequence)
        const first = records[0]?.sequence ?? Infinity
        // Records that a later snapshot covers are not read any more; none may be missing within the rest.
        expectTrue(first > sequence, `no record at or below ${sequence}, got ${first}`)
        records.forEach((record, index) => {
          expectEqual(record.sequence, first + index, 'the next record')
        })
      }
    }
    await Promise.all([writer(), compactor(), reader(), reader()])
    expectTrue(loads > 0, 'the readers to have read')
    const stored = await loadPresent(storage, 'a')
    expectWhole(stored, 'the document')
    expectEqual(stored.sequence, 60, 'the last number')
    for (const { sequence, updates } of stored.records) {
      expectEqual(updates, [update(sequence)], `record ${sequence}`)
    }
  }),

  contractCase('[S7] a bound that moves nothing forward is refused', async ({ storage }) => {
    await fill(storage, 'a', 5)
    const refused = async (sequence: number): Promise<void> => {
      const before = await storage.load('a')
      const listed = await storage.list()
      await expectRejection(
        storage.replacePrefix('a', { sequence, pieces: [bytes(3, 9)] }),
        RangeError,
        `replacePrefix at ${sequence}`,
      )
      expectEqual(await storage.load('a'), before, `load after a refused bound ${sequence}`)
      expectEqual(await storage.list(), listed, `list after a refused bound ${sequence}`)
    }
    for (const sequence of [0, -1, 6, 1.5, NaN, Infinity]) await refused(sequence)
    await storage.replacePrefix('a', { sequence: 3, pieces: [bytes(3, 1)] })
    for (const sequence of [0, 1, 2, 3, 6]) await refused(sequence)
    await storage.replacePrefix('a', { sequence: 4, pieces: [] })
  }),

  contractCase('[S7] a document without records has nothing to replace', async ({ storage }) => {
    await fill(storage, 'a', 0)
    await expectRejection(
      storage.replacePrefix('a', { sequence: 0, pieces: [] }),
      RangeError,
      'replacePrefix',
    )
  }),
]
