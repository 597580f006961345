import { contractCase, type DurableStorageUnderTest } from './case.ts'
import { expectEqual, expectRejection, expectTrue } from './expect.ts'
import { bytes, fill, loadPresent, ODD_NAMES, update } from './sample.ts'

const durableCase = contractCase<DurableStorageUnderTest>

/** What outlives the storage that wrote it, and what happens when it was harmed meanwhile. */
export const durableCases = [
  durableCase('[S2] everything appended is there when opened again', async (subject) => {
    const { storage } = subject
    for (const name of ODD_NAMES) await fill(storage, name, 2)
    await storage.replacePrefix('a', { sequence: 1, pieces: [bytes(9, 1), bytes(0, 0)] })
    const before = await Promise.all(ODD_NAMES.map((name) => storage.load(name)))
    const listed = await storage.list()
    const reopened = await subject.reopen()
    expectEqual(await Promise.all(ODD_NAMES.map((name) => reopened.load(name))), before, 'load')
    expectEqual(await reopened.list(), listed, 'list')
  }),

  durableCase('[S1] a document keeps its epoch when opened again', async (subject) => {
    await subject.storage.create('a', 'first', 5)
    const reopened = await subject.reopen()
    expectEqual(await reopened.create('a', 'second', 9), 'first', 'create')
  }),

  durableCase('[S4] numbers go on when opened again', async (subject) => {
    await fill(subject.storage, 'a', 3)
    await fill(subject.storage, 'b', 3)
    await subject.storage.replacePrefix('b', { sequence: 3, pieces: [] })
    const reopened = await subject.reopen()
    const batch = ['a', 'b'].map((document) => ({ document, updates: [update(4)] }))
    expectEqual(await reopened.append(batch), [4, 4], 'the numbers')
  }),

  durableCase('[S7] bounds are remembered when opened again', async (subject) => {
    await fill(subject.storage, 'a', 4)
    await subject.storage.replacePrefix('a', { sequence: 2, pieces: [] })
    const reopened = await subject.reopen()
    for (const sequence of [1, 2, 5]) {
      const replaced = reopened.replacePrefix('a', { sequence, pieces: [] })
      await expectRejection(replaced, RangeError, `replacePrefix at ${sequence}`)
    }
    await reopened.replacePrefix('a', { sequence: 3, pieces: [bytes(5, 1)] })
    expectEqual((await loadPresent(reopened, 'a')).snapshot?.pieces, [bytes(5, 1)], 'the pieces')
  }),

  durableCase('[S9] a deleted document stays deleted when opened again', async (subject) => {
    await fill(subject.storage, 'a', 30)
    await fill(subject.storage, 'b', 1)
    await subject.storage.delete('a')
    const reopened = await subject.reopen()
    expectEqual(await reopened.load('a'), undefined, 'load')
    expectEqual(await reopened.create('a', 'second', 1), 'second', 'create')
    expectEqual((await loadPresent(reopened, 'a')).records, [], 'the records')
  }),

  durableCase('[S11] a damaged record is reported, and the others are read', async (subject) => {
    await fill(subject.storage, 'a', 5)
    const { records } = await loadPresent(subject.storage, 'a')
    let storage = await subject.reopen()
    await subject.damageRecord('a', 3)
    const others = records.filter((record) => record.sequence !== 3)
    expectEqual(await storage.read('a', 0), others, 'read')
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.records, others, 'the records')
    expectEqual(stored.sequence, 5, 'the last number')
    expectTrue(
      stored.damage.some((damage) => damage.fromSequence <= 3 && damage.toSequence >= 3),
      `record 3 to be reported, got ${JSON.stringify(stored.damage)}`,
    )
    expectEqual(await loadPresent(storage, 'a'), stored, 'a second load')
    storage = await subject.reopen()
    expectEqual(await loadPresent(storage, 'a'), stored, 'load when opened again')
  }),

  durableCase('[S11] a damaged document is appended to, never compacted', async (subject) => {
    await fill(subject.storage, 'a', 3)
    const storage = await subject.reopen()
    await subject.damageRecord('a', 3)
    expectEqual(await storage.append([{ document: 'a', updates: [update(4)] }]), [4], 'append')
    const stored = await loadPresent(storage, 'a')
    expectEqual(stored.records.at(-1), { sequence: 4, updates: [update(4)] }, 'the new record')
    expectTrue(stored.damage.length > 0, 'damage to be reported')
    const replaced = storage.replacePrefix('a', { sequence: 4, pieces: [] })
    await expectRejection(replaced, 'FAILED', 'replacePrefix')
    expectEqual(await storage.load('a'), stored, 'load after a refused snapshot')
  }),

  durableCase('[S14] what was quarantined stays so when opened again', async (subject) => {
    await fill(subject.storage, 'a', 3)
    await subject.storage.quarantine('a', [{ sequence: 2, index: 0, what: 'it throws' }])
    const before = await loadPresent(subject.storage, 'a')
    const reopened = await subject.reopen()
    expectEqual(await loadPresent(reopened, 'a'), before, 'load')
    expectEqual(before.records[1]?.updates[0]?.update, new Uint8Array(0), 'the quarantined update')
  }),

  durableCase('[S17] each opening appends to a branch of its own', async (subject) => {
    await fill(subject.storage, 'a', 3)
    const { branch: first } = subject.storage
    const second = await subject.reopen()
    expectTrue(second.branch !== first, 'another branch')
    const before = [{ name: first, fromSequence: 1 }]
    expectEqual(await second.branches('a'), before, 'the branches before an append')
    for (const number of [4, 5]) {
      await second.append([{ document: 'a', updates: [update(number)] }])
    }
    const both = [...before, { name: second.branch, fromSequence: 4 }]
    expectEqual(await second.branches('a'), both, 'the branches')
    const third = await subject.reopen()
    expectEqual(await third.branches('a'), both, 'the branches when opened again')
  }),

  durableCase('[S11] damage goes with its document', async (subject) => {
    await fill(subject.storage, 'a', 3)
    await fill(subject.storage, 'aa', 3)
    const storage = await subject.reopen()
    await subject.damageRecord('a', 2)
    expectTrue((await loadPresent(storage, 'a')).damage.length > 0, 'damage to be reported')
    expectEqual((await loadPresent(storage, 'aa')).damage, [], 'the damage of the neighbour')
    await storage.delete('a')
    await fill(storage, 'a', 1)
    expectEqual((await loadPresent(storage, 'a')).damage, [], 'the damage of the new history')
  }),
]
