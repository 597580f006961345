import { writeSync } from 'node:fs'

import { type DocumentStorage, StorageError } from '@weft/storage'

import { CHILD_DOCUMENTS, childPieces, childUpdate } from './crash-content.test-support.ts'
import { openLevelStorage } from './index.ts'

/** What to do until killed; `try` opens the storage, and ends. */
export type ChildTask = 'append' | 'compact' | 'delete' | 'replace' | 'hold' | 'try'

// Not a stream: what was said must be out when the process is killed.
function say(line: string): void {
  writeSync(1, `${line}\n`)
}

/** Appends to all documents at once, several batches under way, and says what was acknowledged. */
async function append(storage: DocumentStorage): Promise<void> {
  const [first] = CHILD_DOCUMENTS
  let next = ((await storage.load(first))?.sequence ?? 0) + 1
  const lane = async (): Promise<void> => {
    for (;;) {
      const updates = [childUpdate(next)]
      next += 1
      const numbers = await storage.append(
        CHILD_DOCUMENTS.map((document) => ({ document, updates })),
      )
      say(`appended ${numbers.join(' ')}`)
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

async function compact(storage: DocumentStorage): Promise<void> {
  for (;;) {
    for (const document of CHILD_DOCUMENTS) {
      const stored = await storage.load(document)
      const sequence = stored?.sequence ?? 0
      if (sequence <= (stored?.snapshot?.sequence ?? 0)) continue
      await storage.replacePrefix(document, { sequence, pieces: childPieces(sequence) })
      say(`compacted ${document} ${sequence}`)
    }
  }
}

/** Deletes a document with many rows and creates it anew, over and over. */
async function recreate(storage: DocumentStorage): Promise<void> {
  for (let life = 0; ; life++) {
    await storage.create('c', `life ${life}`, 1)
    say(`created ${life}`)
    const updates = [childUpdate(life)]
    await storage.append(Array.from({ length: 1500 }, () => ({ document: 'c', updates })))
    await storage.delete('c')
    say(`deleted ${life}`)
  }
}

/** Replaces a document's history, over and over, with more and less of it. */
async function replace(storage: DocumentStorage): Promise<void> {
  for (let life = 0; ; life++) {
    await storage.replace('c', {
      epoch: `life ${life}`,
      createdMs: life,
      changedMs: life,
      pieces: childPieces(life),
      records: Array.from({ length: 1 + (life % 3) * 500 }, () => [childUpdate(life)]),
    })
    say(`replaced ${life}`)
  }
}

async function main(task: string, path: string): Promise<void> {
  const storage = await openLevelStorage({ path })
  say('opened')
  for (const document of CHILD_DOCUMENTS) await storage.create(document, `epoch ${document}`, 1)
  if (task === 'append') await append(storage)
  if (task === 'compact') await Promise.all([append(storage), compact(storage)])
  if (task === 'replace') await replace(storage)
  if (task === 'delete') await recreate(storage)
  // Keeps the process alive.
  if (task === 'hold') setInterval(() => {}, 1000)
}

const [, , task, path] = process.argv
if (task !== undefined && path !== undefined) {
  main(task, path).catch((error: unknown) => {
    say(
      `failed ${error instanceof StorageError ? `${error.code} ${error.message}` : String(error)}`,
    )
    process.exitCode = 1
  })
}
