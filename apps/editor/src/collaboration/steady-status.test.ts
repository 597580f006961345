import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Observable } from './observable.ts'
import type { Status, StatusKind } from './save-status.ts'
import { SteadyStatus } from './steady-status.ts'

function look(kind: StatusKind) {
  const clock = new ManualClock()
  const truth = new Observable(status(kind))
  const steady = new SteadyStatus(truth, clock)
  const shown: string[] = [steady.get().kind]
  steady.subscribe(() => shown.push(steady.get().kind))
  return { clock, steady, shown, set: (next: StatusKind) => truth.set(status(next)) }
}
const status = (kind: StatusKind): Status => ({
  kind,
  tone: 'calm',
  unsavedChanges: 0,
  keptIn: 'device',
  hasContent: true,
  canWrite: true,
})

test('whose server answers each keystroke at once sees no word change', async () => {
  const { clock, shown, set } = look('saved')
  for (let keystroke = 0; keystroke < 20; keystroke += 1) {
    set('saving')
    await clock.advance(20)
    set('saved')
    await clock.advance(100)
  }
  expect(shown).toEqual(['saved'])
  expect(clock.pending).toBe(0)
})

test('it says saving once changes wait for 300 ms, and saved once nothing waits for as long', async () => {
  const { clock, shown, set } = look('saved')
  set('saving')
  await clock.advance(299)
  expect(shown).toEqual(['saved'])
  await clock.advance(1)
  expect(shown).toEqual(['saved', 'saving'])
  set('saved')
  await clock.advance(100)
  set('saving')
  await clock.advance(100)
  set('saved')
  await clock.advance(299)
  expect(shown).toEqual(['saved', 'saving'])
  await clock.advance(1)
  expect(shown).toEqual(['saved', 'saving', 'saved'])
})

test('everything else shows at once, and what follows a trouble does too', async () => {
  const { clock, shown, set } = look('saved')
  set('saving')
  set('offline')
  set('syncing')
  expect(shown).toEqual(['saved', 'offline', 'syncing'])
  set('saved')
  await clock.advance(300)
  expect(shown).toEqual(['saved', 'offline', 'syncing', 'saved'])
})

test('once destroyed, nothing is watched and no timer left', async () => {
  const { clock, steady, shown, set } = look('saved')
  set('saving')
  steady.destroy()
  set('offline')
  expect(clock.pending).toBe(0)
  expect(shown).toEqual(['saved'])
})
