// `npm run mutations`: puts each deliberate bug in and plays seeds until one of them finds it.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readArguments, wholeNumber } from '../tooling/read-arguments.mjs'
import { bundle } from './bundle.mjs'
import { mutants } from './mutants.mjs'
import { play, seedsFrom } from './play.mjs'

const usage = `npm run mutations -- [options]

  --only <part>  only the bugs with this in their name
  --seeds <n>    how many seeds have to find each (1000)
  --first <n>    the first of them (1)
  --threads <n>  how many at once (one for each core)
`

const { chosen, seeds, first, threads } = readArguments(usage, (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      seeds: { type: 'string', default: '1000' },
      first: { type: 'string', default: '1' },
      threads: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const chosen = mutants.filter(({ name }) => name.includes(values.only))
  if (chosen.length === 0) throw new RangeError(`No bug has "${values.only}" in its name.`)
  const [seeds, first, threads] = ['seeds', 'first', 'threads'].map((option) =>
    wholeNumber(option, values[option]),
  )
  return { chosen, seeds, first, threads }
})

const survivors = []
console.log('| deliberate bug | seed | symptom |\n|---|---|---|')
for (const mutant of chosen) {
  const found = await firstFailure(mutant)
  if (!found) survivors.push(mutant.name)
  const words = found ? shortened(found.violation) : `survived ${seeds} seeds`
  console.log(`| ${mutant.name} | ${found?.seed ?? '–'} | ${words} |`)
}
if (survivors.length > 0) console.log(`\nSurvivors: ${survivors.join(', ')}`)
process.exitCode = survivors.length > 0 ? 1 : 0

/** The first run that found it. */
async function firstFailure(mutant) {
  const { failures } = await play(await bundle(mutant), seedsFrom(first, seeds), {
    threads,
    isOver: ({ violation }) => violation !== undefined,
  })
  return failures[0]
}

function shortened(violation) {
  const line = violation.split('\n')[0].replaceAll('|', '¦')
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}
