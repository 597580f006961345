import { isInstalled } from './installed-packages.mjs'
import { inRepository } from './repository.mjs'
import { runNpm } from './run-command.mjs'

/**
 * Installs the packages of package-lock.json unless they are there.
 *
 * @param {{ withDevelopment: boolean }} what Whether the test tools are wanted, too.
 * @returns {boolean} Whether they are there now.
 */
export function install(what) {
  const lockfile = inRepository('package-lock.json')
  const record = inRepository('node_modules/.package-lock.json')
  if (isInstalled(lockfile, record, what)) return true
  console.log('Installing packages (npm ci) …')
  const omit = what.withDevelopment ? ['--include=dev'] : ['--omit=dev']
  const { ok } = runNpm(['ci', ...omit, '--no-audit', '--no-fund', '--loglevel=error'])
  if (!ok) console.error('The packages could not be installed: npm says why above.')
  return ok
}
