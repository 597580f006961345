import type { Page } from '@playwright/test'

/** By how much the page's time jumps when it is stopped, in milliseconds: longer than the way there takes. */
const JUMP_MS = 10_000

/**
 * Stops the time of a page whose clock was installed before it was opened: from here on nothing happens because of a timer,
 * such as the page's next own attempt to connect, which may come at any moment.
 */
export async function holdTime(page: Page): Promise<void> {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + JUMP_MS)
}
