import type { NewHistory } from '../document-storage.ts'
import { contractCase, type DurableStorageUnderTest } from './case.ts'
import { expectEqual, expectTrue } from './expect.ts'
import { bytes, expectWhole, fill, loadPresent, update } from './sample.ts'

/** Two pieces and two records. */
const HISTORY: NewHistory = {
  epoch: 'another epoch',
  createdMs: 5,
  changedMs: 6,
  pieces: [bytes(30, 1), bytes(40, 2)],
  records: [[update(8), update(9)], [update(7)]],
}

/** What is loaded of {@link HISTORY} when this was the last number before. */
const loadedAfter = (last: number) => ({
  epoch: 'another epoch',
  sequence: last + 3,
  snapshot: { sequence: last + 1, pieces: [bytes(30, 1), bytes(40, 2)] },
  records: [
    { sequence: last + 2, updates: [update(8), update(9)] },
    { sequence: last + 3, updates: [update(7)] },
  ],
  damage: [],
})

/** Another history taking the place of a document's. */
export const replacingCases = [
  contractCase("[S18] another history takes the place of a document's", async ({ storage }) => {
    await fill(storage, 'a', 5)
    await storage.replacePrefix('a', { sequence: 3, pieces: [bytes(7, 3)] })
    await fill(storage, 'aa', 5)
    const neighbour = await storage.load('aa')
    await storage.replace('a', HISTORY)
    expectEqual(await storage.load('a'), loadedAfter(5), 'load')
    expectEqual(await storage.read('a', 0), loadedAfter(5).records, 'read')
    expectEqual(await storage.load('aa'), neighbour, 'the neighbour')
    const branches = [{ name: storage.branch, fromSequence: 6 }]
    expectEqual(await storage.branches('a'), branches, 'the branches')
    const [entry] = await storage.list()
    expectEqual([entry?.createdMs, entry?.changedMs], [5, update(7).timeMs], 'the times')
    expectEqual(await storage.append([{ document: 'a', updates: [] }]), [9], 'the next number')
    await storage.replacePrefix('a', { sequence: 9, pieces: [bytes(1, 1)] })
    expectWhole(await loadPresent(storage, 'a'), 'the document')
  }),

  contractCase('[S18] where there is no document, one begins', async ({ storage }) => {
    await storage.replace('a', HISTORY)
    expectEqual(await storage.load('a'), loadedAfter(0), 'load')
    await storage.delete('a')
    await storage.replace('a', HISTORY)
    expectEqual(await storage.load('a'), loadedAfter(0), 'load after a deletion')
    await storage.create('b', 'begun', 1)
    await storage.replace('b', HISTORY)
    expectEqual(await storage.load('b'), loadedAfter(0), 'load of one that was only begun')
    const branches = [{ name: storage.branch, fromSequence: 1 }]
    expectEqual(await storage.branches('b'), branches, 'the branches')
  }),

  contractCase('[S18] a history may be empty, or have no snapshot', async ({ storage }) => {
    const empty = { ...HISTORY, pieces: [], records: [] }
    const none = { epoch: 'another epoch', sequence: 0, records: [], damage: [] }
    await storage.replace('a', empty)
    expectEqual(await storage.load('a'), { ...none, snapshot: undefined }, 'load of an empty one')
    expectEqual(await storage.branches('a'), [], 'the branches of an empty log')
    expectEqual((await storage.list())[0]?.changedMs, 6, 'the time of its change')
    await storage.replace('a', { ...HISTORY, pieces: [] })
    const records = loadedAfter(-1).records
    const first = { ...none, sequence: 2, snapshot: undefined, records }
    expectEqual(await storage.load('a'), first, 'load of records alone')
    await storage.replace('a', empty)
    const emptied = { ...none, sequence: 3, snapshot: { sequence: 3, pieces: [] } }
    expectEqual(await storage.load('a'), emptied, 'load of one that was emptied')
    expectEqual(await storage.append([{ document: 'a', updates: [] }]), [4], 'the next number')
  }),

  contractCase('[S18] readers beside it see one history or the other', async ({ storage }) => {
    await fill(storage, 'a', 30)
    const old = await loadPresent(storage, 'a')
    const replaced = storage.replace('a', HISTORY)
    for (let i = 0; i < 10; i++) {
      const stored = await loadPresent(storage, 'a')
      const expected = stored.epoch === old.epoch ? old : loadedAfter(30)
      expectEqual(stored, expected, 'a document being replaced')
    }
    await replaced
    expectEqual(await storage.load('a'), loadedAfter(30), 'load')
  }),

  contractCase('[S18] damage goes with the old history', async ({ storage }) => {
    await fill(storage, 'a', 3)
    await storage.quarantine('a', [{ sequence: 2, index: 0, what: 'it throws' }])
    await storage.replace('a', HISTORY)
    expectEqual(await storage.load('a'), loadedAfter(3), 'load')
    await storage.replacePrefix('a', { sequence: 6, pieces: [] })
  }),

  contractCase('[S13] a history may be changed after it was handed in', async ({ storage }) => {
    const [piece, own] = [bytes(30, 1), { ...update(8), update: update(8).update.slice() }]
    const replaced = storage.replace('a', { ...HISTORY, pieces: [piece], records: [[own]] })
    piece.fill(0)
    own.update.fill(0)
    await replaced
    const { snapshot, records } = await loadPresent(storage, 'a')
    expectEqual(snapshot?.pieces, [bytes(30, 1)], 'the piece')
    expectEqual(records[0]?.updates, [update(8)], 'the update')
  }),
]

/** The same, when opened again. */
export const durableReplacingCases = [
  contractCase<DurableStorageUnderTest>(
    '[S18] the new history of a damaged document is whole, also when opened again',
    async (subject) => {
      await fill(subject.storage, 'a', 3)
      let storage = await subject.reopen()
      await subject.damageRecord('a', 2)
      expectTrue((await loadPresent(storage, 'a')).damage.length > 0, 'damage to be reported')
      await storage.replace('a', HISTORY)
      const branches = [{ name: storage.branch, fromSequence: 4 }]
      expectEqual(await storage.load('a'), loadedAfter(3), 'load')
      storage = await subject.reopen()
      expectEqual(await storage.load('a'), loadedAfter(3), 'load when opened again')
      expectEqual(await storage.branches('a'), branches, 'the branches when opened again')
      expectEqual(await storage.append([{ document: 'a', updates: [] }]), [7], 'the next number')
    },
  ),
]
