import { expect, test } from 'vitest'
import { ScriptProcess } from './server-process.ts'

test('a process with nothing but an edit to store does not end before it is stored, and then it does', async () => {
  const process = new ScriptProcess('flush-and-exit.mjs')
  expect(await process.ended()).toBe(0)
  expect(process.told).toEqual([{ appended: true }])
})

test('a process whose server is closed has stored everything, and ends by itself', async () => {
  const process = new ScriptProcess('flush-and-exit.mjs', 'close')
  expect(await process.ended()).toBe(0)
  expect(process.told).toEqual([{ appended: true }])
})
