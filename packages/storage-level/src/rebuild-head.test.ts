import { expect, test } from 'vitest'

import type { Row, View } from './database.ts'
import { encodeHead, newHead } from './head-row.ts'
import { birthKey, type KeyRange, recordKey } from './keys.ts'
import { levelError } from './faulty-database.test-support.ts'
import { rebuildHead } from './rebuild-head.ts'
import { encodeUpdates, numberRecord } from './record-row.ts'

/** The rows of a damaged file: LevelDB finds each alone, and in bulk only the first few. */
function damagedView(all: readonly Row[], inBulk: number, end: () => void): View {
  const within = ({ from, before }: KeyRange) =>
    all.filter(({ key }) => Buffer.compare(key, from) >= 0 && Buffer.compare(key, before) < 0)
  return {
    get: async (key) => all.find((row) => Buffer.compare(row.key, key) === 0)?.value,
    rows: async function* (range) {
      yield within(range).slice(0, inBulk)
      end()
    },
    firstKeys: async (range, limit) =>
      within(range)
        .slice(0, limit)
        .map(({ key }) => key),
    lastKey: async (range) => within(range).at(-1)?.key,
    close: async () => {},
  }
}

const records: readonly Row[] = [1, 2, 3, 4].map((sequence) => {
  const key = recordKey('a', sequence)
  const updates = [{ update: Uint8Array.of(1), user: undefined, timeMs: 100 * sequence }]
  return { key, value: numberRecord(key, encodeUpdates(updates), sequence, 0) }
})

const birth: Row = {
  key: birthKey('a'),
  value: encodeHead(birthKey('a'), newHead('epoch', 50)),
}

const corruption = (): never => {
  throw levelError('Corruption: bad block', 'LEVEL_CORRUPTION')
}

test('[S11] the last number is found from behind where the way from the front ends early', async () => {
  for (const end of [() => {}, corruption]) {
    const { head } = await rebuildHead(damagedView([...records, birth], 2, end), 'a', 'lost')
    expect(head).toMatchObject({ epoch: 'epoch', createdMs: 50, sequence: 4, changedMs: 400 })
  }
})

test('[S11] no head is made of a log whose end cannot be found', async () => {
  const spoilt = { key: recordKey('a', 5), value: Uint8Array.of(1) }
  const view = damagedView([...records, spoilt, birth], 2, corruption)
  await expect(rebuildHead(view, 'a', 'lost')).rejects.toThrow('Corruption')
})

test('[S11] nothing proves a document that has not one row that can be trusted', async () => {
  const spoilt = { key: recordKey('a', 1), value: Uint8Array.of(1) }
  const nothing = await rebuildHead(
    damagedView([spoilt], 9, () => {}),
    'a',
    'lost',
  )
  expect(nothing).toMatchObject({ proven: false, head: { epoch: 'lost', createdMs: 0 } })
  for (const row of [birth, records[0]]) {
    const rows = row === undefined ? [] : [row]
    const { proven } = await rebuildHead(
      damagedView(rows, 9, () => {}),
      'a',
      'lost',
    )
    expect(proven).toBe(true)
  }
})
