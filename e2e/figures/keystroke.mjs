// From a keystroke's `beforeinput` in one tab to the DOM mutation in the other: real command, real browser, loopback.
// Usage, after a build: npm run figure:keystroke [-- <keystrokes>]
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { chromium } from '@playwright/test'
import { startWeft } from './start-weft.mjs'

const KEYSTROKES = Number(process.argv[2] ?? 200)
const PAUSE_MS = 60

const weft = await startWeft()
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path),
)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const url = `${weft.url}/d/keystrokes`
  const writer = await openTab(url)
  const reader = await openTab(url)
  await writer.getByRole('textbox').click()
  await writer.evaluate(() => {
    window.typed = []
    const note = () => window.typed.push(performance.timeOrigin + performance.now())
    document.querySelector('.ProseMirror').addEventListener('beforeinput', note)
  })
  await reader.evaluate(() => {
    window.seen = []
    const editor = document.querySelector('.ProseMirror')
    let length = editor.textContent.length
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now()
      for (; length < editor.textContent.length; length += 1) window.seen.push(now)
    }).observe(editor, { subtree: true, childList: true, characterData: true })
  })
  for (let index = 0; index < KEYSTROKES; index += 1) {
    await writer.keyboard.press('x')
    await writer.waitForTimeout(PAUSE_MS)
  }
  await reader.waitForFunction((count) => window.seen.length >= count, KEYSTROKES)
  const typed = await writer.evaluate(() => window.typed)
  const seen = await reader.evaluate(() => window.seen)
  const delays = typed.map((ms, index) => seen[index] - ms).sort((a, b) => a - b)
  const percentile = (part) =>
    delays[Math.min(delays.length - 1, Math.floor(delays.length * part))].toFixed(1)
  console.log(
    `${KEYSTROKES} keystrokes, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
  )
  console.log(
    `beforeinput → other tab's DOM: p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, max ${percentile(1)} ms`,
  )
} finally {
  await browser.close()
  await weft.stop()
}

async function openTab(url) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.getByText('Saved', { exact: true }).first().waitFor()
  return page
}
