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

/**
 * A test beside others on one server: `({ documentUrl, page }) => …`. For whatever neither stops the server nor asks what
 * else it has.
 */
export const sharedStory = base.extend<{ documentUrl: string }, { weft: WeftProcess }>({
  weft: [
    async ({ browserName: _any }, use) => {
      const weft = await WeftProcess.start()
      await use(weft)
      await weft.dispose()
    },
    { scope: 'worker' },
  ],
  // A document that nobody has opened yet.
  documentUrl: async ({ weft, browser }, use, { testId }) => {
    await use(`${weft.url}/d/${testId}-${Date.now().toString(36)}`)
    await Promise.all(browser.contexts().map((context) => context.close()))
  },
})

export { expect } from './expect.ts'
