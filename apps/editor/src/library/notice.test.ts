import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { NOTICE_MS, Notices } from './notice.ts'

function start() {
  const clock = new ManualClock()
  return { clock, notices: new Notices(clock) }
}

test('a notice goes after a while', async () => {
  const { clock, notices } = start()
  notices.show('Deleted.')
  await clock.advance(NOTICE_MS - 1)
  expect(notices.get()?.text).toBe('Deleted.')
  await clock.advance(1)
  expect(notices.get()).toBeUndefined()
})

test('the next one has its own time', async () => {
  const { clock, notices } = start()
  notices.show('Deleted one.')
  await clock.advance(NOTICE_MS - 1)
  notices.show('Deleted another.')
  await clock.advance(NOTICE_MS - 1)
  expect(notices.get()?.text).toBe('Deleted another.')
})

test('nobody who is at it is hurried', async () => {
  const { clock, notices } = start()
  notices.show('Deleted.')
  notices.hold()
  await clock.advance(10 * NOTICE_MS)
  expect(notices.get()).toBeDefined()
  notices.release()
  await clock.advance(NOTICE_MS)
  expect(notices.get()).toBeUndefined()
})

test('a notice that was put away does not hold the next', async () => {
  const { clock, notices } = start()
  notices.show('Deleted.')
  notices.hold()
  notices.dismiss()
  notices.show('Restored.')
  await clock.advance(NOTICE_MS)
  expect(notices.get()).toBeUndefined()
})
