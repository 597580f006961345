import { spawn, spawnSync } from 'node:child_process'
import { repositoryRoot } from './repository.mjs'

/**
 * Runs a command to its end, in the repository's top folder unless told otherwise.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string>, cwd?: string }} options With `quiet`, what it prints is
 *   returned and not shown.
 * @returns {{ ok: boolean, output: string, answer: string }} What it printed, and of that what was on standard output.
 */
export function runCommand(command, args, { quiet = false, env = {}, cwd = repositoryRoot } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  // Ctrl-C reaches the command and us alike: whoever pressed it wants all of it to stop.
  if (result.signal === 'SIGINT') process.exit(130)
  const answer = result.stdout ?? ''
  const output = `${answer}${result.stderr ?? ''}`
  return {
    ok: result.status === 0,
    answer,
    output: result.error ? `${output}${result.error.message}\n` : output,
  }
}

/**
 * Runs a JavaScript file with this very Node.
 *
 * @param {readonly [string, ...string[]]} file And its arguments.
 * @param {Parameters<typeof runCommand>[2]} options
 */
export const runNode = (file, options) => runCommand(process.execPath, file, options)

/**
 * The same, shown as it runs, with a limit.
 *
 * @param {readonly [string, ...string[]]} file And its arguments.
 * @param {{ env?: Record<string, string>, limitMs: number }} options In what time it is to end: it is killed then.
 * @returns {Promise<{ ok: boolean, isLate: boolean }>}
 */
export function startNode(file, { env = {}, limitMs }) {
  const child = spawn(process.execPath, file, {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    timeout: limitMs,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ ok: code === 0, isLate: child.killed }))
  })
}

/**
 * Runs the npm that started us, else the one on the path.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof runCommand>[2]} options
 */
export function runNpm(args, options) {
  const { npm_execpath: npm } = process.env
  return npm?.endsWith('.js') ? runNode([npm, ...args], options) : runCommand('npm', args, options)
}
