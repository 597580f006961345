// `npm run simulate`: plays the seeds of the tests. `-- --seed N` plays one, `-- --minutes M` as many as fit, from a random
// one on, `-- --seed N --trace` prints all that happens.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { failureText, play, seedsFrom } from './play.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
  },
})
const minutes = wholeOrPart('minutes')
const times = wholeOrPart('seeds') ?? (minutes ? Infinity : values.seed === undefined ? 200 : 1)
const first = wholeOrPart('seed') ?? (minutes ? Math.floor(Math.random() * 2 ** 31) : 1)

const startMs = performance.now()
const endMs = startMs + (minutes ?? Infinity) * 60_000
if (times > 1) console.log(`Seeds from ${first} on`)
const { results, failures, occurred, simulatedMs } = await play(await bundle(), untilTheEnd(), {
  threads: Math.min(times, Number(values.threads)),
  failed: (result) => console.log(failureText(result)),
  ...(values.trace ? { print: (line) => console.log(line) } : {}),
})
for (const [name, count] of occurred) console.log(`${String(count).padStart(8)} × ${name}`)
if (times === 1) console.log(`History ${results[0].hash}, ${results[0].events} events`)
const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
const hours = (simulatedMs / 3_600_000).toFixed(1)
console.log(`${results.length} seeds, ${failures.length} failed: ${hours} hours in ${seconds} s`)
process.exitCode = failures.length > 0 ? 1 : 0

function* untilTheEnd() {
  for (const seed of seedsFrom(first, times)) {
    if (performance.now() >= endMs) return
    yield seed
  }
}

function wholeOrPart(option) {
  if (values[option] === undefined) return undefined
  const number = Number(values[option])
  if (number > 0 && (option === 'minutes' || Number.isInteger(number))) return number
  throw new RangeError(`Cannot take "${values[option]}" for --${option}: give a number above 0`)
}
