import { test as base } from '@playwright/test'
import { WeftProcess } from './weft-process.ts'

/** A test with a server of its own: `({ weft, page }) => …`. */
export const story = base.extend<{ weft: WeftProcess }>({
  // Playwright reads which fixtures a test needs from the first parameter's pattern.
  weft: async ({ browserName: _anyBrowser }, use) => {
    const weft = await WeftProcess.start()
    await use(weft)
    await weft.dispose()
  },
})

export { expect } from '@playwright/test'
