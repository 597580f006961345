import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import type { ArchivedDocument } from '../archive/archive-item.ts'
import { importDocument } from './import-document.ts'
import { openFolder } from './open-folder.ts'

function archived(document: string): ArchivedDocument {
  const facts = { document, epoch: '', sequence: 0, createdMs: 1, changedMs: 1, damage: [] }
  const update = Y.encodeStateAsUpdate(new Y.Doc())
  return { is: 'document', facts, content: { is: 'state', update } }
}

test.each(['_weft/notes', '/_weft/view/notes', '_WEFT'])(
  'nothing comes by the name %s, by which nobody could open it',
  async (name) => {
    const data = await mkdtemp(join(tmpdir(), 'weft-care-'))
    const { folder, close } = await openFolder(data, true)
    onTestFinished(async () => {
      await close()
      await rm(data, { recursive: true })
    })
    expect(await importDocument(folder, archived(name), 'refuse')).toMatchObject({
      is: 'failed',
      because: expect.stringMatching(/the server’s own; give it another with --as$/),
    })
    expect(await folder.storage.load(name)).toBeUndefined()
  },
)
