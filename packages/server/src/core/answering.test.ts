import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Answering } from './answering.ts'
import { defaultLimits } from './limits.ts'
import { Member } from './member.ts'
import { Outbox } from './outbox.ts'
import { PeerAllowance } from './peer-allowance.ts'

function member(clock: ManualClock): Member {
  const peer = {
    send: () => {},
    bufferedBytes: () => 0,
    ping: () => {},
    close: () => {},
    terminate: () => {},
  }
  const dependencies = { clock, limits: defaultLimits }
  const session = {
    ...peer,
    id: 'a',
    heardMs: 0,
    roundTripMs: undefined,
    commonAnswers: undefined,
    outbox: new Outbox(peer, { giveUp: () => {} }, dependencies),
    createAllowance: () => new PeerAllowance(clock, defaultLimits),
    renewToken: () => {},
  }
  const rights = { canWrite: true }
  return new Member(session, {
    extensionVersion: undefined,
    identity: undefined,
    rights,
    isHidden: false,
  })
}

test('[B9] of questions that came too fast the last is answered, not the first', async () => {
  const clock = new ManualClock()
  const asker = member(clock)
  const answered: number[] = []
  const answering = new Answering({
    hasRoom: () => true,
    hasRoomForPresence: () => true,
    catchUp: () => {},
    clock,
    limits: { maxAnswersPerSecond: 4 },
    count: () => {},
    isReading: () => true,
    sendState: (_, [question = 0]) => answered.push(question),
    sendPresence: () => {},
  })
  for (let question = 1; question <= 9; question += 1) {
    answering.askState(asker, new Uint8Array([question]))
  }
  await clock.advance(1_000)
  expect(answered).toEqual([1, 2, 3, 4, 9])
  expect(clock.pending).toBe(0)
})

test('[B5] a question of a peer that does not read is answered when it has caught up, and only the last', async () => {
  const clock = new ManualClock()
  const asker = member(clock)
  const answered: number[] = []
  let isReading = false
  const answering = new Answering({
    hasRoom: () => true,
    hasRoomForPresence: () => true,
    catchUp: () => {},
    clock,
    limits: { maxAnswersPerSecond: 4 },
    count: () => {},
    isReading: () => isReading,
    sendState: (_, [question = 0]) => answered.push(question),
    sendPresence: () => answered.push(0),
  })
  answering.askState(asker, new Uint8Array([1]))
  answering.askPresence(asker)
  answering.askState(asker, new Uint8Array([2]))
  await clock.advance(1_000)
  expect(answered).toEqual([])
  isReading = true
  answering.caughtUp(asker)
  await clock.advance(1_000)
  expect(answered).toEqual([2])
})
