import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { ArchivedDocument } from '../archive/archive-item.ts'
import type { DataFolder } from './data-folder.ts'
import { deleteDocument } from './delete-document.ts'
import { importDocument } from './import-document.ts'
import { openFolder } from './open-folder.ts'
import type { Outcome } from './outcome.ts'

/** A data folder with the document `notes`, which says `before`. */
async function folderWithNotes(): Promise<DataFolder> {
  const data = await mkdtemp(join(tmpdir(), 'weft-care-'))
  const opened = await openFolder(data, true)
  onTestFinished(async () => {
    await opened.close()
    await rm(data, { recursive: true })
  })
  const builder: DataFolder['builder'] = {
    // In the last piece there are deletions, and what waits.
    compact: async (updates) => [...updates, Y.encodeStateAsUpdate(new Y.Doc())],
    merge: async (updates) => Y.mergeUpdates([...updates]),
  }
  const folder = { ...opened.folder, builder }
  expect(await importDocument(folder, notes('before'), 'refuse')).toMatchObject({ is: 'done' })
  return folder
}

function notes(text: string): ArchivedDocument {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  const facts = {
    document: 'notes',
    epoch: '',
    sequence: 0,
    createdMs: 1,
    changedMs: 1,
    damage: [],
  }
  return { is: 'document', facts, content: { is: 'state', update: Y.encodeStateAsUpdate(doc) } }
}

async function outcomesOf(outcomes: AsyncIterable<Outcome>): Promise<Outcome[]> {
  const all: Outcome[] = []
  for await (const outcome of outcomes) all.push(outcome)
  return all
}

test('a document that is brought in while it is being deleted stays, and who deletes it is told', async () => {
  const folder = await folderWithNotes()
  const withoutRoom: DataFolder['withoutRoom'] = async (name, job) => {
    expect(await importDocument(folder, notes('after'), 'replace')).toMatchObject({ is: 'done' })
    await folder.withoutRoom(name, job)
  }
  expect(await outcomesOf(deleteDocument({ ...folder, withoutRoom }, 'notes'))).toEqual([
    expect.objectContaining({ is: 'failed', because: expect.stringContaining('meanwhile') }),
  ])
  expect(folder.deletions.of('notes')).toBeUndefined()
  expect((await folder.storage.load('notes'))?.snapshot).toBeDefined()
})

test('one that is deleted is gone, and its name stays in the list of what was deleted', async () => {
  const folder = await folderWithNotes()
  const [outcome] = await outcomesOf(deleteDocument(folder, 'notes'))
  expect(outcome).toMatchObject({ is: 'done', name: 'notes' })
  expect(folder.deletions.of('notes')?.removedMs).toBeDefined()
  expect(await folder.storage.load('notes')).toBeUndefined()
})

test.each([
  ['it was marked as deleted', 'nothing', /^EIO: no\. Whether it is deleted .* not known;/],
  ['its content was removed', 'content', /^EIO: no\. It is deleted .* content .* not known;/],
  ['that was noted', 'note', /^EIO: no\. It is deleted and its content has left the storage/],
] as const)(
  'one whose write fails as %s, on disk or not, is told as it is, and can be deleted again',
  async (_, where, because) => {
    const folder = await folderWithNotes()
    const { storage, deletions } = folder
    const calls = {
      nothing: vi.spyOn(deletions, 'mark'),
      content: vi.spyOn(storage, 'delete'),
      note: vi.spyOn(deletions, 'removed'),
    }
    calls[where].mockRejectedValueOnce(new Error('EIO: no'))
    expect(await outcomesOf(deleteDocument(folder, 'notes'))).toEqual([
      expect.objectContaining({ is: 'failed', because: expect.stringMatching(because) }),
    ])
    expect(folder.deletions.of('notes') === undefined).toBe(where === 'nothing')
    const [again] = await outcomesOf(deleteDocument(folder, 'notes'))
    expect(again?.is).toBe(where === 'note' ? 'same' : 'done')
    expect(await storage.load('notes')).toBeUndefined()
    expect(folder.deletions.of('notes')?.removedMs).toBeDefined()
  },
)
