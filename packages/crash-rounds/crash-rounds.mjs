// `npm run crash-rounds`: kills the real command again and again, or lets its
// disk fail at counted system calls, or damages its files, and reports what came of it.
import { parseArgs } from 'node:util'
import { build } from '../tooling/build.mjs'
import { readArguments, wholeNumber } from '../tooling/read-arguments.mjs'

const usage = `npm run crash-rounds -- [kills|calls|damage] [options]

  kills         kill -9 at random moments (what is done if nothing is named)
  calls         kills and errors at counted system calls
  damage        files damaged while the server is down

  --rounds <n>  how many of each (100)
  --seed <n>    repeat these very rounds (else a random one, which is printed)
`

const { kind, seed, total } = readArguments(usage, (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    },
  })
  const [kind = 'kills', ...more] = positionals
  const total = wholeNumber('rounds', values.rounds)
  const seed = wholeNumber('seed', values.seed, 0)
  if (!['kills', 'calls', 'damage'].includes(kind) || more.length > 0)
    throw new RangeError(
      `Cannot run "${positionals.join(' ')}": there are kills, calls and damage.`,
    )
  return { kind, seed, total }
})

if (!build(['weft', '@weft/crash-rounds'])) process.exit(1)
const { runKills, runCalls, runDamage } = await import('@weft/crash-rounds')
console.log(`seed ${seed}`)
const run = { kills: runKills, calls: runCalls, damage: runDamage }[kind]
const unmet = await run({ rounds: total, seed, print: console.log })
for (const line of unmet) console.error(`✗ ${line}`)
process.exitCode = unmet.length > 0 ? 1 : 0
