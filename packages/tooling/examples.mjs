// `npm run examples`: the example pages and their documents on one port. Whatever follows `--` goes to `weft serve`.
import { build } from './build.mjs'
import { install } from './install.mjs'
import { requireNode } from './node-version.mjs'
import { inRepository } from './repository.mjs'

requireNode()
if (!install({ withDevelopment: true })) process.exit(1)
if (!build(['weft', '@weft/examples'])) process.exit(1)

// In this very process, so that signals reach the server once and its exit code is ours.
const weft = inRepository('apps/server/bin/weft.js')
const pages = inRepository('apps/examples/dist')
const data = inRepository('apps/examples/data')
process.argv = [process.execPath, weft, 'serve', '--pages', pages, '--data', data].concat(
  process.argv.slice(2),
)
await import('../../apps/server/bin/weft.js')
