import { expect, test } from 'vitest'
import { AnswerCache } from './answer-cache.ts'

function start({ maxEntries = 3, maxAtOnce = 2, maxWaiting = 2 } = {}) {
  let nowMs = 0
  const asked: string[] = []
  const open = new Map<string, PromiseWithResolvers<string>>()
  const cache = new AnswerCache<string>({
    holdsForMs: (answer) => (answer === 'yes' ? 10 : 2),
    maxEntries,
    maxAtOnce,
    maxWaiting,
    now: () => nowMs,
  })
  return {
    asked,
    cache,
    pass: (ms: number) => void (nowMs += ms),
    /** Asks, and is answered at once. */
    ask: (key: string, answer = 'yes') =>
      cache.get(key, async () => {
        asked.push(key)
        return answer
      }),
    /** Asks, and is answered by {@link answer}. */
    askSlowly: (key: string) =>
      cache.get(key, () => {
        asked.push(key)
        let resolve: (value: string) => void = () => undefined
        let reject: (reason: unknown) => void = () => undefined
        const promise = new Promise<string>((yes, no) => ([resolve, reject] = [yes, no]))
        open.set(key, { promise, resolve, reject })
        return promise
      }),
    answer: (key: string, value = 'yes') => open.get(key)?.resolve(value),
    fail: (key: string) => open.get(key)?.reject(new Error('down')),
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

test('an answer holds for its time, and a no for less', async () => {
  const { ask, asked, pass } = start()
  await ask('a')
  await ask('b', 'no')
  pass(2)
  await ask('a')
  await ask('b', 'no')
  expect(asked).toEqual(['a', 'b', 'b'])
  pass(8)
  await ask('a')
  expect(asked).toEqual(['a', 'b', 'b', 'a'])
})

test('many who ask the same at once are asked for once', async () => {
  const { askSlowly, answer, asked } = start()
  const answers = [askSlowly('a'), askSlowly('a'), askSlowly('a')]
  await Promise.resolve()
  answer('a')
  expect(await Promise.all(answers)).toEqual(['yes', 'yes', 'yes'])
  expect(asked).toEqual(['a'])
})

test('a failure is told to all who waited, and asked for anew by the next', async () => {
  const { askSlowly, ask, fail, asked } = start()
  const answers = [askSlowly('a'), askSlowly('a')]
  await Promise.resolve()
  fail('a')
  for (const each of answers) await expect(each).rejects.toThrow('down')
  expect(await ask('a')).toBe('yes')
  expect(asked).toEqual(['a', 'a'])
})

test('no more are kept than may be, the newest', async () => {
  const { ask, asked, cache } = start()
  for (const key of ['a', 'b', 'c', 'd']) await ask(key)
  expect(cache.size).toBe(3)
  await ask('d')
  await ask('a')
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'a'])
})

test('no more are asked for at once than may be, the others in turn, and too many not at all', async () => {
  const { askSlowly, answer, asked } = start({ maxEntries: 10 })
  const answers = ['a', 'b', 'c', 'd'].map(askSlowly)
  await expect(askSlowly('e')).rejects.toThrow('waiting')
  expect(asked).toEqual(['a', 'b'])
  answer('b')
  await expect.poll(() => asked).toEqual(['a', 'b', 'c'])
  answer('a')
  await expect.poll(() => asked).toEqual(['a', 'b', 'c', 'd'])
  answer('c')
  answer('d')
  expect(await Promise.all(answers)).toHaveLength(4)
})

test('what was on its way when all was forgotten is not used for who comes after', async () => {
  const { askSlowly, answer, cache, ask, asked } = start()
  const before = askSlowly('a')
  await Promise.resolve()
  cache.clear()
  expect(await ask('a', 'no')).toBe('no')
  answer('a')
  expect(await before).toBe('yes')
  expect(await ask('a')).toBe('no')
  expect(asked).toEqual(['a', 'a'])
})
