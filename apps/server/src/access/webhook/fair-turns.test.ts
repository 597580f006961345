import { expect, test } from 'vitest'
import { FairTurns } from './fair-turns.ts'

/** Jobs of parties, named by party and number, that end when they are told to. */
function start(maxAtOnce: number, maxWaiting: number) {
  const turns = new FairTurns(maxAtOnce, maxWaiting)
  const begun: string[] = []
  const sentAway: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    sentAway,
    ask: (...names: readonly string[]): void => {
      for (const name of names)
        turns
          .take(name.slice(0, 1), () => {
            begun.push(name)
            return new Promise<void>((end) => ends.set(name, end))
          })
          .catch(() => sentAway.push(name))
    },
    /** Ends so many jobs, the one that began first first. */
    end: async (count: number): Promise<void> => {
      for (let ended = 0; ended < count; ended += 1) {
        const [[name, end] = ['', () => undefined]] = ends
        ends.delete(name)
        end()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

test('each party has its turn, however many things another has asked for', async () => {
  const { ask, end, begun } = start(2, 100)
  ask('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'c1', 'b2')
  expect(begun).toEqual(['a1', 'a2'])
  await end(7)
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5', 'a6'])
})

test('where too many wait, the last of the party with the most is sent away', async () => {
  const { ask, end, begun, sentAway } = start(1, 4)
  ask('a1', 'a2', 'a3', 'a4', 'a5', 'a6')
  ask('b1', 'c1')
  await end(0)
  await new Promise((resolve) => setImmediate(resolve))
  expect(sentAway.sort()).toEqual(['a4', 'a5', 'a6'])
  await end(10)
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3'])
})

test('nobody is sent away for one who would then have as many', async () => {
  const { ask, end, sentAway } = start(1, 2)
  ask('a1', 'a2', 'b1', 'b2', 'c1')
  await end(0)
  await new Promise((resolve) => setImmediate(resolve))
  expect(sentAway).toEqual(['b2', 'c1'])
})

test('a job that fails makes room as well', async () => {
  const turns = new FairTurns(1, 1)
  await expect(turns.take('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down')
  expect(await turns.take('a', () => Promise.resolve('up'))).toBe('up')
})
