import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLevelStorage } from '@weft/storage-level'
import { Typist } from '../typist.ts'
import type { Workload } from '../workload.ts'

const DOCUMENTS = 100

/** What has been typed in many documents comes to disk together. */
export const appendBatch: Workload = {
  name: 'a batch of 100 documents to LevelDB',
  prepare: async (rounds) => {
    const path = await mkdtemp(join(tmpdir(), 'weft-instructions-'))
    const storage = await openLevelStorage({ path })
    const documents = Array.from({ length: DOCUMENTS }, (_, index) => `document-${index}`)
    for (const document of documents) await storage.create(document, 'epoch', 0)
    const typists = documents.map((_, index) => new Typist(index))
    const batches = Array.from({ length: rounds }, (_, round) =>
      typists.map((typist, index) => ({
        document: documents[index] ?? '',
        updates: [{ update: typist.type(), user: undefined, timeMs: 1_700_000_000_000 + round }],
      })),
    )
    let sequences: readonly number[] = []
    return {
      async play(round) {
        sequences = await storage.append(batches[round] ?? [])
      },
      async end() {
        if (sequences.some((sequence) => sequence !== rounds))
          throw new Error(`Not all is stored: ${sequences.join(' ')}`)
        await storage.close()
        await rm(path, { recursive: true })
      },
    }
  },
}
