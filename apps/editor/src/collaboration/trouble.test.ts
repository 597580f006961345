import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Observable } from './observable.ts'
import type { Status, StatusKind, StatusTone } from './save-status.ts'
import { announceTrouble, Trouble } from './trouble.ts'

const status = (kind: StatusKind, tone: StatusTone, unsavedChanges = 0): Status => ({
  kind,
  tone,
  unsavedChanges,
  keptIn: 'device',
  hasContent: true,
  canWrite: true,
})
const lost = status('reconnecting', 'warning')
const saved = status('saved', 'calm')

function watch() {
  const clock = new ManualClock()
  const now = new Observable(saved)
  const trouble = new Trouble(now, clock)
  const said: string[] = []
  const words = { begins: ({ kind }: Status) => kind, isOver: () => 'over' }
  announceTrouble(trouble, now, words, (text) => said.push(text))
  return { clock, now, trouble, said }
}

test('a trouble that passes in three seconds is not told', async () => {
  const { clock, now, trouble, said } = watch()
  now.set(lost)
  await clock.advance(2_999)
  now.set(saved)
  await clock.advance(10_000)
  expect(trouble.get()).toBeUndefined()
  expect(said).toEqual([])
})

test('one that lasts is told, and again only when it becomes another', async () => {
  const { clock, now, trouble, said } = watch()
  now.set(lost)
  await clock.advance(1_000)
  now.set(status('offline', 'warning'))
  await clock.advance(2_000)
  expect(trouble.get()?.kind).toBe('offline')
  now.set(status('offline', 'warning', 1))
  now.set(status('offline', 'warning', 2))
  expect(trouble.get()?.unsavedChanges).toBe(2)
  now.set(lost)
  expect(said).toEqual(['offline', 'reconnecting'])
})

test('once everything has come through, it is told once that it is over', async () => {
  const { clock, now, trouble, said } = watch()
  now.set(lost)
  await clock.advance(3_000)
  now.set(status('syncing', 'busy', 12))
  expect(trouble.get()).toBeUndefined()
  expect(said).toEqual(['reconnecting'])
  now.set(saved)
  now.set(status('saving', 'busy', 1))
  now.set(saved)
  expect(said).toEqual(['reconnecting', 'over'])
})

test('what will not go away by itself is told at once', () => {
  const { now, trouble } = watch()
  now.set(status('no-access', 'stopped'))
  expect(trouble.get()?.kind).toBe('no-access')
})

test('once destroyed, nothing is watched and no timer left', async () => {
  const { clock, now, trouble } = watch()
  now.set(lost)
  trouble.destroy()
  now.set(status('no-access', 'stopped'))
  expect(clock.pending).toBe(0)
  expect(trouble.get()).toBeUndefined()
})
