import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Y from 'yjs'
import { runWeft } from './command.ts'
import { emptyFolder } from './weft-process.ts'

/** What a data folder that no server has open holds, by the documents' names: what `weft export` makes of it. */
export async function storedDocuments(data: string): Promise<ReadonlyMap<string, Y.Doc>> {
  const out = join(await emptyFolder(), 'export')
  const { code, stderr } = await runWeft(['export', `--data=${data}`, `--out=${out}`])
  if (code !== 0) throw new Error(`The export ended with ${code}: ${stderr}`)
  const documents = new Map<string, Y.Doc>()
  for (const folder of await readdir(join(out, 'documents'))) {
    const file = (name: string): Promise<Buffer> => readFile(join(out, 'documents', folder, name))
    const facts: unknown = JSON.parse(String(await file('document.json')))
    if (!isNamed(facts)) throw new Error(`The export does not say which document is in ${folder}`)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, await file('state.update'))
    documents.set(facts.document, doc)
  }
  return documents
}

const isNamed = (facts: unknown): facts is { readonly document: string } =>
  typeof facts === 'object' &&
  facts !== null &&
  'document' in facts &&
  typeof facts.document === 'string'
