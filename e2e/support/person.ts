import type { BrowserContext, Locator, Page } from '@playwright/test'
import { expect } from './expect.ts'

/** How often a key is pressed that leads nowhere. */
const PRESSES = 3

/** Somebody with a document open in one tab. */
export class Person {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens a document in a new tab of a browser, and waits until its text is there. */
  static async open(browser: BrowserContext, url: string): Promise<Person> {
    const person = new Person(await browser.newPage())
    await person.goto(url)
    return person
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url)
    await this.saved()
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: /^Document / })
  }

  /** The pill's state, in the page's own short names. */
  get status(): Locator {
    return this.page.locator('[data-save-state]')
  }

  /** The others' carets in the text. */
  get carets(): Locator {
    return this.editor.locator('.remote-caret')
  }

  get caretNames(): Promise<string[]> {
    return this.carets.evaluateAll((carets) =>
      carets.map((caret) => caret.getAttribute('data-name') ?? ''),
    )
  }

  /** Who is here, in a row. */
  get people(): Locator {
    return this.page.getByRole('button', { name: /^People here/ })
  }

  get avatars(): Locator {
    return this.page.locator('.person .avatar:not(.avatar-more)')
  }

  /** Own name, as others see it. */
  async name(): Promise<string> {
    const titles = await this.people.getAttribute('aria-label')
    return /(?:: |, )([^,]*) \(you\)/.exec(titles ?? '')?.[1] ?? ''
  }

  /** Puts the caret at the beginning of the text. */
  focusStart(): Promise<void> {
    return this.#focusAt('Control+Home')
  }

  /** Puts the caret at the end of the text. */
  focusEnd(): Promise<void> {
    return this.#focusAt('Control+End')
  }

  async #focusAt(key: 'Control+Home' | 'Control+End'): Promise<void> {
    await this.editor.focus()
    await this.caretSettled()
    // What changes the page between a key and the browser's word of where the caret is puts it back: one presses again.
    for (let press = 0; press < PRESSES; press += 1) {
      await this.page.keyboard.press(key)
      if (await this.#isCaretAt(key === 'Control+Home' ? 'start' : 'end')) return
    }
  }

  /** Whether there is no text beyond the caret, once the editor has heard of where it is. */
  #isCaretAt(edge: 'start' | 'end'): Promise<boolean> {
    return this.editor.evaluate(async (editor, at) => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      const { focusNode, focusOffset } = getSelection() ?? {}
      if (!focusNode || focusOffset === undefined) return false
      const beyond = document.createRange()
      beyond.selectNodeContents(editor)
      if (at === 'start') beyond.setEnd(focusNode, focusOffset)
      else beyond.setStart(focusNode, focusOffset)
      const contents = beyond.cloneContents()
      // Others' carets, and tools.
      for (const drawn of contents.querySelectorAll('[contenteditable="false"]')) drawn.remove()
      return (contents.textContent ?? '').replaceAll('\u2060', '') === ''
    }, edge)
  }

  /** An editor that got the focus puts the caret back where it was, 20 ms later: nobody is as fast with a key. */
  async caretSettled(): Promise<void> {
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 40)))
  }

  async type(text: string, delay = 0): Promise<void> {
    await this.page.keyboard.type(text, { delay })
  }

  /** The text, a line for each block. What stands for others' carets is no text, nor are the tools at a block. */
  async lines(): Promise<string[]> {
    return this.editor.evaluate((editor) =>
      [...editor.children].map((block) => {
        const text = block.querySelector('pre') ?? block
        return (text.textContent ?? '').replaceAll('\u2060', '')
      }),
    )
  }

  async text(): Promise<string> {
    return (await this.lines()).join('\n')
  }

  /** Waits until the page says that everything is on disk. */
  async saved(): Promise<void> {
    await expect(this.status).toHaveAttribute('data-save-state', 'saved')
  }

  async hasStatus(state: string): Promise<void> {
    await expect(this.status).toHaveAttribute('data-save-state', state)
  }
}

/** Waits until everybody has the same text, and returns it. */
export async function expectSameText(...people: readonly Person[]): Promise<string> {
  await expect
    .poll(async () => new Set(await Promise.all(people.map((person) => person.text()))).size, {
      message: 'everybody has the same text',
    })
    .toBe(1)
  return (await people[0]?.text()) ?? ''
}
