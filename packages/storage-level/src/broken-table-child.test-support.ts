import { cpSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { StorageError, type StoredDocument } from '@weft/storage'

import { openLevelStorage } from './index.ts'
import { bytesText, recordText } from './record-text.test-support.ts'

/** What was read at one offset. */
export type Reading =
  | { readonly offset: number; readonly refused: string }
  | { readonly offset: number; readonly documents: readonly DocumentText[] }

export interface DocumentText {
  readonly epoch: string
  readonly sequence: number
  readonly damaged: boolean
  readonly pieces: readonly string[]
  readonly records: readonly string[]
}

function textOf(stored: StoredDocument | undefined): DocumentText {
  return {
    epoch: stored?.epoch ?? '',
    sequence: stored?.sequence ?? 0,
    damaged: (stored?.damage.length ?? 0) > 0,
    pieces: stored?.snapshot?.pieces.map(bytesText) ?? [],
    records: stored?.records.map(recordText) ?? [],
  }
}

/** Copies the storage, flips a byte of its table, opens it and reads both documents. */
async function readBroken(original: string, table: string, offset: number): Promise<Reading> {
  const path = `${original}-broken`
  rmSync(path, { recursive: true, force: true })
  cpSync(original, path, { recursive: true })
  const file = join(path, 'db', table)
  const bytes = readFileSync(file)
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x41
  writeFileSync(file, bytes)
  try {
    const storage = await openLevelStorage({ path, minFreeBytes: 0 })
    try {
      return {
        offset,
        documents: [textOf(await storage.load('a')), textOf(await storage.load('b'))],
      }
    } finally {
      await storage.close()
    }
  } catch (error) {
    if (error instanceof StorageError) return { offset, refused: error.message }
    throw error
  }
}

const [, , original = '', table = '', ...offsets] = process.argv
for (const offset of offsets) {
  const reading = await readBroken(original, table, Number(offset))
  writeSync(1, `${JSON.stringify(reading)}\n`)
}
