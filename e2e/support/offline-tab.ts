import type { BrowserContext, Page } from '@playwright/test'
import { bundlePage } from './bundle-page.ts'
import { writtenToDevice } from './device.ts'
import type { OfflineFacts, OfflinePage } from './offline-page.ts'

const PAGE = new URL('./offline-page.ts', import.meta.url)
const PATH = '/offline-page'

/** A tab with a small application whose document is kept on the device. It can be loaded also while no server runs. */
export class OfflineTab {
  readonly page: Page
  readonly #url: string

  private constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
  }

  /**
   * @param origin Where the server is, e.g. `http://127.0.0.1:41234`. The page comes from there, as far as the browser knows.
   * @param prepare Runs in the page before anything else does.
   */
  static async open(
    browser: BrowserContext,
    origin: string,
    prepare?: () => void,
  ): Promise<OfflineTab> {
    const script = await bundlePage(PAGE)
    // A page that the test hands over itself has no address, and may connect to this machine only if it is allowed to.
    await browser.grantPermissions(['local-network-access'])
    const page = await browser.newPage()
    await page.route(`${origin}${PATH}`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Offline</title><script type="module">${script}</script>`,
      }),
    )
    if (prepare) await page.addInitScript(prepare)
    const tab = new OfflineTab(page, `${origin}${PATH}`)
    await tab.load()
    return tab
  }

  /** Loads the page, for the first time or anew. */
  async load(): Promise<void> {
    await this.page.goto(this.#url)
  }

  facts(): Promise<OfflineFacts> {
    return this.page.evaluate(() => window.offlinePage.facts())
  }

  loaded(): ReturnType<OfflinePage['loaded']> {
    return this.page.evaluate(() => window.offlinePage.loaded())
  }

  type(text: string): Promise<void> {
    return this.page.evaluate((more) => window.offlinePage.type(more), text)
  }

  /** Resolves when what was typed is on the device. */
  written(): Promise<void> {
    return writtenToDevice(this.page)
  }

  /** Loads the page anew in the same turn in which something is written. */
  async typeAndReload(text: string): Promise<void> {
    const reload = (more: string) => {
      window.offlinePage.type(more)
      location.reload()
    }
    await Promise.all([this.page.waitForEvent('load'), this.page.evaluate(reload, text)])
  }

  cut(): Promise<void> {
    return this.page.evaluate(() => window.offlinePage.cut())
  }

  mend(): Promise<void> {
    return this.page.evaluate(() => window.offlinePage.mend())
  }
}
