import { openBrowser } from './browser.ts'

/** What this page takes from its browser: one for all that begins by itself. */
export const thisBrowser = openBrowser()
