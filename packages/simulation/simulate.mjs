// `npm run simulate`: plays seeds; `-- --seed N` one, `-- --minutes M` as many as fit, from a random one.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { Threads } from './threads.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '200' },
    minutes: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
  },
})

const startMs = performance.now()
const first =
  values.seed === undefined && values.minutes
    ? Math.floor(Math.random() * 2 ** 31)
    : Number(values.seed ?? 1)
const isOne = values.seed !== undefined && !values.minutes
const endMs = startMs + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000
const last = isOne
  ? first
  : values.minutes
    ? Number.POSITIVE_INFINITY
    : first + Number(values.seeds) - 1

function* seeds() {
  for (let seed = first; seed <= last && performance.now() < endMs; seed += 1) yield seed
}

const threads = new Threads(await bundle(), isOne ? 1 : Number(values.threads))
const counts = new Map()
let runs = 0
let failures = 0
let simulatedMs = 0
if (!isOne) console.log(`Seeds from ${first}`)
await threads.play(
  seeds(),
  (result) => {
    runs += 1
    simulatedMs += result.simulatedMs
    for (const [name, times] of Object.entries(result.counts))
      counts.set(name, (counts.get(name) ?? 0) + times)
    if (result.violation) {
      failures += 1
      console.log(
        `✗ seed ${result.seed}: ${result.violation}\n  npm run simulate -- --seed ${result.seed}`,
      )
    }
    if (isOne) console.log(`seed ${result.seed}: ${result.events} events, history ${result.hash}`)
  },
  values.trace ? (line) => console.log(line) : undefined,
)
await threads.close()
for (const [name, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${String(times).padStart(8)} × ${name}`)
}
const seconds = (performance.now() - startMs) / 1000
console.log(
  `${runs} seeds, ${failures} failed, ${(simulatedMs / 3_600_000).toFixed(1)} hours simulated in ${seconds.toFixed(1)} s`,
)
process.exitCode = failures > 0 ? 1 : 0
