// `npm run mutations`: puts each deliberate bug in and plays seeds until one of them finds it.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { mutants } from './mutants.mjs'
import { play, seedsFrom } from './play.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})

const survivors = []
console.log('| deliberate bug | seed | symptom |\n|---|---|---|')
for (const mutant of mutants.filter(({ name }) => name.includes(values.only))) {
  const found = await firstFailure(mutant)
  if (!found) survivors.push(mutant.name)
  const words = found ? shortened(found.violation) : `survived ${values.seeds} seeds`
  console.log(`| ${mutant.name} | ${found?.seed ?? '–'} | ${words} |`)
}
if (survivors.length > 0) console.log(`\nSurvivors: ${survivors.join(', ')}`)
process.exitCode = survivors.length > 0 ? 1 : 0

/** The first run that found it. */
async function firstFailure(mutant) {
  const seeds = seedsFrom(Number(values.first), Number(values.seeds))
  const { failures } = await play(await bundle(mutant), seeds, {
    threads: Number(values.threads),
    isOver: ({ violation }) => violation !== undefined,
  })
  return failures[0]
}

function shortened(violation) {
  const line = violation.split('\n')[0].replaceAll('|', '¦')
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}
