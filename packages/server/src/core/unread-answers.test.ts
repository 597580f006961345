import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'
import { UnreadAnswers } from './unread-answers.ts'

const limits = { maxUnreadBytes: 1_000, maxBufferedBytes: 100, stallTimeoutMs: 30_000 }

class Reader {
  unread = 0
  readonly outbox = new Outbox(
    {
      send: (frames) => frames.forEach(({ length }) => (this.unread += length)),
      bufferedBytes: () => this.unread,
      ping: () => {},
      close: () => {},
      terminate: () => {},
    },
    { giveUp: () => {} },
    { clock: new ManualClock(), limits },
  )

  take(answers: UnreadAnswers, frames: readonly Uint8Array[]): void {
    this.outbox.send(frames)
    answers.sent(this.outbox, frames)
  }
}

test('[B21] what many share counts once, and small answers always have room', () => {
  const answers = new UnreadAnswers(limits)
  const shared = [new Uint8Array(600)]
  for (let index = 0; index < 5; index += 1) new Reader().take(answers, shared)
  expect(answers.heldBytes).toBe(600)
  expect([answers.hasRoomFor(400), answers.hasRoomFor(401)]).toEqual([true, false])
  new Reader().take(answers, [new Uint8Array(600)])
  expect([answers.hasRoomFor(101), answers.hasRoomFor(100)]).toEqual([false, true])
})

test('[B21] an answer that is alone may be larger than the bound', () => {
  expect(new UnreadAnswers(limits).hasRoomFor(5_000)).toBe(true)
})

test('[B21] nothing is held for whoever has read or is gone', () => {
  const answers = new UnreadAnswers(limits)
  const [reads, leaves] = [new Reader(), new Reader()]
  reads.take(answers, [new Uint8Array(300)])
  leaves.take(answers, [new Uint8Array(400)])
  reads.unread = 0
  answers.read(reads.outbox)
  answers.forget(leaves.outbox)
  // Not only left out of the sum: it is let go.
  reads.unread = 300
  expect(answers.heldBytes).toBe(0)
})
