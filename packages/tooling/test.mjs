// `npm test`: everything there is, from what the machine needs to the browser. Its last line sums it all up.
import { mkdirSync, rmSync } from 'node:fs'
import { browserCommand, findBrowser } from './browser.mjs'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { requireNode } from './node-version.mjs'
import { inRepository } from './repository.mjs'
import { runCommand, runNode, runNpm } from './run-command.mjs'
import { countResults } from './suite-results.mjs'

const reports = inRepository('artifacts/reports')
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

const suites = [
  { name: 'checks', run: (report) => ({ command: ['packages/tooling/check.mjs', report] }) },
  { name: 'unit tests', run: vitest() },
  { name: 'process tests', run: vitest('--config=vitest.process.config.ts') },
  { name: 'compatibility tests', run: vitest('--root=packages/compatibility') },
  {
    name: 'browser tests',
    run: (report) => ({
      command: [
        'node_modules/@playwright/test/cli.js',
        'test',
        '-c',
        'e2e',
        '--reporter=list,json',
      ],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }),
  },
]

requireNode()
heading('packages')
if (!install({ withDevelopment: true })) finish([{ name: 'install', passed: 0, failed: 1 }])

const browser = findBrowser() ?? installBrowser()
if (!browser) {
  const { CHROMIUM } = process.env
  console.error(
    CHROMIUM ? `There is no browser at "${CHROMIUM}".` : 'The browser tests need Chromium.',
  )
  const command = browserCommand()
  const sudo = command[0] === 'apt-get' && !isRoot ? 'sudo ' : ''
  console.error(`Install it with:\n\n  ${sudo}${command.join(' ')}\n`)
  finish([{ name: 'what the tests need', passed: 0, failed: 1 }])
}
console.log(`Node ${process.versions.node}, browser ${browser}`)

heading('build')
if (!build()) finish([{ name: 'build', passed: 0, failed: 1 }])

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
finish(suites.map(runSuite))

function runSuite({ name, run }) {
  heading(name)
  const report = `${reports}/${name.replaceAll(' ', '-')}.json`
  const startMs = performance.now()
  const { command, env = {} } = run(report)
  const { ok } = runNode(command, { env: { CHROMIUM: browser, ...env } })
  const seconds = (performance.now() - startMs) / 1000
  return { name, seconds, ...countResults(report, ok) }
}

// Never with sudo: only somebody who is root already, e.g. in a container, is spared the typing.
function installBrowser() {
  const command = browserCommand()
  if (!isRoot || process.env.CHROMIUM) return undefined
  heading('browser')
  if (command[0] === 'apt-get') {
    if (!runCommand('apt-get', ['update', '-q']).ok) return undefined
    runCommand(command[0], command.slice(1), { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  } else runNpm(['exec', '--no', '--', ...command.slice(1)])
  return findBrowser()
}

function heading(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 72 - name.length))}`)
}

function finish(results) {
  heading('summary')
  for (const { name, passed, failed, skipped = 0, seconds = 0 } of results) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : ''
    const time = seconds > 0 ? `  (${seconds.toFixed(1)} s)` : ''
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed${rest}${time}`,
    )
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  console.log(`${total('passed')} passed, ${total('failed')} failed`)
  process.exit(total('failed') > 0 ? 1 : 0)
}
