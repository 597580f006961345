// `node packages/bench/peers/install.mjs`: the servers that Weft is measured beside, apart from Weft's own packages.
import { inRepository } from '../../tooling/repository.mjs'
import { isInstalled } from '../../tooling/installed-packages.mjs'
import { runNpm } from '../../tooling/run-command.mjs'

const folder = inRepository('packages/bench/peers')

/** @returns {boolean} Whether they are there now. */
export function installPeers() {
  const record = `${folder}/node_modules/.package-lock.json`
  if (isInstalled(`${folder}/package-lock.json`, record, { withDevelopment: true })) return true
  process.stdout.write(
    'Installing the peers (npm ci; without a built SQLite for this Node, minutes) …\n',
  )
  const { ok, output } = runNpm(
    ['ci', '--no-workspaces', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, quiet: true },
  )
  if (!ok) process.stderr.write(`The peers could not be installed:\n${output}`)
  return ok
}

if (process.argv[1] === import.meta.filename) process.exitCode = installPeers() ? 0 : 1
