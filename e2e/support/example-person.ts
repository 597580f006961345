import type { Browser, Page } from '@playwright/test'
import { expect } from './expect.ts'
import type { EditorOnPage } from './editor-on-page.ts'
import type { WeftProcess } from './weft-process.ts'

/** Somebody with an example page open, in a browser of their own. */
export class ExamplePerson {
  readonly page: Page
  readonly #editor: EditorOnPage

  private constructor(page: Page, editor: EditorOnPage) {
    this.page = page
    this.#editor = editor
  }

  /** @param nth Whose turn it is: each is called and coloured differently. */
  static async open(
    browser: Browser,
    weft: WeftProcess,
    editor: EditorOnPage,
    nth: number,
  ): Promise<ExamplePerson> {
    const localStorage = [{ name: 'tabs', value: String(nth) }]
    const context = await browser.newContext({
      storageState: { cookies: [], origins: [{ origin: weft.url, localStorage }] },
    })
    const person = new ExamplePerson(await context.newPage(), editor)
    await person.page.goto(`${weft.url}/${editor.folder}/`)
    await person.isSaved()
    await expect(person.page.locator(editor.input)).toBeVisible()
    return person
  }

  async name(): Promise<string> {
    const words = await this.page.locator('.strip .me').textContent()
    return words?.replace('You are ', '') ?? ''
  }

  /** Types at the end of the text, all at once: what is typed key by key may be undone key by key. */
  async writeAtEnd(text: string): Promise<void> {
    await this.page.locator(this.#editor.input).click()
    await this.page.keyboard.press(this.#editor.endKey ?? 'Control+End')
    await this.page.keyboard.insertText(text)
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+z')
  }

  /** What the editor shows, without the others' carets. */
  text(): Promise<string> {
    return this.#editor.text(this.page)
  }

  /** Waits until the editor shows it. */
  async sees(text: string): Promise<void> {
    await expect.poll(() => this.text()).toBe(text)
  }

  /** Waits until the others' carets that can be seen in the text have these names. */
  async seesCaretsOf(...names: readonly string[]): Promise<void> {
    await expect.poll(() => this.#editor.caretNames(this.page)).toEqual(names)
  }

  async isSaved(): Promise<void> {
    await expect(this.page.locator('.strip .saved')).toHaveText('Saved')
    await expect(this.page.locator('.strip .connection')).toHaveText('Connected')
  }

  async isCutOff(): Promise<void> {
    await expect(this.page.locator('.strip .connection')).toHaveText('Connecting …')
  }
}
