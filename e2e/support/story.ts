import { test as base } from '@playwright/test'
import { WeftProcess } from './weft-process.ts'

/** A test with a server of its own: `({ weft, page }) => …`. */
export const story = base.extend<{ weft: WeftProcess }>({
  weft: async ({ browser }, use) => {
    const weft = await WeftProcess.start()
    await use(weft)
    // People whom a story leaves open would go on looking for their server beside the next one.
    await Promise.all(browser.contexts().map((context) => context.close()))
    await weft.dispose()
  },
})

export { expect } from '@playwright/test'
