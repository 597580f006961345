// `npm run abuse`: attacks a server of Weft's with everything a stranger can do, and says what that cost.
import { parseArgs } from 'node:util'
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'
import { readArguments } from '../tooling/read-arguments.mjs'

const usage = `npm run abuse -- [rows, e.g. A14] [options]

  --peers  the other servers as well; with all rows, writes ABUSE.md
`

requireNode()
const ok = build(['@weft/conformance', 'weft']) && (await isPassed())
// What it attacked may still be open.
process.exit(ok ? 0 : 1)

async function isPassed() {
  const { abuseCases, runCommand } = await import('./dist/abuse/index.js')
  const { withPeers, only } = readArguments(usage, (args) => {
    const options = { peers: { type: 'boolean', default: false } }
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const ids = new Set(abuseCases.map(({ id }) => id))
    const unknown = positionals.find((id) => !ids.has(id))
    if (unknown) throw new Error(`There is no row "${unknown}". There are: ${[...ids].join(', ')}.`)
    return { withPeers: values.peers, only: positionals }
  })
  if (withPeers) {
    const { installPeers } = await import('./peers/install.mjs')
    if (!installPeers()) return false
  }
  return runCommand({ withPeers, only, print: (text) => process.stdout.write(text) })
}
