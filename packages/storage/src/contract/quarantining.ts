import { contractCase } from './case.ts'
import { expectEqual, expectRejection, expectTrue } from './expect.ts'
import { bytes, fill, loadPresent, update } from './sample.ts'

const NOTHING = new Uint8Array(0)

/** Setting aside what must not be applied, and documents that are too large to be read. */
export const quarantiningCases = [
  contractCase(
    '[S14] a quarantined update is handed out without bytes, in its place',
    async (subject) => {
      const { storage } = subject
      await fill(storage, 'a', 1)
      await storage.append([{ document: 'a', updates: [update(2), update(3), update(4)] }])
      await storage.quarantine('a', [{ sequence: 2, index: 1, what: 'it throws' }])
      const expected = [
        { sequence: 1, updates: [update(1)] },
        { sequence: 2, updates: [update(2), { ...update(3), update: NOTHING }, update(4)] },
      ]
      const stored = await loadPresent(storage, 'a')
      expectEqual(stored.records, expected, 'load')
      expectEqual(await storage.read('a', 0), expected, 'read')
      const damage = [{ fromSequence: 2, toSequence: 2, index: 1, what: 'it throws' }]
      expectEqual(stored.damage, damage, 'the damage')
      await storage.quarantine('a', [
        { sequence: 2, index: 1, what: 'other words' },
        { sequence: 1, index: 0, what: 'it throws, too' },
      ])
      const again = await loadPresent(storage, 'a')
      expectEqual(again.damage.slice(0, 1), damage, 'what was marked before')
      expectEqual(again.damage.length, 2, 'how much is marked')
      expectEqual(again.records[0]?.updates[0]?.update, NOTHING, 'the first record')
    },
  ),

  contractCase(
    '[S14] a quarantined piece of a snapshot is handed out without bytes',
    async (subject) => {
      const { storage } = subject
      await fill(storage, 'a', 2)
      const pieces = [bytes(5, 1), bytes(6, 2), bytes(7, 3)]
      await storage.replacePrefix('a', { sequence: 1, pieces })
      await storage.quarantine('a', [{ sequence: 0, index: 2, what: 'it throws' }])
      const stored = await loadPresent(storage, 'a')
      expectEqual(stored.snapshot?.pieces, [bytes(5, 1), bytes(6, 2), NOTHING], 'the pieces')
      expectEqual(stored.records, [{ sequence: 2, updates: [update(2)] }], 'the records')
    },
  ),

  contractCase(
    '[S14] a document with a quarantine is appended to, never compacted',
    async (subject) => {
      const { storage } = subject
      await fill(storage, 'a', 2)
      await storage.quarantine('a', [{ sequence: 1, index: 0, what: 'it throws' }])
      expectEqual(await storage.append([{ document: 'a', updates: [update(3)] }]), [3], 'append')
      const replaced = storage.replacePrefix('a', { sequence: 3, pieces: [] })
      await expectRejection(replaced, 'FAILED', 'replacePrefix')
      const stored = await loadPresent(storage, 'a')
      expectEqual(stored.sequence, 3, 'the last number')
      expectTrue(stored.damage.length === 1, 'the damage to stay')
      await storage.delete('a')
      await fill(storage, 'a', 1)
      expectEqual((await loadPresent(storage, 'a')).damage, [], 'the damage of the new history')
    },
  ),

  contractCase(
    '[S14] what is not there cannot be quarantined, nor anything beside it',
    async (subject) => {
      const { storage } = subject
      await fill(storage, 'a', 2)
      const good = { sequence: 1, index: 0, what: 'it throws' }
      for (const [sequence, index] of [
        [0, 0],
        [3, 0],
        [2, 1],
        [1, -1],
        [1, 0.5],
      ] as const) {
        const refused = storage.quarantine('a', [good, { sequence, index, what: 'no' }])
        await expectRejection(refused, RangeError, `quarantine ${sequence}/${index}`)
      }
      expectEqual((await loadPresent(storage, 'a')).damage, [], 'the damage')
      await expectRejection(
        storage.quarantine('b', [good]),
        'NO_SUCH_DOCUMENT',
        'an absent document',
      )
    },
  ),

  contractCase(
    '[S15] a document that takes more than was asked for is not read',
    async (subject) => {
      const { storage } = subject
      await storage.create('a', 'epoch', 1)
      await storage.append([{ document: 'a', updates: [update(1, 5000)] }])
      await expectRejection(storage.load('a', { maxBytes: 4999 }), 'TOO_LARGE', 'load')
      expectEqual((await storage.load('a', { maxBytes: 6000 }))?.sequence, 1, 'a load with room')
      await storage.replacePrefix('a', { sequence: 1, pieces: [bytes(100, 1)] })
      expectEqual((await storage.load('a', { maxBytes: 1000 }))?.sequence, 1, 'after compaction')
      expectEqual(await storage.load('absent', { maxBytes: 0 }), undefined, 'an absent document')
    },
  ),
]
