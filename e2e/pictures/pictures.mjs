// Pictures of the editor as people see it, to be looked at: npm run pictures [-- <scene> …] [--keep]
// They are written to artifacts/pictures; with --keep those that the documents show are put there.
import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { startWeft } from '../figures/start-weft.mjs'
import { scenes } from './scenes.mjs'

/** Those that the documents show. */
const KEPT = ['two-people', 'side-by-side', 'comments', 'phone-in-the-dark']

const folder = fileURLToPath(new URL('../../artifacts/pictures/', import.meta.url))
const docs = fileURLToPath(new URL('../../apps/docs/images/', import.meta.url))
const args = process.argv.slice(2)
const wanted = args.filter((arg) => !arg.startsWith('--'))
const unknown = wanted.filter((name) => !Object.hasOwn(scenes, name))
if (unknown.length > 0) {
  console.error(
    `No scene is called ${unknown.join(', ')}. There are ${Object.keys(scenes).join(', ')}.`,
  )
  process.exit(1)
}

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path),
)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
await mkdir(folder, { recursive: true })
await mkdir(docs, { recursive: true })
try {
  for (const [name, scene] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    await take(name, scene)
  }
} finally {
  await browser.close()
}

async function take(name, scene) {
  const path = `${folder}${name}.png`
  // One of its own for each: some scenes stop it.
  const weft = await startWeft()
  try {
    const page = await scene({ browser, weft })
    await page.screenshot({ path, animations: 'disabled', caret: 'initial' })
    console.log(path)
    if (args.includes('--keep') && KEPT.includes(name)) await copyFile(path, `${docs}${name}.png`)
  } catch (error) {
    console.error(name, error)
    process.exitCode = 1
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await weft.stop()
  }
}
