import { existsSync, readFileSync } from 'node:fs'
import { findBrowser } from './browser.mjs'
import { runCommand } from './run-command.mjs'

/** Programs that the tests need, and how each is asked whether it is there. */
const programs = /** @type {const} */ ({
  strace: ['-V'],
  openssl: ['version'],
  nginx: ['-v'],
  haproxy: ['-v'],
  caddy: ['version'],
  promtool: ['--version'],
  'systemd-analyze': ['--version'],
  taskset: ['--version'],
})

/** @typedef {keyof typeof programs} Program */
/** @typedef {'chromium' | Program} Need */

/** @type {readonly Program[]} */
const programNames = [
  'strace',
  'openssl',
  'nginx',
  'haproxy',
  'caddy',
  'promtool',
  'systemd-analyze',
  'taskset',
]

/** Debian packages that are called otherwise than their program. */
const packageNames = new Map([
  ['nginx', 'nginx-light'],
  ['promtool', 'prometheus'],
  ['systemd-analyze', 'systemd'],
  ['taskset', 'util-linux'],
])

/** Programs that exist for Linux only. */
const LINUX_ONLY = ['strace', 'systemd-analyze', 'taskset']

/**
 * Where the tests are to run.
 *
 * @typedef {{ platform: string, distribution: string | undefined, hasApt: boolean }} Machine
 *   `distribution` is the `ID` of /etc/os-release.
 */

/**
 * What is missing, and how to get it.
 *
 * @typedef {{
 *   packages: readonly string[],
 *   commands: readonly (readonly string[])[],
 *   words: readonly string[],
 *   impossible: readonly Need[],
 * }} Plan
 *   `packages` are Debian packages, for `apt-get`; `commands` does what they do not; `words` is what no command does;
 *   `impossible` exists nowhere for this system.
 */

/**
 * How to get what is missing, all of it at once.
 *
 * @param {readonly Need[]} missing
 * @param {Machine} machine
 * @returns {Plan}
 */
export function planFor(missing, { platform, distribution, hasApt }) {
  const packages = []
  const commands = []
  const words = []
  const impossible = []
  if (missing.includes('chromium')) {
    // Ubuntu's package of that name needs snapd, which containers lack; Debian's is a browser.
    if (hasApt && distribution === 'debian') packages.push('chromium', 'chromium-headless-shell')
    else commands.push(['npx', 'playwright', 'install', '--with-deps', 'chromium'])
  }
  for (const program of programNames.filter((name) => missing.includes(name))) {
    if (platform !== 'linux' && LINUX_ONLY.includes(program)) impossible.push(program)
    else if (hasApt) packages.push(packageNames.get(program) ?? program)
    else words.push(`Install ${program} with your system's package manager.`)
  }
  return { packages, commands, words, impossible }
}

/**
 * The one line that people copy to get what is missing; empty if no command does it.
 *
 * @param {Plan} plan
 * @param {boolean} isRoot
 */
export function commandLine({ packages, commands }, isRoot) {
  const sudo = isRoot ? [] : ['sudo']
  const apt =
    packages.length > 0
      ? [[...sudo, 'apt-get', 'install', '-y', '--no-install-recommends', ...packages]]
      : []
  return [...apt, ...commands].map((words) => words.join(' ')).join(' && ')
}

/** @returns {Machine} */
export function thisMachine() {
  const file = '/etc/os-release'
  const release = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const distribution = /^ID="?([^"\n]*)"?$/m.exec(release)?.[1]
  return { platform: process.platform, distribution, hasApt: existsSync('/usr/bin/apt-get') }
}

/**
 * What the tests need and this machine does not have.
 *
 * @returns {readonly Need[]}
 */
export function missingNeeds() {
  return [
    ...(findBrowser() ? [] : /** @type {const} */ (['chromium'])),
    ...programNames.filter((name) => !isThere(name)),
  ]
}

/** @param {Program} program */
const isThere = (program) => runCommand(program, programs[program], { quiet: true }).ok

/**
 * Gets what is missing, if we are root: never with sudo. Only somebody who is root already, e.g. in a container, is
 * spared the typing.
 *
 * @param {Plan} plan
 * @param {(command: readonly string[]) => void} run
 */
export function installNeeds({ packages, commands }, run) {
  if (packages.length > 0) {
    run(['apt-get', 'update', '-q'])
    run(['apt-get', 'install', '-y', '--no-install-recommends', ...packages])
  }
  for (const command of commands) run(command)
}

/** Why strace, which is there, can trace nothing; undefined when it can. */
export function straceProblem() {
  const { ok, output } = runCommand('strace', ['-o', '/dev/null', 'true'], { quiet: true })
  if (ok) return undefined
  return `strace may trace nothing here: ${output.trim()}. In a container, allow it with --cap-add SYS_PTRACE.`
}
