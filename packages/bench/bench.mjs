// `npm run bench`: builds Weft and the bench, installs the peers, and runs the bench on a core of its own.
import { spawnSync } from 'node:child_process'
import { build } from '../tooling/build.mjs'
import { requireNode } from '../tooling/node-version.mjs'
import { readArguments } from '../tooling/read-arguments.mjs'
import { inRepository } from '../tooling/repository.mjs'
import { installPeers } from './peers/install.mjs'

/** The server has core 0. */
const GENERATOR_CORE = 1

requireNode()
process.exitCode = build(['@weft/bench', 'weft']) && (await isPrepared()) ? run() : 1

async function isPrepared() {
  const { allWorkloads, readCommandLine, usage } = await import('./dist/index.js')
  const ids = allWorkloads.map(({ id }) => id)
  const { lists } = readArguments(usage, (args) => readCommandLine(args, ids))
  // Who only wants to know which rows there are needs no other server.
  return lists || installPeers()
}

function run() {
  const main = inRepository('packages/bench/dist/main.js')
  // A large young generation: the generator's own collections are pauses that servers would be blamed for.
  const command = [process.execPath, '--max-semi-space-size=128', main, ...process.argv.slice(2)]
  const { status, error } = spawnSync('taskset', ['-c', String(GENERATOR_CORE), ...command], {
    stdio: 'inherit',
  })
  if (error) {
    process.stderr.write(
      `Cannot pin the bench to a core (${error.message}): it needs Linux, two cores and taskset (util-linux).\n`,
    )
    return 1
  }
  return status ?? 1
}
