import { writeSync } from 'node:fs'
import { umask } from 'node:process'
import { groups } from './workloads/index.ts'
import type { Workload } from './workload.ts'

/** How often a workload's rounds are counted. The least is what counts: in other rounds the compiler was at work. */
const TIMES = 16

// Time passes by so much whenever somebody looks: then no pace, pause or budget depends on the machine.
const LOOK_MS = 0.001
let nowMs = 0
performance.now = () => (nowMs += LOOK_MS)

/**
 * Plays workloads in a process that valgrind counts the instructions of. What is counted lies between two marks: valgrind
 * writes down its count whenever `umask` is called, which nothing else here does.
 */
async function play({ name, warmUp, rounds, prepare }: Workload): Promise<void> {
  const prepared = await prepare(warmUp + TIMES * rounds)
  let round = 0
  const playRounds = async (count: number) => {
    for (const end = round + count; round < end; round += 1) await prepared.play(round)
  }
  await playRounds(warmUp)
  for (let time = 0; time < TIMES; time += 1) {
    umask()
    await playRounds(rounds)
    umask()
  }
  await prepared.end()
  writeSync(1, `${JSON.stringify({ name, rounds, times: TIMES })}\n`)
}

const [, , group = ''] = process.argv
for (const workload of groups[group] ?? []) await play(workload)
