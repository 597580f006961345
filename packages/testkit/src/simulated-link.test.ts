import { describe, expect, it } from 'vitest'
import { ManualClock } from './manual-clock.ts'
import { SimulatedLink } from './simulated-link.ts'

function linked(latencies: readonly number[] = [5]) {
  const clock = new ManualClock()
  const arrived: string[] = []
  let drains = 0
  let drawn = 0
  const link = new SimulatedLink({
    clock,
    latencyMs: () => latencies[drawn++ % latencies.length] ?? 0,
    drained: () => (drains += 1),
  })
  const send = (what: string, bytes = 10) =>
    link.send(bytes, () => arrived.push(`${what} at ${clock.now()}`))
  return { clock, link, send, arrived, drains: () => drains }
}

describe('a simulated link', () => {
  it('brings things late, and in order also when a later one is faster', async () => {
    const { clock, send, arrived } = linked([50, 1])
    send('slow')
    send('fast')
    await clock.advance(100)
    expect(arrived).toEqual(['slow at 50', 'fast at 50'])
  })

  it('holds everything while it is stalled, and brings it after', async () => {
    const { clock, link, send, arrived } = linked()
    send('before')
    link.stall()
    send('meanwhile')
    expect(link.bufferedBytes).toBe(10)
    await clock.advance(100)
    expect(arrived).toEqual([])
    link.resume()
    expect(link.bufferedBytes).toBe(0)
    await clock.advance(100)
    expect(arrived).toEqual(['before at 105', 'meanwhile at 105'])
  })

  it('brings nothing more once it is cut', async () => {
    const { clock, link, send, arrived } = linked()
    send('before')
    await clock.advance(5)
    send('under way')
    link.cut()
    send('after')
    await clock.advance(100)
    expect(arrived).toEqual(['before at 5'])
    expect(link.isCut).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('keeps at the sender what a slow reader has not read, and tells as it drains', async () => {
    const { clock, link, send, arrived, drains } = linked([0])
    link.read(1)
    send('first', 10)
    send('second', 20)
    expect(link.bufferedBytes).toBe(30)
    await clock.advance(10)
    expect(link.bufferedBytes).toBe(20)
    expect(drains()).toBe(1)
    link.read(Number.POSITIVE_INFINITY)
    expect(link.bufferedBytes).toBe(0)
    expect(drains()).toBe(2)
    await clock.advance(0)
    expect(arrived).toEqual(['first at 10', 'second at 10'])
  })

  it('tells of the drain when what waited for its end of a stall has left', () => {
    const { link, send, drains } = linked()
    link.stall()
    send('waits')
    link.resume()
    expect(drains()).toBe(1)
  })
})
