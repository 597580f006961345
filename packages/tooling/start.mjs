// `npm start`: from a fresh clone to a running server with the editor. Whatever follows `--` goes to `weft serve`.
import { build } from './build.mjs'
import { install } from './install.mjs'
import { requireNode } from './node-version.mjs'
import { inRepository } from './repository.mjs'

requireNode()
if (!install({ withDevelopment: false })) process.exit(1)
if (!build(['weft', '@weft/editor'])) process.exit(1)

// npm runs us in the top folder; the data belongs where the user is.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)

// In this very process, so that signals reach the server once and its exit code is ours.
const weft = inRepository('apps/server/bin/weft.js')
process.argv = [process.execPath, weft, 'serve', '--editor', ...process.argv.slice(2)]
await import('../../apps/server/bin/weft.js')
