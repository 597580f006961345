import { inRepository } from './repository.mjs'
import { runNode } from './run-command.mjs'

/**
 * Builds what has changed since the last build.
 *
 * @param {readonly string[]} workspaces Names; with what they depend on. None means all.
 * @returns {boolean} Whether it succeeded. If not, what went wrong has been printed.
 */
export function build(workspaces = []) {
  const filters = workspaces.map((name) => `--filter=${name}`)
  const turbo = inRepository('node_modules/turbo/bin/turbo')
  console.log('Building …')
  const { ok, output } = runNode(
    [turbo, 'run', 'build', ...filters, '--ui=stream', '--output-logs=errors-only'],
    {
      quiet: true,
      env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
    },
  )
  if (!ok) console.error(output)
  return ok
}
