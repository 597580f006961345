import { expect, test } from 'vitest'
import { EndOfTurn } from './end-of-turn.ts'

test.each([
  ['timer', (run: () => void) => setTimeout(run, 1)],
  ['immediate', (run: () => void) => setImmediate(run)],
])('[R14] in a %s, what was said is written before promises go on', async (_, soon) => {
  const endOfTurn = new EndOfTurn()
  const order: string[] = []
  await new Promise<void>((resolve) => {
    soon(() => {
      endOfTurn.flush({ flush: () => order.push('written') })
      void Promise.resolve()
        .then(() => order.push('promise'))
        .then(() => resolve())
    })
  })
  expect(order).toEqual(['written', 'promise'])
})
