// Part of the examples' build: installs what BlockNote needs unless it is there, checks the types, and puts the page
// beside the others.
import { inRepository } from '../../../packages/tooling/repository.mjs'
import { isInstalled } from '../../../packages/tooling/installed-packages.mjs'
import { runNode, runNpm } from '../../../packages/tooling/run-command.mjs'

const folder = inRepository('apps/examples/blocknote')
const record = `${folder}/node_modules/.package-lock.json`

process.exitCode = install() && run('typescript/bin/tsc', '-p', '.') && build() ? 0 : 1

function install() {
  if (isInstalled(`${folder}/package-lock.json`, record, { withDevelopment: true })) return true
  console.log('Installing BlockNote (npm ci) …')
  const { ok, output } = runNpm(
    ['ci', '--no-workspaces', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, quiet: true },
  )
  if (!ok) console.error(`BlockNote could not be installed:\n${output}`)
  return ok
}

function build() {
  return run('vite/bin/vite.js', 'build', '--logLevel=warn')
}

function run(tool, ...args) {
  return runNode([inRepository(`node_modules/${tool}`), ...args], { cwd: folder }).ok
}
