import { ManualClock, settle } from '@weft/testkit'
import { expect, test } from 'vitest'
import type { Asked } from './ask-server.ts'
import type { DeletedDocument } from './deleted-documents.ts'
import { DeletionWatch, FIRST_LOOK_MS, LAST_LOOK_MS } from './deletion-watch.ts'

const deleted: DeletedDocument = {
  name: 'plan',
  title: 'Plan',
  deletedMs: 1,
  untilMs: 2,
  mayRestore: true,
}

async function start() {
  const clock = new ManualClock()
  const state = {
    answer: { is: 'answered', value: deleted } as Asked<DeletedDocument>,
    asked: 0,
    back: 0,
  }
  const fetch = () => {
    state.asked++
    return Promise.resolve(state.answer)
  }
  const watch = new DeletionWatch(fetch, clock, () => state.back++)
  await settle()
  return { clock, state, watch }
}

test('it is known at once how the document was deleted', async () => {
  const { watch, state } = await start()
  expect([watch.get(), state.back]).toEqual([deleted, 0])
})

test('when somebody restores the document, that is noticed once', async () => {
  const { clock, state } = await start()
  state.answer = { is: 'not-there' }
  await clock.advance(FIRST_LOOK_MS)
  await clock.advance(10 * LAST_LOOK_MS)
  expect([state.back, state.asked]).toEqual([1, 2])
})

test('it is looked for more and more seldom, also while the server does not answer', async () => {
  const { clock, state, watch } = await start()
  state.answer = { is: 'failed' }
  await clock.advance(60 * 60_000)
  expect(state.asked).toBeLessThan(66)
  expect(state.asked).toBeGreaterThan(58)
  expect([watch.get(), state.back]).toEqual([deleted, 0])
})

test('nothing is asked after the end', async () => {
  const { clock, state, watch } = await start()
  watch.stop()
  await clock.advance(LAST_LOOK_MS)
  expect(state.asked).toBe(1)
})
