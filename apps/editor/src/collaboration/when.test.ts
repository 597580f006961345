import { expect, test } from 'vitest'
import { Observable } from './observable.ts'
import { when } from './when.ts'

test('what is as wanted already is not waited for', async () => {
  await expect(when(new Observable(true), Boolean)).resolves.toBeUndefined()
})

test('nothing else than the wanted value ends the wait', async () => {
  const value = new Observable(1)
  let isOver = false
  const waiting = when(value, (now) => now === 3).then(() => {
    isOver = true
  })
  value.set(2)
  await Promise.resolve()
  expect(isOver).toBe(false)
  value.set(3)
  await waiting
  expect(isOver).toBe(true)
})
