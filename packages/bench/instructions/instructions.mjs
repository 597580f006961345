// `npm run instructions`: counts the instructions of the hot paths, and fails when one takes more than its budget in
// budgets.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readArguments, wholeNumber } from '../../tooling/read-arguments.mjs'
import { countInstructions } from './count-instructions.mjs'
import { compare, incomparable, uncounted, updated } from './budgets.mjs'

const FILE = new URL('budgets.json', import.meta.url)
const GROUPS = ['edits', 'presence', 'joining', 'storing', 'providing']

const usage = `npm run instructions -- [${GROUPS.join('|')}] [options]

  --update "<reason>"  write the counts down as budgets
  --jobs <n>           how many are counted at once (one for each core)
`

const { update, jobs, positionals } = readArguments(usage, (args) => {
  const read = parseArgs({
    args,
    allowPositionals: true,
    options: {
      update: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const unknown = read.positionals.find((group) => !GROUPS.includes(group))
  if (unknown) throw new RangeError(`Cannot count "${unknown}": there are ${GROUPS.join(', ')}.`)
  if (read.values.update?.trim() === '')
    throw new RangeError('Cannot update budgets without a reason.')
  const { update, jobs } = read.values
  return { update, jobs: wholeNumber('jobs', jobs), positionals: read.positionals }
})

const here = {
  node: process.versions.node.split('.')[0],
  platform: `${process.platform} ${process.arch}`,
}
const budgets = JSON.parse(readFileSync(FILE, 'utf8'))
const groups = positionals.length > 0 ? positionals : GROUPS
const counts = await countInstructions(groups, jobs)
const findings = compare(counts, budgets)
for (const { isOver, text } of findings) console.log(`${isOver ? '✗' : '✓'} ${text}`)
const gone = positionals.length > 0 ? [] : uncounted(counts, budgets)
if (gone.length > 0) {
  throw new Error(
    `Nothing counts what has a budget: ${gone.join(', ')}. Take it out of budgets.json.`,
  )
}

const doubt = incomparable(budgets, here)
if (update !== undefined) {
  if (doubt) throw new Error(`Cannot update budgets here. ${doubt}.`)
  writeFileSync(FILE, `${JSON.stringify(updated(counts, budgets, update), null, 2)}\n`)
} else if (doubt) {
  console.log(doubt)
} else if (findings.some(({ isOver }) => isOver)) {
  console.error(
    'Make it cheaper, or say why it may cost that: npm run instructions -- --update "reason"',
  )
  process.exitCode = 1
}
