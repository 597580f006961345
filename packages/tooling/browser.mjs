import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runNode } from './run-command.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The Chromium that the browser tests will drive: $CHROMIUM, else the system's, else the one that Playwright has
 * downloaded.
 *
 * @returns {string | undefined} Its path.
 */
export function findBrowser() {
  const { CHROMIUM } = process.env
  if (CHROMIUM) return existsSync(CHROMIUM) ? CHROMIUM : undefined
  return onPath(names) ?? downloadedBrowser()
}

/**
 * Chromium without what only a window needs: most stories take two thirds of the time in it. Not looked for when
 * $CHROMIUM names the browser that is to be tested.
 *
 * @returns {string | undefined} Its path.
 */
export function findHeadlessShell() {
  return process.env['CHROMIUM'] ? undefined : onPath(['chromium-headless-shell'])
}

/** @param {readonly string[]} programs */
function onPath(programs) {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = folders.flatMap((folder) => programs.map((name) => join(folder, name)))
  return paths.find((path) => existsSync(path))
}

// Asked in a process of its own: this module also runs before anything is installed.
function downloadedBrowser() {
  const ask = "import { chromium } from 'playwright-core'; console.log(chromium.executablePath())"
  const { ok, output } = runNode(['--input-type=module', '--eval', ask], { quiet: true })
  return ok && existsSync(output.trim()) ? output.trim() : undefined
}
