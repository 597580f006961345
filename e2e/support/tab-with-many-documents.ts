import type { BrowserContext, Page } from '@playwright/test'
import { bundlePage } from './bundle-page.ts'
import type { ManyFacts } from './page-with-many-documents.ts'

const PAGE = new URL('./page-with-many-documents.ts', import.meta.url)

/** A tab with a small application that has twenty documents over one socket. */
export class TabWithManyDocuments {
  readonly page: Page
  /** How many WebSockets the page has opened. */
  sockets = 0
  readonly #origin: string

  private constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
    page.on('websocket', () => {
      this.sockets += 1
    })
  }

  /** @param origin Where the server is, e.g. `http://127.0.0.1:41234`. The page comes from there, as far as the browser knows. */
  static async open(browser: BrowserContext, origin: string): Promise<TabWithManyDocuments> {
    const script = await bundlePage(PAGE)
    // A page that the test hands over itself has no address, and may connect to this machine only if it is allowed to.
    await browser.grantPermissions(['local-network-access'])
    const page = await browser.newPage()
    const tab = new TabWithManyDocuments(page, origin)
    await page.route(`${origin}/many`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Many</title><script type="module">${script}</script>`,
      }),
    )
    await page.route(`${origin}/elsewhere`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Elsewhere</title>' }),
    )
    await page.goto(`${origin}/many`)
    return tab
  }

  facts(): Promise<ManyFacts> {
    return this.page.evaluate(() => window.pageWithManyDocuments.facts())
  }

  type(document: number, text: string): Promise<void> {
    return this.page.evaluate(([index, more]) => window.pageWithManyDocuments.type(index, more), [
      document,
      text,
    ] as const)
  }

  /** Types and follows a link in the same breath. */
  async typeAndLeave(document: number, text: string): Promise<void> {
    await this.page.evaluate(
      ([index, more, href]) => {
        window.pageWithManyDocuments.type(index, more)
        location.href = href
      },
      [document, text, `${this.#origin}/elsewhere`] as const,
    )
    await this.page.waitForURL('**/elsewhere')
  }

  async back(): Promise<void> {
    await this.page.goBack({ waitUntil: 'commit' })
  }
}
