import { writeSync } from 'node:fs'
import { umask } from 'node:process'
import { groups } from './workloads/index.ts'
import type { Workload } from './workload.ts'

/** Rounds that are played before anything is counted: by then each call knows what kinds of objects it meets. */
const WARM_UP = 12
/** How many rounds are counted together, and how often. */
const ROUNDS = 2
const TIMES = 4

// Time passes by so much whenever somebody looks: then no pace, pause or budget depends on the machine.
const LOOK_MS = 0.001
let nowMs = 0
performance.now = () => (nowMs += LOOK_MS)

/**
 * Plays workloads in a process that valgrind counts the instructions of. What is counted lies between two marks: valgrind
 * writes down its count whenever `umask` is called, which nothing else here does.
 */
async function play({ name, prepare }: Workload): Promise<void> {
  const prepared = await prepare(WARM_UP + TIMES * ROUNDS)
  let round = 0
  const playRounds = async (count: number) => {
    for (const end = round + count; round < end; round += 1) await prepared.play(round)
  }
  await playRounds(WARM_UP)
  for (let time = 0; time < TIMES; time += 1) {
    umask()
    await playRounds(ROUNDS)
    umask()
  }
  await prepared.end()
  writeSync(1, `${JSON.stringify({ name, rounds: ROUNDS, times: TIMES })}\n`)
}

const [, , group = ''] = process.argv
const workloads = groups[group]
if (!workloads) throw new RangeError(`There is no group "${group}"`)
for (const workload of workloads) await play(workload)
