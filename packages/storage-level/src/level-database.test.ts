import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Database } from './database.ts'
import { openLevelDatabase } from './level-database.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

const ROWS = 2_000

let folder: string
let database: Database

beforeEach(async () => {
  folder = await temporaryFolder()
  database = await openLevelDatabase(join(folder, 'database'), { createIfMissing: true })
  const writes = Array.from({ length: ROWS }, (_, number) => ({ key: key(number), value: key(0) }))
  await database.batch(writes, { sync: false })
})

afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

function key(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 0xff)
}

function numberOf([high = 0, low = 0]: Uint8Array): number {
  return (high << 8) | low
}

async function chunksOf(limit?: number): Promise<readonly (readonly number[])[]> {
  const view = database.view()
  const chunks: (readonly number[])[] = []
  for await (const chunk of view.rows({ from: key(0), before: key(ROWS) }, limit)) {
    chunks.push(chunk.map((row) => numberOf(row.key)))
  }
  await view.close()
  return chunks
}

test('rows come in order and once, in chunks that begin small: an iterator keeps the room that it was asked for', async () => {
  const chunks = await chunksOf()
  expect(chunks.flat()).toEqual(Array.from({ length: ROWS }, (_, number) => number))
  expect(chunks.map(({ length }) => length)).toEqual([16, 64, 256, 500, 500, 500, 164])
})

test('no more rows come than were asked for', async () => {
  expect((await chunksOf(100)).map(({ length }) => length)).toEqual([16, 64, 20])
})
