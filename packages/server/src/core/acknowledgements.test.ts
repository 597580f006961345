import { describe, expect, test } from 'vitest'
import { Acknowledgements } from './acknowledgements.ts'

const missing = { ends: new Map([[1, 5]]), deletes: new Map() }

describe('Acknowledgements', () => {
  test('[W1] confirm messages in order, with the write that each needs', () => {
    const acknowledgements = new Acknowledgements()
    acknowledgements.accepted(1, undefined)
    acknowledgements.accepted(1, undefined)
    acknowledgements.accepted(2, undefined)
    expect([acknowledgements.durable(0), acknowledgements.confirmed]).toEqual([false, 0])
    expect([acknowledgements.durable(1), acknowledgements.confirmed]).toEqual([true, 2])
    expect([acknowledgements.durable(1), acknowledgements.confirmed]).toEqual([false, 2])
    expect([acknowledgements.durable(2), acknowledgements.confirmed]).toEqual([true, 3])
    expect(acknowledgements.isSettled).toBe(true)
  })

  test('[W4] hold what comes after a message that is not integrated, until the write that completed it', () => {
    const acknowledgements = new Acknowledgements()
    acknowledgements.accepted(1, undefined)
    acknowledgements.accepted(1, missing)
    acknowledgements.accepted(2, undefined)
    expect([acknowledgements.durable(2), acknowledgements.confirmed]).toEqual([true, 1])
    acknowledgements.recheck(3, () => false)
    expect([acknowledgements.durable(3), acknowledgements.confirmed]).toEqual([false, 1])
    acknowledgements.recheck(4, (update) => update === missing)
    expect(acknowledgements.incomplete).toBe(0)
    expect([acknowledgements.durable(3), acknowledgements.confirmed]).toEqual([false, 1])
    expect([acknowledgements.durable(4), acknowledgements.confirmed]).toEqual([true, 3])
  })

  test('[W9] what waits for the same write costs nothing more', () => {
    const acknowledgements = new Acknowledgements()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < 1_000_000; index += 1) acknowledgements.accepted(1, undefined)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024)
    expect([acknowledgements.durable(1), acknowledgements.confirmed]).toEqual([true, 1_000_000])
  })
})
