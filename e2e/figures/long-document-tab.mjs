import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

export function openFigureBrowser() {
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
    (path) => path && existsSync(path),
  )
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  })
}

/** Lets ten others type. Resolves once they do, with what ends them and waits until they have gone. */
export function startTypists(url, name) {
  const script = fileURLToPath(new URL('typists.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, url, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async () => {
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The typists ended with ${code}`)))
    child.stdout.once('data', () => resolve(end))
  })
}
