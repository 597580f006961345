import { describe, expect, it } from 'vitest'
import { doubt, firstSign, heard, judge, type Liveness, type LivenessTimes } from './liveness.ts'

const weft: LivenessTimes = {
  silenceTimeoutMs: 30_000,
  probeTimeoutMs: 5_000,
  probeIntervalMs: 15_000,
}
const stock: LivenessTimes = { ...weft, probeIntervalMs: undefined }

describe('a connection to a Weft server', () => {
  it('is probed at once, for the round trip, and every 15 s while it answers', () => {
    const probedAtMs: number[] = []
    let liveness = firstSign(0)
    for (let nowMs = 0; nowMs <= 60_000; nowMs += 1_000) {
      const verdict = judge(liveness, nowMs, weft)
      if (verdict.is === 'probe') probedAtMs.push(nowMs)
      liveness = heard(verdict.liveness, nowMs)
    }

    expect(probedAtMs).toEqual([0, 15_000, 30_000, 45_000, 60_000])
  })

  it('is dead after 30 s without a byte, whether or not timers are on time by a second', () => {
    expect(lifetimeMs(firstSign(0), weft, 0)).toBe(30_000)
    expect(lifetimeMs(firstSign(0), weft, 1_000)).toBe(31_000)
  })

  it('is kept by any byte, not only by the answer to the probe', () => {
    const probed = judge(firstSign(0), 0, weft).liveness

    expect(judge(heard(probed, 29_000), 31_000, weft).is).not.toBe('dead')
  })
})

describe('a connection to a stock server', () => {
  it('is left alone until it has been silent for 25 s, probed then, and dead at 30 s', () => {
    const quiet = judge(firstSign(0), 24_999, stock)
    const probed = judge(quiet.liveness, 25_000, stock)

    expect(quiet).toMatchObject({ is: 'alive', nextAtMs: 25_000 })
    expect(probed).toMatchObject({ is: 'probe', nextAtMs: 30_000 })
    expect(judge(probed.liveness, 29_999, stock).is).toBe('alive')
    expect(judge(probed.liveness, 30_000, stock).is).toBe('dead')
  })
})

describe('doubt', () => {
  it('probes at once and gives up after 5 s without an answer', () => {
    const doubted = doubt(firstSign(0), 1_000, stock)

    expect(doubted).toMatchObject({ is: 'probe', nextAtMs: 6_000 })
    expect(judge(doubted.liveness, 5_999, stock).is).toBe('alive')
    expect(judge(doubted.liveness, 6_000, stock).is).toBe('dead')
  })

  it('shortens the wait for a probe that is out already', () => {
    const probed = judge(firstSign(0), 0, weft).liveness

    expect(doubt(probed, 2_000, weft)).toMatchObject({ is: 'probe', nextAtMs: 7_000 })
  })

  it('is not put off by further doubts', () => {
    const doubted = doubt(firstSign(0), 0, stock).liveness

    expect(doubt(doubted, 4_000, stock)).toMatchObject({ is: 'alive', nextAtMs: 5_000 })
  })
})

describe('a timer that comes late', () => {
  it('does not kill: the frames may be waiting behind it', () => {
    const probed = judge(firstSign(0), 0, weft).liveness
    const awake = judge(probed, 3_600_000, weft)

    expect(awake).toMatchObject({ is: 'probe', nextAtMs: 3_605_000 })
    expect(judge(heard(awake.liveness, 3_600_010), 3_605_000, weft).is).toBe('alive')
  })

  it('kills when it comes late a second time and nothing has come in between', () => {
    const probed = judge(firstSign(0), 0, weft).liveness
    const late = judge(probed, 60_000, weft).liveness

    expect(judge(late, 120_000, weft).is).toBe('dead')
  })

  it('never kills without a probe, as when a hidden tab runs its timers once a minute', () => {
    const late = judge(firstSign(0), 60_000, stock)

    expect(late).toMatchObject({ is: 'probe', nextAtMs: 65_000 })
  })
})

/** When a connection on which nothing comes is found dead, if each timer fires late by so much. */
function lifetimeMs(start: Liveness, times: LivenessTimes, lateByMs: number): number {
  let liveness = start
  let nowMs = start.heardAtMs
  for (;;) {
    const verdict = judge(liveness, nowMs, times)
    if (verdict.is === 'dead') return nowMs
    liveness = verdict.liveness
    nowMs = verdict.nextAtMs + lateByMs
  }
}
