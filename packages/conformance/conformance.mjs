// `npm run conformance`: what a server does, seen from outside. Builds the kit, and Weft where that is what is looked at.
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'

requireNode()
const args = process.argv.slice(2)
const startsWeft = args.includes('--own') || args.includes('--peers')
if (!build(startsWeft ? ['@weft/conformance', 'weft'] : ['@weft/conformance'])) process.exit(1)
if (args.includes('--peers')) {
  const { installPeers } = await import('./peers/install.mjs')
  if (!installPeers()) process.exit(1)
}

const { readCommandLine, run, usage } = await import('./dist/index.js')
const instruction = read()
const ok = instruction && (await run(instruction, (text) => process.stdout.write(text)))
process.exit(ok ? 0 : 1)

function read() {
  try {
    return readCommandLine(args)
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    return undefined
  }
}
