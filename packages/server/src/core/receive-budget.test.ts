import { closeCodes } from '@weft/protocol'
import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { ReceiveBudget } from './receive-budget.ts'

const KIB = 1024

function budget() {
  const clock = new ManualClock()
  const givenUp: string[] = []
  const budget = new ReceiveBudget(clock, {
    maxReceivingBytes: 1_000 * KIB,
    receiveTimeoutMs: 30_000,
  })
  const open = (name: string) =>
    budget.open(({ code }) => {
      givenUp.push(`${name} ${code}`)
    })
  return { clock, budget, givenUp, open }
}

test('it counts what all connections hold together', () => {
  const { budget: whole, open } = budget()
  const [one, other] = [open('one'), open('other')]
  one.holds(100)
  other.holds(50)
  one.holds(120)
  expect(whole.bytes).toBe(170)
  one.holds(0)
  other.holds(20)
  expect(whole.bytes).toBe(20)
})

test('over the budget, the messages that began first are given up, no more than needed', () => {
  const { budget: whole, givenUp, open } = budget()
  const [one, two, three] = [open('one'), open('two'), open('three')]
  one.holds(300 * KIB)
  two.holds(300 * KIB)
  three.holds(300 * KIB)
  expect(givenUp).toEqual([])
  three.holds(401 * KIB)
  expect(givenUp).toEqual([`one ${closeCodes.tryLater.code}`])
  expect(whole.bytes).toBe(701 * KIB)
})

test('a message that ends makes the next one of its connection the youngest', () => {
  const { givenUp, open } = budget()
  const [one, two] = [open('one'), open('two')]
  one.holds(300 * KIB)
  two.holds(300 * KIB)
  one.holds(0)
  one.holds(701 * KIB)
  expect(givenUp).toEqual([`two ${closeCodes.tryLater.code}`])
})

test('a message that neither ends nor grows is given up in time', async () => {
  const { clock, budget: whole, givenUp, open } = budget()
  open('one').holds(500 * KIB)
  // In the first quarter it grew.
  await clock.advance(37_499)
  expect(givenUp).toEqual([])
  await clock.advance(1)
  expect(givenUp).toEqual([`one ${closeCodes.resync.code}`])
  expect(whole.bytes).toBe(0)
})

test('a large message on a slow line may take its time', async () => {
  const { clock, givenUp, open } = budget()
  const one = open('one')
  for (let bytes = 64 * KIB; bytes < 900 * KIB; bytes += 64 * KIB) {
    one.holds(bytes)
    await clock.advance(30_000)
  }
  expect(givenUp).toEqual([])
})

test('a byte now and then is no progress', async () => {
  const { clock, givenUp, open } = budget()
  const one = open('one')
  for (let bytes = 100 * KIB; givenUp.length === 0; bytes += 1) {
    one.holds(bytes)
    await clock.advance(1_000)
  }
  expect(clock.now()).toBe(38_000)
})

test('parts that arrive in turn are progress, though what is held of them shrinks in between', async () => {
  const { clock, givenUp, open } = budget()
  const one = open('one')
  for (let round = 0; round < 10; round += 1) {
    one.holds(40 * KIB)
    await clock.advance(10_000)
    one.holds(1 * KIB)
    await clock.advance(5_000)
  }
  expect(givenUp).toEqual([])
})

test('a connection that is gone leaves no timer', () => {
  const { clock, open } = budget()
  const one = open('one')
  one.holds(10)
  one.holds(0)
  one.holds(0)
  expect(clock.pending).toBe(0)
})

test('whole messages that wait count as well, and have no deadline', async () => {
  const { clock, budget: whole, givenUp, open } = budget()
  const waiting = whole.openWaiting(({ code }) => givenUp.push(`waiting ${code}`))
  waiting.holds(600 * KIB)
  await clock.advance(120_000)
  expect(givenUp).toEqual([])
  open('one').holds(401 * KIB)
  expect(givenUp).toEqual([`waiting ${closeCodes.tryLater.code}`])
  expect(whole.bytes).toBe(401 * KIB)
})
