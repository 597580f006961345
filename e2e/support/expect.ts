import { expect as playwrightExpect } from '@playwright/test'

/**
 * After how many milliseconds a poll looks again. Playwright's own waits grow to a second, for which a story stands still
 * when what it waits for has long come.
 */
const intervals = [20, 50, 100, 150, 250]

const poll: typeof playwrightExpect.poll = (actual, options) =>
  playwrightExpect.poll(actual, {
    intervals,
    ...(typeof options === 'string' ? { message: options } : options),
  })

/** Playwright's, which looks more often. */
export const expect: typeof playwrightExpect = new Proxy(playwrightExpect, {
  get: (target, name): unknown => (name === 'poll' ? poll : Reflect.get(target, name)),
})
