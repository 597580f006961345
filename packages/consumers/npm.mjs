import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const LIMIT_MS = 100_000
const run = promisify(execFile)

/**
 * Runs a command to its end, as long as it takes not too long.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').ExecFileOptions} options
 * @returns {Promise<string>} What it printed.
 * @throws {Error} When it fails or does not end in time; with its words.
 */
export async function runToEnd(command, args, options = {}) {
  const { stdout } = await run(command, args, { ...options, timeout: LIMIT_MS, encoding: 'utf8' })
  return stdout
}

/**
 * The environment in which npm asks one registry and keeps what it fetched in one folder, whatever this machine's settings are.
 *
 * @param {{ url: string }} registry
 * @param {string} cache
 */
export function npmEnvironment({ url }, cache) {
  const settings = {
    npm_config_registry: url,
    npm_config_cache: cache,
    npm_config_noproxy: '127.0.0.1',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
  }
  return { ...process.env, ...settings }
}

/**
 * Runs the npm that started us, else the one on the path.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function runNpm(args, options) {
  const { npm_execpath: npm } = process.env
  return npm?.endsWith('.js')
    ? runToEnd(process.execPath, [npm, ...args], options)
    : runToEnd('npm', args, options)
}
