// `npm run conformance`: what a server does, seen from outside. Builds the kit, and Weft where that is what is looked at.
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'
import { installPeers } from './peers/install.mjs'

requireNode()
const args = process.argv.slice(2)
process.exitCode = isPrepared() && (await isPassed()) ? 0 : 1

function isPrepared() {
  const comparesPeers = args.includes('--peers')
  const startsWeft = comparesPeers || args.includes('--own')
  const workspaces = startsWeft ? ['@weft/conformance', 'weft'] : ['@weft/conformance']
  return build(workspaces) && (!comparesPeers || installPeers())
}

async function isPassed() {
  const { readCommandLine, run, usage } = await import('./dist/index.js')
  let instruction
  try {
    instruction = readCommandLine(args)
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    return false
  }
  try {
    return await run(instruction, (text) => process.stdout.write(text))
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    return false
  }
}
