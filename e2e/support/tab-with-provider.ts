import type { BrowserContext, Page } from '@playwright/test'
import { bundlePage } from './bundle-page.ts'
import type { PageFacts } from './page-with-provider.ts'

const PAGE = new URL('./page-with-provider.ts', import.meta.url)

/** A tab with a small application that shares a text and who is here. */
export class TabWithProvider {
  readonly page: Page
  readonly #origin: string

  private constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
  }

  /** @param origin Where the server is, e.g. `http://127.0.0.1:41234`. The page comes from there, as far as the browser knows. */
  static async open(browser: BrowserContext, origin: string, name: string) {
    const script = await bundlePage(PAGE)
    // A page that the test hands over itself has no address, and may connect to this machine only if it is allowed to.
    await browser.grantPermissions(['local-network-access'])
    const page = await browser.newPage()
    await page.route(`${origin}/page-with-provider`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Here</title><script type="module">${script}</script>`,
      }),
    )
    await page.route(`${origin}/elsewhere`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Elsewhere</title>' }),
    )
    await page.goto(`${origin}/page-with-provider#${name}`)
    return new TabWithProvider(page, origin)
  }

  facts(): Promise<PageFacts> {
    return this.page.evaluate(() => window.pageWithProvider.facts())
  }

  type(text: string): Promise<void> {
    return this.page.evaluate((more) => window.pageWithProvider.type(more), text)
  }

  /** Types and follows a link in the same breath. */
  async typeAndLeave(text: string): Promise<void> {
    await this.page.evaluate(
      ([more, href]) => {
        window.pageWithProvider.type(more)
        location.href = href
      },
      [text, `${this.#origin}/elsewhere`] as const,
    )
    await this.page.waitForURL('**/elsewhere')
  }

  /** Follows a link. The browser may ask first whether to leave. */
  async leave(): Promise<void> {
    await this.page.evaluate((href) => {
      location.href = href
    }, `${this.#origin}/elsewhere`)
  }

  async back(): Promise<void> {
    await this.page.goBack({ waitUntil: 'commit' })
  }
}
