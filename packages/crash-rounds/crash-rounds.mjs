// `npm run crash-rounds -- [kills|calls|damage] --rounds N --seed S`: kills the real command again and again, or lets its
// disk fail at counted system calls, or damages its files, and reports what came of it.
import { parseArgs } from 'node:util'
import { build } from '../tooling/build.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
})
const [kind = 'kills'] = positionals
const seed = Number(values.seed)
const total = Number(values.rounds)
if (!Number.isInteger(total) || total < 1)
  throw new RangeError(`Cannot run "${values.rounds}" rounds: give a whole number from 1`)
if (!['kills', 'calls', 'damage'].includes(kind))
  throw new RangeError(`Cannot run "${kind}": there are kills, calls and damage`)

if (!build(['weft', '@weft/crash-rounds'])) process.exit(1)
const { runKills, runCalls, runDamage } = await import('@weft/crash-rounds')
console.log(`seed ${seed}`)
const run = { kills: runKills, calls: runCalls, damage: runDamage }[kind]
const unmet = await run({ rounds: total, seed, print: console.log })
for (const line of unmet) console.error(`✗ ${line}`)
process.exitCode = unmet.length > 0 ? 1 : 0
