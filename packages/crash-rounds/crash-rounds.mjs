// `npm run crash-rounds -- --rounds N --seed S`: kills the real command again and again, and reports what came of it.
import { parseArgs } from 'node:util'
import { build } from '../tooling/build.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
})
const seed = Number(values.seed)
const total = Number(values.rounds)
if (!Number.isInteger(total) || total < 1)
  throw new RangeError(`Cannot run "${values.rounds}" rounds: give a whole number from 1`)

if (!build(['weft', '@weft/crash-rounds'])) process.exit(1)
const { CrashRounds, reportLines, shortcomings } = await import('@weft/crash-rounds')

console.log(`seed ${seed}`)
const rounds = new CrashRounds({ seed })
try {
  for (let round = 1; round <= total; round += 1) {
    await rounds.round()
    const { saved, lost } = rounds.report
    if (round % 10 === 0) console.log(`${round} rounds, ${saved} edits saved, ${lost.length} lost`)
  }
} finally {
  await rounds.end()
}
for (const line of reportLines(rounds.report)) console.log(line)
const unmet = shortcomings(rounds.report)
for (const line of unmet) console.error(`✗ ${line}`)
process.exitCode = unmet.length > 0 ? 1 : 0
