import { contractCase } from './case.ts'
import { expectEqual, expectRejection, expectTrue } from './expect.ts'
import { expectWhole, fill, loadPresent, ODD_NAMES, update } from './sample.ts'

/** How a document begins and ends. */
export const lifeCases = [
  contractCase(
    '[S17] what is appended belongs to the branch of this opening',
    async ({ storage }) => {
      expectEqual(await storage.branches('a'), [], 'the branches of an absent document')
      await storage.create('a', 'epoch', 1)
      expectEqual(await storage.branches('a'), [], 'the branches of an empty log')
      await fill(storage, 'a', 3)
      const branches = [{ name: storage.branch, fromSequence: 1 }]
      expectEqual(await storage.branches('a'), branches, 'the branches')
      await storage.replacePrefix('a', { sequence: 2, pieces: [] })
      expectEqual(await storage.branches('a'), branches, 'the branches after compaction')
      await storage.delete('a')
      expectEqual(await storage.branches('a'), [], 'the branches of a deleted document')
    },
  ),

  contractCase('[S1] a created document is empty and has its epoch', async ({ storage }) => {
    expectEqual(await storage.create('a', 'first', 5), 'first', 'create')
    expectEqual(
      await storage.load('a'),
      { epoch: 'first', sequence: 0, snapshot: undefined, records: [], damage: [] },
      'load',
    )
  }),

  contractCase('[S1] a document created again keeps its epoch and its content', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 2)
    const before = await storage.load('a')
    const [listed] = await storage.list()
    expectEqual(await storage.create('a', 'second', 9), 'epoch of a', 'create')
    expectEqual(await storage.load('a'), before, 'load')
    expectEqual((await storage.list())[0], listed, 'list')
  }),

  contractCase('[S1] documents created at once agree on one epoch', async ({ storage }) => {
    const epochs = await Promise.all(
      ['one', 'two', 'three'].map((epoch) => storage.create('a', epoch, 1)),
    )
    expectEqual(new Set(epochs).size, 1, 'the number of epochs')
    expectEqual((await loadPresent(storage, 'a')).epoch, epochs[0], 'the stored epoch')
  }),

  contractCase('[S9] a deleted document is gone at once', async ({ storage }) => {
    await fill(storage, 'a', 5)
    await storage.replacePrefix('a', { sequence: 3, pieces: [update(1).update] })
    await storage.delete('a')
    expectEqual(await storage.load('a'), undefined, 'load')
    expectEqual(await storage.read('a', 0), [], 'read')
    expectEqual(await storage.list(), [], 'list')
    await expectRejection(
      storage.append([{ document: 'a', updates: [] }]),
      'NO_SUCH_DOCUMENT',
      'append',
    )
  }),

  contractCase('[S9] readers beside a delete see the whole document or none', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 30)
    const deleted = storage.delete('a')
    for (let i = 0; i < 10; i++) {
      const stored = await storage.load('a')
      if (stored !== undefined) expectWhole(stored, 'a document being deleted')
    }
    await deleted
    expectEqual(await storage.load('a'), undefined, 'load')
  }),

  contractCase('[S9] a document created anew has a new history', async ({ storage }) => {
    await fill(storage, 'a', 5)
    await storage.replacePrefix('a', { sequence: 3, pieces: [update(1).update] })
    // Not awaited: the new history must not depend on how far the deletion has come.
    const deleted = storage.delete('a')
    expectEqual(await storage.create('a', 'second', 7), 'second', 'create')
    await deleted
    expectEqual(
      await storage.append([{ document: 'a', updates: [update(9)] }]),
      [1],
      'the first number',
    )
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.epoch, 'second', 'the epoch')
    expectEqual(stored.snapshot, undefined, 'the snapshot')
    expectEqual(stored.records, [{ sequence: 1, updates: [update(9)] }], 'the records')
    expectEqual((await storage.list())[0]?.createdMs, 7, 'the time of creation')
  }),

  contractCase('[S9] deleting a document leaves its neighbours alone', async ({ storage }) => {
    for (const name of ODD_NAMES) await fill(storage, name, 1)
    for (const name of ODD_NAMES) {
      await storage.delete(name)
      expectEqual(await storage.load(name), undefined, `load of ${name}`)
      await fill(storage, name, 2)
      for (const other of ODD_NAMES) {
        if (other === name) continue
        const { epoch, sequence } = await loadPresent(storage, other)
        expectEqual(epoch, `epoch of ${other}`, `the epoch of ${other} after deleting ${name}`)
        expectTrue(sequence === 1, `${other} to keep its record after deleting ${name}`)
      }
      await storage.delete(name)
      await fill(storage, name, 1)
    }
  }),

  contractCase('[S9] deleting an absent document resolves', async ({ storage }) => {
    await storage.delete('never')
    await fill(storage, 'a', 1)
    await storage.delete('a')
    await storage.delete('a')
    expectEqual(await storage.list(), [], 'list')
  }),

  contractCase('[S10] an absent document is undefined or empty to readers', async (subject) => {
    const { storage } = subject
    await fill(storage, 'aa', 1)
    expectEqual(await storage.load('a'), undefined, 'load')
    expectEqual(await storage.read('a', 0), [], 'read')
    await expectRejection(
      storage.replacePrefix('a', { sequence: 1, pieces: [] }),
      'NO_SUCH_DOCUMENT',
      'replacePrefix',
    )
  }),

  contractCase('[S10] a batch that names an absent document appends nothing', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 1)
    const before = await storage.load('a')
    const batch = [
      { document: 'a', updates: [update(2)] },
      { document: 'absent', updates: [update(3)] },
    ]
    await expectRejection(storage.append(batch), 'NO_SUCH_DOCUMENT', 'append')
    expectEqual(await storage.load('a'), before, 'load')
    expectEqual(await storage.load('absent'), undefined, 'load of the absent one')
    expectEqual(await storage.append(batch.slice(0, 1)), [2], 'the next append')
  }),
]
