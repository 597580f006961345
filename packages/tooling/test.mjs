// `npm test`: everything there is, from what the machine needs to the browser. Its last line sums it all up.
import { mkdirSync, rmSync } from 'node:fs'
import { findBrowser, findHeadlessShell } from './browser.mjs'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { requireNode } from './node-version.mjs'
import { inRepository } from './repository.mjs'
import { runCommand, runNpm, startNode } from './run-command.mjs'
import { readResults } from './suite-results.mjs'
import {
  commandLine,
  installNeeds,
  missingNeeds,
  planFor,
  straceProblem,
  thisMachine,
} from './test-needs.mjs'

const SYSTEM_TESTS = 'system tests'
/** In what time each suite has to end, on a slow machine. */
const SUITE_MINUTES = 30
const reports = inRepository('artifacts/reports')
/** How much of what a failed test says the summary repeats. */
const LINES_OF_A_FAILURE = 12
const isRoot = process.getuid?.() === 0

const vitest =
  (...options) =>
  (report) => ({
    command: [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...options,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  })

const checks = {
  name: 'checks',
  run: (report) => ({ command: ['packages/tooling/check.mjs', report] }),
}
const browserTests = {
  name: 'browser tests',
  run: (report) => ({
    command: ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  }),
}

// One after the other: what is timed must not wait for browsers.
const suites = [
  checks,
  { name: 'unit tests', run: vitest() },
  { name: 'compatibility tests', run: vitest('--root=packages/compatibility') },
  browserTests,
  { name: 'process tests', run: vitest('--config=vitest.process.config.ts') },
  { name: SYSTEM_TESTS, run: vitest('--config=vitest.system.config.ts') },
]

requireNode()
heading('packages')
if (!install({ withDevelopment: true })) finish([{ name: 'install', passed: 0, failed: 1 }])

const { impossible } = getNeeds()
const browser = findBrowser()
const shell = findHeadlessShell()
console.log(`Node ${process.versions.node}, browser ${[browser, shell].filter(Boolean).join(', ')}`)

heading('build')
if (!build()) finish([{ name: 'build', passed: 0, failed: 1 }])

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const results = []
for (const suite of suites) {
  heading(suite.name)
  results.push(await runSuite(suite))
}
finish(results)

async function runSuite({ name, run }) {
  if (name === SYSTEM_TESTS && impossible.includes('strace')) {
    console.error(
      'These tests watch system calls with strace, which exists for Linux only. Run them in a Linux container.',
    )
    return { name, passed: 0, failed: 1 }
  }
  const report = `${reports}/${name.replaceAll(' ', '-')}.json`
  const startMs = performance.now()
  const { command, env = {} } = run(report)
  const browsers = { CHROMIUM: browser, ...(shell ? { HEADLESS_SHELL: shell } : {}) }
  const { ok, isLate } = await startNode(command, {
    env: { ...browsers, ...env },
    limitMs: SUITE_MINUTES * 60_000,
  })
  if (isLate) console.error(`The ${name} did not end within ${SUITE_MINUTES} minutes: ended them.`)
  const seconds = (performance.now() - startMs) / 1000
  return { name, seconds, ...readResults(report, ok) }
}

/** Sees to what the tests need besides packages. Ends with words, naming all of it, when something is missing. */
function getNeeds() {
  const { CHROMIUM } = process.env
  const machine = thisMachine()
  // A browser that somebody has named is theirs to put there.
  const ours = missingNeeds().filter((need) => need !== 'chromium' || !CHROMIUM)
  const plan = planFor(ours, machine)
  if (isRoot && commandLine(plan, isRoot)) {
    heading('what the tests need')
    installNeeds(plan, runInstaller)
  }
  const missing = missingNeeds()
  const left = planFor(missing, machine)
  const command = commandLine(left, isRoot)
  const refusal = missing.includes('strace') ? undefined : straceProblem()
  const words = [...left.words, ...(refusal ? [refusal] : [])]
  if (!command && words.length === 0) return left
  if (CHROMIUM && missing.includes('chromium'))
    console.error(`There is no browser at "${CHROMIUM}".`)
  if (command) console.error(`The tests need more than is here. Install it with:\n\n  ${command}\n`)
  for (const line of words) console.error(line)
  return finish([{ name: 'what the tests need', passed: 0, failed: 1 }])
}

function runInstaller([command, ...args]) {
  if (command === 'npx') runNpm(['exec', '--no', '--', ...args])
  else runCommand(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } })
}

function heading(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 72 - name.length))}`)
}

function finish(results) {
  heading('summary')
  for (const { name, passed, failed, skipped = 0, seconds = 0, failures = [] } of results) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : ''
    const time = seconds > 0 ? `  (${seconds.toFixed(1)} s)` : ''
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed${rest}${time}`,
    )
    for (const { test, message } of failures) {
      const lines = message.split('\n').slice(0, LINES_OF_A_FAILURE)
      console.log([`  ✗ ${test}`, ...lines].join('\n      '))
    }
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  console.log(`${total('passed')} passed, ${total('failed')} failed`)
  process.exit(total('failed') > 0 ? 1 : 0)
}
