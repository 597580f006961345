import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'
import { browserFlags } from './support/browser-flags.ts'

// $CHROMIUM, else the system's; Playwright's own download is what is left when neither is there.
const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

export default defineConfig({
  outputDir: '../artifacts/e2e',
  fullyParallel: true,
  // Each story has two people's browsers, which without a graphics card keep a core busy.
  workers: 2,
  projects: [
    { name: 'editor', testMatch: 'stories/**/*.spec.ts' },
    { name: 'examples', testMatch: 'examples/**/*.spec.ts' },
  ],
  // For a machine that does other things as well.
  timeout: 180_000,
  // Longer than the longest pause of a page that looks for its server, which a busy machine starts late.
  expect: { timeout: 45_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { args: [...browserFlags], ...(executablePath ? { executablePath } : {}) },
    // No trace unless asked for with --trace=on: recording every keystroke makes the stories half as long again.
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
})
