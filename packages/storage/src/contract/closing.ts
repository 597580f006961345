import type { DocumentStorage } from '../document-storage.ts'
import { contractCase } from './case.ts'
import { expectEqual, expectRejection } from './expect.ts'
import { fill, update } from './sample.ts'

async function expectClosed(storage: DocumentStorage): Promise<void> {
  const batch = [{ document: 'a', updates: [update(1)] }]
  await expectRejection(storage.create('b', 'epoch', 1), 'CLOSED', 'create')
  await expectRejection(storage.load('a'), 'CLOSED', 'load')
  await expectRejection(storage.read('a', 0), 'CLOSED', 'read')
  await expectRejection(storage.append(batch), 'CLOSED', 'append')
  await expectRejection(storage.append([]), 'CLOSED', 'append of nothing')
  const replaced = storage.replacePrefix('a', { sequence: 1, pieces: [] })
  await expectRejection(replaced, 'CLOSED', 'replacePrefix')
  const history = { epoch: 'e', createdMs: 1, changedMs: 1, pieces: [], records: [] }
  await expectRejection(storage.replace('a', history), 'CLOSED', 'replace')
  await expectRejection(storage.branches('a'), 'CLOSED', 'branches')
  await expectRejection(storage.quarantine('a', []), 'CLOSED', 'quarantine')
  await expectRejection(storage.list(), 'CLOSED', 'list')
  await expectRejection(storage.delete('a'), 'CLOSED', 'delete')
}

/** Closing. */
export const closingCases = [
  contractCase('[S12] every operation after close rejects', async ({ storage }) => {
    await fill(storage, 'a', 1)
    await storage.close()
    await expectClosed(storage)
  }),

  contractCase('[S12] every operation rejects as soon as close has begun', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 1)
    const closed = storage.close()
    await expectClosed(storage)
    await closed
  }),

  contractCase('[S12] close waits for what has begun', async ({ storage }) => {
    await fill(storage, 'a', 3)
    const done: string[] = []
    const note = (what: string, operation: Promise<unknown>): Promise<unknown> =>
      operation.then(() => done.push(what))
    const operations = [
      note('append', storage.append([{ document: 'a', updates: [update(4)] }])),
      note('create', storage.create('b', 'epoch', 1)),
      note('load', storage.load('a')),
      note('read', storage.read('a', 0)),
      note('list', storage.list()),
      note('replacePrefix', storage.replacePrefix('a', { sequence: 2, pieces: [] })),
      note('delete', storage.delete('never')),
    ]
    await Promise.all([storage.close().then(() => done.push('close')), ...operations])
    expectEqual(done.at(-1), 'close', 'the last to finish')
    expectEqual(done.length, operations.length + 1, 'the number that finished')
  }),

  contractCase('[S12] closing twice is harmless', async ({ storage }) => {
    await fill(storage, 'a', 1)
    await Promise.all([storage.close(), storage.close()])
    await storage.close()
  }),
]
