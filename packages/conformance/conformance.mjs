// `npm run conformance`: what a server does, seen from outside. Builds the kit, and Weft where that is what is looked at.
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'
import { readArguments } from '../tooling/read-arguments.mjs'
import { installPeers } from './peers/install.mjs'

requireNode()
process.exitCode = build(['@weft/conformance']) && (await isPassed()) ? 0 : 1

async function isPassed() {
  const { readCommandLine, run, usage } = await import('./dist/index.js')
  const instruction = readArguments(usage, readCommandLine)
  const { type } = instruction.target
  if (['weft', 'peers'].includes(type) && !build(['weft'])) return false
  if (type === 'peers' && !installPeers()) return false
  try {
    return await run(instruction, (text) => process.stdout.write(text))
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    return false
  }
}
