import { ManualClock } from '@weft/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { type KeyValueStorage, StoredValue } from '../collaboration/stored-value.ts'
import { RECENT_KEY, RecentDocuments } from '../start/recent-documents.ts'
import { Library } from './library.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('what was opened last comes back there, also when another tab has forgotten it meanwhile', async () => {
  const kept = new Map<string, string>()
  const storage: KeyValueStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }
  const recent = new RecentDocuments(new StoredValue(RECENT_KEY, () => storage))
  recent.opened('plan', 1_000, 'The plan')
  vi.stubGlobal('fetch', (_path: string, { method }: RequestInit = {}) => {
    // The tab that has it open hears of the deletion before we have our answer.
    if (method === 'DELETE') recent.removed('plan')
    return Promise.resolve(Response.json({ document: 'plan', deletedMs: 2_000 }))
  })
  const library = new Library(recent, 'ws://host', new ManualClock())
  await library.delete({ name: 'plan', title: 'The plan' })
  expect(recent.get()).toEqual([])
  library.notices.get()?.undo?.()
  expect(recent.get()).toEqual([{ name: 'plan', title: 'The plan', openedMs: 1_000 }])
  library.stop()
})
