import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { ReceiveRate, type RateLimits } from './receive-rate.ts'
import { TokenBucket } from './token-bucket.ts'

const limits: RateLimits = {
  maxMessagesPerSecond: 100,
  maxMessageBurst: 1_000,
  maxBytesPerSecond: 1_000_000,
  maxByteBurst: 5_000_000,
  overRateTimeoutMs: 10_000,
}

function rate(changed: Partial<RateLimits> = {}) {
  const clock = new ManualClock()
  return { clock, rate: new ReceiveRate({ ...limits, ...changed }) }
}

/** Sends as fast as the rate lets it, for so long. Returns how much got through and how it ended. */
async function press(
  { clock, rate: measured }: ReturnType<typeof rate>,
  messages: number,
  bytes: number,
  forMs: number,
) {
  let taken = 0
  for (const untilMs = clock.now() + forMs; clock.now() < untilMs;) {
    const verdict = measured.judge(clock.now())
    if (verdict.kind === 'over for too long') return { taken, isGivenUp: true }
    if (verdict.kind === 'over') {
      await clock.advance(Math.max(1, verdict.waitMs))
      continue
    }
    measured.took(messages, bytes, clock.now())
    taken += 1
  }
  return { taken, isGivenUp: false }
}

test('[B20] a burst passes whole', () => {
  const { clock, rate: measured } = rate()
  for (let sent = 0; sent < 1_000; sent += 1) {
    expect(measured.judge(clock.now())).toEqual({ kind: 'within' })
    measured.took(1, 100, clock.now())
  }
  expect(measured.judge(clock.now()).kind).toBe('over')
})

test('[B20] after the burst, as many messages pass as the rate allows', async () => {
  const { taken, isGivenUp } = await press(rate(), 1, 10, 9_000)
  expect(isGivenUp).toBe(false)
  expect(taken).toBeGreaterThanOrEqual(1_000 + 890)
  expect(taken).toBeLessThanOrEqual(1_000 + 910)
})

test('[B20] bytes have a rate of their own', async () => {
  const { taken } = await press(rate(), 1, 100_000, 9_000)
  expect(taken).toBeGreaterThanOrEqual(50 + 89)
  expect(taken).toBeLessThanOrEqual(50 + 91)
})

test('one message over all that is allowed is taken, and waited for', async () => {
  const { clock, rate: measured } = rate({ maxByteBurst: 1_000_000 })
  measured.took(1, 3_000_000, clock.now())
  const verdict = measured.judge(clock.now())
  expect(verdict).toMatchObject({ kind: 'over' })
  if (verdict.kind !== 'over') return
  // Two seconds for the debt, and a twentieth more so that it is worth it.
  expect(verdict.waitMs).toBeCloseTo(2_050, 1)
  await clock.advance(1_000)
  expect(measured.judge(clock.now())).toMatchObject({
    kind: 'over',
    waitMs: verdict.waitMs - 1_000,
  })
  await clock.advance(1_100)
  expect(measured.judge(clock.now())).toEqual({ kind: 'within' })
})

test('[B20] whoever presses against the limits all the time is given up in time', async () => {
  const pressing = rate()
  const { isGivenUp } = await press(pressing, 1, 10, 60_000)
  expect(isGivenUp).toBe(true)
  expect(pressing.clock.now()).toBeGreaterThanOrEqual(10_000)
  expect(pressing.clock.now()).toBeLessThan(10_200)
})

test('[B20] whoever keeps still for a second starts afresh', async () => {
  const bursty = rate()
  for (let round = 0; round < 20; round += 1) {
    expect((await press(bursty, 1, 10, 5_000)).isGivenUp).toBe(false)
    await bursty.clock.advance(1_500)
  }
})

test('whoever stays within the rate never waits', async () => {
  const { clock, rate: measured } = rate()
  for (let sent = 0; sent < 20_000; sent += 1) {
    expect(measured.judge(clock.now())).toEqual({ kind: 'within' })
    measured.took(1, 1_000, clock.now())
    await clock.advance(10)
  }
})

test('a limit without end is none', async () => {
  const { clock, rate: measured } = rate({
    maxMessagesPerSecond: Number.POSITIVE_INFINITY,
    maxMessageBurst: Number.POSITIVE_INFINITY,
    maxBytesPerSecond: Number.POSITIVE_INFINITY,
    maxByteBurst: 1,
  })
  measured.took(1_000_000, 0, clock.now())
  expect(measured.judge(clock.now())).toEqual({ kind: 'within' })
})

test('a bucket never holds more than its burst, and a clock that stands still fills nothing', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 })
  bucket.take(5, 1_000_000)
  expect(bucket.waitMs(1, 1_000_000)).toBe(100)
  expect(bucket.waitMs(1, 1_000_100)).toBe(0)
  expect(bucket.waitMs(1_000, 1_000_100)).toBe(400)
})
