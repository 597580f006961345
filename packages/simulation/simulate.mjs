// `npm run simulate`: plays the seeds of the tests, or others.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readArguments, wholeNumber } from '../tooling/read-arguments.mjs'
import { bundle } from './bundle.mjs'
import { failureText, play, seedsFrom } from './play.mjs'

const usage = `npm run simulate -- [options]

  --seed <n>     this one, or the first
  --seeds <n>    how many (200; with --seed 1)
  --minutes <n>  as many as fit, from a random one on
  --threads <n>  how many at once (one for each core)
  --trace        print all that happens
`

const { minutes, times, first, threads, trace } = readArguments(usage, (args) => {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
      trace: { type: 'boolean', default: false },
    },
  })
  const given = (option) =>
    values[option] === undefined ? undefined : wholeNumber(option, values[option])
  const minutes = minutesOf(values.minutes)
  return {
    minutes,
    times: given('seeds') ?? (minutes ? Infinity : values.seed === undefined ? 200 : 1),
    first: given('seed') ?? (minutes ? Math.floor(Math.random() * 2 ** 31) : 1),
    threads: wholeNumber('threads', values.threads),
    trace: values.trace,
  }
})

const startMs = performance.now()
const endMs = startMs + (minutes ?? Infinity) * 60_000
if (times > 1) console.log(`Seeds from ${first} on`)
const { results, failures, occurred, simulatedMs } = await play(await bundle(), untilTheEnd(), {
  threads: Math.min(times, threads),
  failed: (result) => console.log(failureText(result)),
  ...(trace ? { print: (line) => console.log(line) } : {}),
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

function minutesOf(text) {
  if (text === undefined) return undefined
  const minutes = Number(text)
  if (minutes > 0) return minutes
  throw new RangeError(`Cannot take "${text}" for --minutes: give a number above 0.`)
}
