// `npm run abuse`: attacks a server of Weft's with everything a stranger can do, and says what that cost. With `--peers`
// the other servers as well, into ABUSE.md; with names of rows, e.g. A14, only those.
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'

requireNode()
const args = process.argv.slice(2)
const withPeers = args.includes('--peers')
if (!build(['@weft/conformance', 'weft'])) process.exit(1)
if (withPeers) {
  const { installPeers } = await import('./peers/install.mjs')
  if (!installPeers()) process.exit(1)
}

const { runCommand } = await import('./dist/abuse/index.js')
const only = args.filter((arg) => arg !== '--peers')
const ok = await runCommand({ withPeers, only, print: (text) => process.stdout.write(text) })
process.exit(ok ? 0 : 1)
