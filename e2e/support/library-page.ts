import type { Locator, Page } from '@playwright/test'
import { expect } from './expect.ts'

/** The start page, as somebody sees it. */
export class LibraryPage {
  readonly page: Page
  readonly #url: string

  private constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
  }

  /** @param url Of the server. */
  static async open(page: Page, url: string): Promise<LibraryPage> {
    const library = new LibraryPage(page, url)
    await library.load()
    return library
  }

  async load(): Promise<void> {
    await this.page.goto(this.#url)
    await expect(this.page.getByRole('region', { name: 'Recent' })).toBeVisible()
  }

  get recent(): Locator {
    return this.page.getByRole('region', { name: 'Recent' })
  }

  get onServer(): Locator {
    return this.page.getByRole('region', { name: 'On this server' })
  }

  get notice(): Locator {
    return this.page.locator('.notice-card')
  }

  /** What the documents of a list are called, from its top. */
  titles(list: Locator): Promise<string[]> {
    return list.locator('.document-name').allTextContents()
  }

  /** Loads the page until the server's list has these at its top: it learns of a title a moment after its change. */
  async lists(...titles: readonly string[]): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.load()
          await expect(this.onServer.locator('.document-name').first()).toBeVisible()
          return (await this.titles(this.onServer)).slice(0, titles.length)
        },
        { intervals: [300] },
      )
      .toEqual(titles)
  }

  async choose(list: Locator, title: string, action: string): Promise<void> {
    await list.getByRole('button', { name: `More for ${title}` }).click()
    await this.page.getByRole('menuitem', { name: action }).click()
  }

  async search(words: string): Promise<void> {
    await this.page.getByRole('searchbox').fill(words)
  }
}
