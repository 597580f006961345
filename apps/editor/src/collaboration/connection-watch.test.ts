import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { ConnectionWatch } from './connection-watch.ts'
import { Observable } from './observable.ts'
import type { ProviderFacts } from './provider-facts.ts'

function watch() {
  const clock = new ManualClock()
  const provider = new Observable<ProviderFacts>({
    connection: 'connecting',
    synced: false,
    saveState: 'saved',
    unsavedChanges: 0,
    keptIn: 'device',
    failures: 0,
    canWrite: true,
    closed: undefined,
    isFull: false,
    historyChanged: false,
  })
  const online = new Observable(true)
  const content = new Observable(false)
  const status = new ConnectionWatch({ provider, online, content }, clock)
  const shown: string[] = [status.get().kind]
  status.subscribe(() => {
    const { kind } = status.get()
    if (kind !== shown.at(-1)) shown.push(kind)
  })
  return {
    clock,
    online,
    status,
    shown,
    facts: (facts: Partial<ProviderFacts>) => provider.set({ ...provider.get(), ...facts }),
  }
}
const joined = { connection: 'connected', synced: true } as const
const unsaved = (unsavedChanges: number) => ({ saveState: 'saving', unsavedChanges }) as const
const saved = { saveState: 'saved', unsavedChanges: 0 } as const

test('it opens as saved, without a flicker', () => {
  const { facts, shown } = watch()
  facts({ connection: 'connected' })
  facts(joined)
  expect(shown).toEqual(['connecting', 'saved'])
})

test('a confirmation that does not come in ten seconds is told', async () => {
  const { facts, shown, clock, status } = watch()
  facts(joined)
  facts(unsaved(2))
  await clock.advance(9_999)
  expect(shown.at(-1)).toBe('saving')
  await clock.advance(1)
  expect(status.get()).toMatchObject({ kind: 'not-saved', unsavedChanges: 2 })
  facts(saved)
  expect(shown.at(-1)).toBe('saved')
})

test('what was written without a connection is synced first, and is not late for the time without', async () => {
  const { facts, shown, clock, status } = watch()
  facts(joined)
  facts({ connection: 'disconnected', synced: false, saveState: 'offline', unsavedChanges: 12 })
  await clock.advance(60_000)
  facts({ connection: 'connected' })
  expect(status.get()).toMatchObject({ kind: 'syncing', unsavedChanges: 12 })
  facts({ synced: true, saveState: 'saving' })
  await clock.advance(9_999)
  expect(status.get().kind).toBe('syncing')
  await clock.advance(1)
  expect(status.get().kind).toBe('not-saved')
  facts(saved)
  facts(unsaved(1))
  expect(shown.slice(2)).toEqual(['reconnecting', 'syncing', 'not-saved', 'saved', 'saving'])
})

test('somebody who types for a minute, each edit confirmed late, is not told that nothing is saved', async () => {
  const { facts, shown, clock } = watch()
  facts(joined)
  facts(unsaved(4))
  for (let second = 0; second < 60; second++) {
    await clock.advance(500)
    facts(unsaved(5))
    await clock.advance(500)
    facts(unsaved(4))
  }
  expect(shown).toEqual(['connecting', 'saved', 'saving'])
})

test('a half-open connection with the browser offline is called offline once an edit gets no answer', async () => {
  const { facts, shown, clock, online } = watch()
  facts(joined)
  online.set(false)
  expect(shown.at(-1)).toBe('saved')
  facts(unsaved(1))
  await clock.advance(1_000)
  expect(shown.at(-1)).toBe('offline')
  online.set(true)
  expect(shown.at(-1)).toBe('saving')
})

test('a lost connection is told at once, and what waits is counted', () => {
  const { facts, status } = watch()
  facts(joined)
  facts({ connection: 'disconnected', synced: false, saveState: 'offline', unsavedChanges: 3 })
  expect(status.get()).toMatchObject({ kind: 'reconnecting', unsavedChanges: 3 })
})

test('against a server that never confirms nothing is counted, connected or not', () => {
  const { facts, status } = watch()
  facts({ ...joined, saveState: 'unknown', unsavedChanges: 7 })
  expect(status.get()).toMatchObject({ kind: 'unconfirmed', unsavedChanges: undefined })
  facts({ connection: 'disconnected', synced: false, saveState: 'offline' })
  expect(status.get()).toMatchObject({ kind: 'reconnecting', unsavedChanges: undefined })
})

test('once destroyed, nothing is watched and no timer left', () => {
  const { facts, status, shown, clock } = watch()
  facts(joined)
  facts(unsaved(1))
  status.destroy()
  facts({ connection: 'disconnected' })
  expect(shown.at(-1)).toBe('saving')
  expect(clock.pending).toBe(0)
})
