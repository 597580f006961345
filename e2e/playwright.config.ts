import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'
import { browserFlags } from './support/browser-flags.ts'

const { CHROMIUM, HEADLESS_SHELL } = process.env

// $CHROMIUM, else the system's; Playwright's own download is what is left when neither is there.
const whole = [CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path))
// The same engine without a browser around it, which is quicker.
const quick = HEADLESS_SHELL ?? whole

/** What needs the browser around the pages: going back to a page that was kept as it was. */
const NEEDS_ALL = ['**/many-documents.spec.ts', '**/provider-in-the-page.spec.ts']

const launch = (executablePath: string | undefined) => ({
  launchOptions: { args: [...browserFlags], ...(executablePath ? { executablePath } : {}) },
})

export default defineConfig({
  outputDir: '../artifacts/e2e',
  fullyParallel: true,
  // Each story has two people's browsers, which without a graphics card keep a core busy.
  workers: 2,
  projects: [
    {
      name: 'editor',
      testMatch: 'stories/**/*.spec.ts',
      testIgnore: NEEDS_ALL,
      use: launch(quick),
    },
    { name: 'whole-browser', testMatch: NEEDS_ALL, use: launch(whole) },
    { name: 'examples', testMatch: 'examples/**/*.spec.ts', use: launch(quick) },
  ],
  // For a machine that does other things as well.
  timeout: 180_000,
  // Longer than the longest pause of a page that looks for its server, which a busy machine starts late.
  expect: { timeout: 45_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    // No trace unless asked for with --trace=on: recording every keystroke makes the stories half as long again.
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
})
