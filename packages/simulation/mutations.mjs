// `npm run mutations`: puts each deliberate bug in and plays seeds until one of them finds it.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { mutants } from './mutants.mjs'
import { seedsFrom } from './play.mjs'
import { Threads } from './threads.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})

const survivors = []
console.log('| deliberate bug | first seed of | symptom |\n|---|---|---|')
for (const mutant of mutants.filter(({ name }) => name.includes(values.only))) {
  const found = await firstFailure(mutant)
  if (!found) survivors.push(mutant.name)
  const words = found ? shortened(found.violation) : `survived ${values.seeds} seeds`
  console.log(`| ${mutant.name} | ${found?.seed ?? '–'} | ${words} |`)
}
if (survivors.length > 0) console.log(`\nSurvivors: ${survivors.join(', ')}`)
process.exitCode = survivors.length > 0 ? 1 : 0

/** The lowest seed that fails; all below it have been played, too. */
async function firstFailure(mutant) {
  const threads = new Threads(await bundle(mutant), Number(values.threads))
  const failures = []
  try {
    await threads.play(seedsFrom(Number(values.first), Number(values.seeds)), (result) => {
      if (!result.violation) return false
      failures.push(result)
      return true
    })
  } finally {
    await threads.close()
  }
  return failures.sort((one, other) => one.seed - other.seed)[0]
}

function shortened(violation) {
  const line = violation.split('\n')[0].replaceAll('|', '¦')
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}
