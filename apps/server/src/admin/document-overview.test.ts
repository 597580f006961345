import type { RoomInspection } from '@weft/server'
import { expect, test } from 'vitest'
import { DocumentOverviews, type OverviewQuery } from './document-overview.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NOW_DAY = 1000

const all: OverviewQuery = {
  search: '',
  kind: 'stored',
  sort: 'changed',
  idleMs: undefined,
  from: 0,
  limit: 10,
}

/** Documents that were changed on these days, opened on those, and have a room now. */
function overviews(
  changed: Readonly<Record<string, number>>,
  opened: Readonly<Record<string, number>> = {},
  open: readonly string[] = [],
) {
  const rooms = open.map((document) => ({ document, state: 'live', peers: 1 }) as RoomInspection)
  const documents = Object.entries(changed)
    .map(([document, day]) => ({ document, sizeBytes: 10, sequence: 1, changedMs: day * DAY_MS }))
    .sort((one, other) => other.changedMs - one.changedMs)
  return new DocumentOverviews({
    server: { inspect: () => ({ rooms }) },
    index: { all: async () => documents },
    titles: { of: () => undefined },
    deletions: { of: (name) => (name === 'deleted' ? { deletedMs: 1 } : undefined) },
    idle: {
      openedMs: (name) => {
        const day = opened[name]
        return day === undefined ? undefined : day * DAY_MS
      },
    },
    readOnly: { has: () => false },
    damaged: { has: () => false },
    now: () => NOW_DAY * DAY_MS,
  })
}

async function names(
  of: DocumentOverviews,
  query: Partial<OverviewQuery>,
): Promise<readonly string[]> {
  return (await of.list({ ...all, ...query })).documents.map(({ document }) => document)
}

const days = (count: number) => ({ idleMs: count * DAY_MS, sort: 'used' }) as const

test('documents that nobody has used for so long are found, the longest unused first', async () => {
  const changed = { a: 900, b: 890, c: 999, opened: 800, open: 700, deleted: 100 }
  const found = overviews(changed, { opened: 950, b: 880, a: 910 }, ['open'])
  expect(await names(found, days(90))).toEqual(['b', 'a'])
  expect(await names(found, days(110))).toEqual(['b'])
  expect(await names(found, days(111))).toEqual([])
  expect(await names(found, days(0))).toEqual(['b', 'a', 'opened', 'c'])
})

test('a document is told with its last use, be it a change or an opening', async () => {
  const found = overviews({ a: 900, b: 890 }, { a: 910, b: 880 })
  const { documents } = await found.list({ ...all, sort: 'used' })
  expect(documents.map(({ document, usedMs }) => [document, usedMs])).toEqual([
    ['b', 890 * DAY_MS],
    ['a', 910 * DAY_MS],
  ])
})
