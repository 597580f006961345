import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { Level } from 'level'
import { expect, test, vi } from 'vitest'

import { temporaryFolder } from '../temporary-folder.test-support.ts'
import { checkTable } from './table-file.ts'

vi.setConfig({ testTimeout: 60_000 })

const ROWS = 300

/** A database with all its rows in one table. */
async function make(compression: boolean) {
  const folder = await temporaryFolder()
  const level = new Level<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  })
  await level.open()
  for (let at = 0; at < ROWS; at++) {
    const value = new Uint8Array(200).map((_, index) =>
      compression ? at : (at * 31 + index * 17) ^ (index * at),
    )
    await level.put(Uint8Array.of(1, 2, at >> 8, at & 0xff), value)
  }
  await level.close()
  const again = new Level(folder)
  await again.open()
  await again.close()
  const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.ldb'))
  return { folder, name, table: new Uint8Array(await readFile(join(folder, name))) }
}

/** The numbers of the rows that LevelDB reads, from the front and one by one. */
async function rowsIn(folder: string): Promise<readonly number[]> {
  const level = new Level<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  })
  await level.open()
  const scanned: number[] = []
  for await (const key of level.keys()) scanned.push((key[2] ?? 0) * 256 + (key[3] ?? 0))
  for (const at of scanned) {
    expect(await level.get(Uint8Array.of(1, 2, at >> 8, at & 0xff))).toHaveLength(200)
  }
  await level.close()
  return scanned
}

test.each([true, false])(
  'a table with a wrong byte keeps its other blocks (packed: %s)',
  async (packed) => {
    const { folder, name, table } = await make(packed)
    expect(checkTable(table)).toEqual({ is: 'whole' })
    let unnoticed = 0
    for (let at = 0; at < table.length; at += Math.ceil(table.length / 20)) {
      const bytes = new Uint8Array(table)
      bytes[at] = (bytes[at] ?? 0) ^ 0x41
      const checked = checkTable(bytes)
      if (checked.is === 'whole') {
        unnoticed += 1
        continue
      }
      if (checked.rest === undefined) throw new Error(`nothing is left at ${at}`)
      expect(checkTable(checked.rest, table.length), `byte ${at}`).toEqual({ is: 'whole' })
      await writeFile(join(folder, name), checked.rest)
      const rows = await rowsIn(folder)
      // A block of 4 KiB has some 20 rows; packed, some 20, too, for they are counted before.
      expect(rows.length, `byte ${at}`).toBeGreaterThanOrEqual(ROWS - 40)
      await writeFile(join(folder, name), table)
    }
    // Only the padding of the footer says nothing.
    expect(unnoticed).toBeLessThan(3)
    await rm(folder, { recursive: true })
  },
)

test('a table that was cut off gives the blocks before the cut', async () => {
  const { folder, name, table } = await make(false)
  for (const share of [0.3, 0.6, 0.95]) {
    const cut = table.slice(0, Math.floor(table.length * share))
    const checked = checkTable(cut, table.length)
    if (checked.is !== 'damaged' || checked.rest === undefined) throw new Error('nothing is left')
    await writeFile(join(folder, name), checked.rest)
    const rows = await rowsIn(folder)
    expect(rows).toEqual(rows.map((_, index) => index))
    expect(rows.length).toBeGreaterThan(ROWS * share - 40)
  }
  await rm(folder, { recursive: true })
})

test('what is no table has nothing left', () => {
  expect(checkTable(new Uint8Array(1000).fill(7))).toMatchObject({ is: 'damaged', rest: undefined })
  expect(checkTable(new Uint8Array(0), 100)).toMatchObject({ is: 'damaged', rest: undefined })
})
