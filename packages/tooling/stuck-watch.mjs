// A setup file of Vitest: looks from a thread of its own whether the tests' process still takes turns. Where it does not, no
// time limit in it is noticed either, and the whole run would wait for ever. It is told where it stands, and ended, which fails
// its file.
import { Worker } from 'node:worker_threads'
import { expect } from 'vitest'

const EVERY_MS = 1_000
const { WEFT_STUCK_AFTER_MS = '180000' } = process.env

const turns = new Int32Array(new SharedArrayBuffer(4))
setInterval(() => Atomics.add(turns, 0, 1), EVERY_MS).unref()
const workerData = {
  turns,
  limitMs: Number(WEFT_STUCK_AFTER_MS),
  file: expect.getState().testPath,
}
new Worker(new URL('./stuck-watch-thread.mjs', import.meta.url), { workerData }).unref()
