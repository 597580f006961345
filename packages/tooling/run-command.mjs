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
 * The same beside others: resolves when it has ended.
 *
 * @param {readonly [string, ...string[]]} file And its arguments.
 * @param {{ quiet?: boolean, env?: Record<string, string> }} options As those of {@link runCommand}.
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function startNode(file, { quiet = false, env = {} } = {}) {
  const child = spawn(process.execPath, file, {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output += text))
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n` }))
    child.once('close', (code) => resolve({ ok: code === 0, output }))
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
