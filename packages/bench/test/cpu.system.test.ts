import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cpuMs } from '../src/measures/cpu.ts'

/** Works for 200 ms of CPU time in each of two threads, one of which ends, and in a child; then says so and waits. */
const WORK = `
  const { Worker } = require('node:worker_threads')
  const { spawn } = require('node:child_process')
  const work = "const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);"
  new Worker(work, { eval: true }).on('exit', () => {
    eval(work)
    const child = spawn(process.execPath, ['-e', work + "console.log(1); setTimeout(() => {}, 60_000)"])
    child.stdout.once('data', () => console.log('worked'))
    process.on('SIGTERM', () => child.kill() && process.exit())
  })
  setTimeout(() => {}, 60_000)`

test('a process’s time is that of all its threads, also of those that have ended, and of its children', async () => {
  const child = spawn(process.execPath, ['-e', WORK], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    const { pid } = child
    if (pid === undefined) throw new Error('It did not start')
    const ms = cpuMs(pid)
    // Three times 200 ms, and starting two Nodes and a thread.
    expect(ms).toBeGreaterThan(600)
    expect(cpuMs(pid)).toBeGreaterThanOrEqual(ms)
    expect(cpuMs(pid)).toBeLessThan(ms + 100)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
})
