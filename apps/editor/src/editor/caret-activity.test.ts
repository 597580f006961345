import { ManualClock } from '@weft/testkit'
import { expect, onTestFinished, test } from 'vitest'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { CaretActivity } from './caret-activity.ts'

function watch() {
  const clock = new ManualClock()
  const [own, other] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())]
  let changes = 0
  const activity = new CaretActivity(own, clock, () => (changes += 1))
  const publish = (fields: object) => {
    other.setLocalState({ ...other.getLocalState(), ...fields })
    applyAwarenessUpdate(own, encodeAwarenessUpdate(other, [other.clientID]), 'test')
  }
  onTestFinished(() => {
    activity.destroy()
    own.destroy()
    other.destroy()
  })
  const look = () => [activity.isMoving(id), activity.isResting(id)]
  const id = other.clientID
  return { clock, own, id, activity, publish, look, changes: () => changes }
}
const at = (clock: number) => ({ cursor: { anchor: clock, head: clock } })

test('a name shows for two seconds after a movement, and a selection for ten', async () => {
  const { clock, publish, look } = watch()
  publish(at(1))
  expect(look()).toEqual([true, false])
  await clock.advance(1_999)
  expect(look()).toEqual([true, false])
  await clock.advance(1)
  expect(look()).toEqual([false, false])
  await clock.advance(7_999)
  expect(look()).toEqual([false, false])
  await clock.advance(1)
  expect(look()).toEqual([false, true])
  publish(at(2))
  expect(look()).toEqual([true, false])
})

test('what else somebody publishes is no movement', async () => {
  const { clock, publish, look, changes } = watch()
  publish(at(1))
  await clock.advance(3_000)
  const before = changes()
  publish({ away: true, user: { name: 'Ada' } })
  expect(look()).toEqual([false, false])
  expect(changes()).toBe(before)
})

test('whoever is seen for the first time shows their name, however long ago they came', async () => {
  const { clock, activity, id, publish, look } = watch()
  publish(at(1))
  await clock.advance(60_000)
  activity.see(id)
  expect(look()).toEqual([true, false])
  await clock.advance(2_000)
  activity.see(id)
  expect(look()).toEqual([false, false])
})

test('who has left leaves nothing behind', async () => {
  const { clock, own, id, publish, look } = watch()
  publish(at(1))
  removeAwarenessStates(own, [id], 'test')
  expect(look()).toEqual([false, true])
  expect(clock.pending).toBe(0)
})
