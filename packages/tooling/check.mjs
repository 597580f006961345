// `npm run check`: everything that can be said about the code without running it. With a path as its argument, it also
// writes how many checks passed and failed there, for `npm test` to count.
import { existsSync, writeFileSync } from 'node:fs'
import { findViolations } from './boundaries.mjs'
import { entrySizes, MEASURED, overLimit, sizeLimits } from './bundle-size.mjs'
import { build } from './build.mjs'
import { editorSize } from './editor-size.mjs'
import { inRepository } from './repository.mjs'
import { runNode } from './run-command.mjs'
import { publicPackages, workspaces } from './workspaces.mjs'

const tool = (...command) => runNode(command, { quiet: true })

const checks = [
  {
    name: 'format',
    remedy: 'npm run format',
    run: () => tool('node_modules/oxfmt/bin/oxfmt', '--check'),
  },
  { name: 'types', run: checkTypes },
  { name: 'lint', run: () => tool('node_modules/oxlint/bin/oxlint') },
  { name: 'boundaries', run: checkBoundaries },
  { name: 'unused code', run: () => tool('node_modules/knip/bin/knip.js', '--no-progress') },
  { name: 'packages', run: checkPackages },
  {
    name: 'public names',
    remedy: 'npm run api, when it is meant',
    run: () => tool('packages/tooling/api-reports.mjs'),
  },
  { name: 'size', run: checkSize },
]

const results = []
for (const { name, remedy, run } of checks) {
  const startMs = performance.now()
  const { ok, output } = await run()
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`)
  if (!ok) console.log(`${output.trim()}\n${remedy ? `→ ${remedy}\n` : ''}`)
  results.push({ test: name, ok, message: output.trim() })
}

const failures = results.filter(({ ok }) => !ok)
const failed = failures.length
const passed = results.length - failed
const [report] = process.argv.slice(2)
if (report) writeFileSync(report, JSON.stringify({ passed, failed, failures }))
process.exitCode = failed > 0 ? 1 : 0

function checkTypes() {
  const projects = workspaces()
    .map(({ folder }) => folder)
    .filter((folder) => existsSync(inRepository(folder, 'tsconfig.json')))
  const tsc = 'node_modules/typescript/bin/tsc'
  const sources = tool(tsc, '-b', ...projects)
  const tests = tool(tsc, '-p', 'tsconfig.test.json')
  return { ok: sources.ok && tests.ok, output: sources.output + tests.output }
}

function checkBoundaries() {
  const violations = findViolations()
  return { ok: violations.length === 0, output: violations.join('\n') }
}

function checkPackages() {
  // It looks at what is built, and the CommonJS half is not what the types have just emitted.
  const isBuilt = build(publicPackages().map(({ manifest }) => manifest.name))
  return isBuilt ? tool('packages/tooling/check-packages.mjs') : { ok: false, output: '' }
}

async function checkSize() {
  const sizes = await Promise.all(Object.keys(MEASURED).map(entrySizes))
  const excesses = overLimit([...sizes.flat(), editorSize()], sizeLimits())
  return { ok: excesses.length === 0, output: excesses.join('\n') }
}
