import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as Y from 'yjs'
import { WEFT } from './start-weft.mjs'

/** What a data folder that no server has open holds, by the documents' names: what `weft export` makes of it. */
export async function storedDocuments(data) {
  const folder = await mkdtemp(join(tmpdir(), 'weft-export-'))
  const out = join(folder, 'export')
  try {
    await promisify(execFile)(process.execPath, [WEFT, 'export', '--data', data, '--out', out])
    const documents = new Map()
    for (const name of await readdir(join(out, 'documents'))) {
      const file = (path) => readFile(join(out, 'documents', name, path))
      const { document } = JSON.parse(String(await file('document.json')))
      const doc = new Y.Doc()
      Y.applyUpdate(doc, await file('state.update'))
      documents.set(document, doc)
    }
    return documents
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
