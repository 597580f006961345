// From a fresh clone, with an empty home folder and so a cold npm cache, to an editor that syncs in two tabs: one command.
// Usage: npm run figure:first-start
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { addressPrinted } from './start-weft.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'weft-first-start-'))
const home = join(folder, 'home')
await mkdir(home)
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path),
)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const startMs = performance.now()
const seconds = () => ((performance.now() - startMs) / 1000).toFixed(1)
execFileSync('git', ['clone', '--quiet', repository, join(folder, 'weft')])
const npm = spawn('npm', ['start', '--', '--port', '0'], {
  cwd: join(folder, 'weft'),
  env: { PATH: process.env.PATH, HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
  // A group of its own, to be ended as a whole: npm's shell does not pass signals on.
  detached: true,
})
try {
  const url = await addressPrinted(npm)
  console.log(`ready after ${seconds()} s`)
  const tabs = []
  for (let tab = 0; tab < 2; tab += 1) {
    const page = await browser.newPage()
    await page.goto(`${url}/d/first`)
    await page.getByText('Saved', { exact: true }).first().waitFor()
    tabs.push(page)
  }
  const [writer, reader] = tabs
  await writer.getByRole('textbox').click()
  await writer.keyboard.type('Hello')
  await reader.getByRole('textbox').getByText('Hello').waitFor()
  console.log(
    `two tabs in sync after ${seconds()} s, on ${cpus().length} cores with a cold npm cache`,
  )
} finally {
  await browser.close()
  if (npm.pid !== undefined && npm.exitCode === null && npm.signalCode === null) {
    process.kill(-npm.pid, 'SIGTERM')
    await once(npm, 'exit')
  }
  await rm(folder, { recursive: true, force: true })
}
