import type { BrowserContext, Locator } from '@playwright/test'
import { expect } from './expect.ts'
import { Person } from './person.ts'

/** Somebody who comments on a document. */
export class Commenter extends Person {
  static override async open(browser: BrowserContext, url: string): Promise<Commenter> {
    const person = new Commenter(await browser.newPage())
    await person.goto(url)
    return person
  }

  get panel(): Locator {
    return this.page.getByRole('complementary', { name: 'Comments' })
  }

  /** The button in the bar; its name tells how many are new. */
  get button(): Locator {
    return this.page.locator('.comments-button')
  }

  get threads(): Locator {
    return this.panel.locator('.thread:not(.draft):visible')
  }

  /** What is marked in the text, a string for each piece. */
  async marked(): Promise<string> {
    return (await this.editor.locator('.comment-mark').allTextContents()).join('|')
  }

  /** What was said in all open threads, a line for each comment. */
  get said(): Promise<string[]> {
    return this.panel.locator('.comment-text:visible').allTextContents()
  }

  /** Writes paragraphs into an empty document. */
  async write(...paragraphs: readonly string[]): Promise<void> {
    await this.focusEnd()
    for (const [index, paragraph] of paragraphs.entries()) {
      if (index > 0) await this.page.keyboard.press('Enter')
      await this.page.keyboard.insertText(paragraph)
    }
  }

  async select(words: string): Promise<void> {
    await this.#setSelection(words, words.length)
  }

  async caretBefore(words: string): Promise<void> {
    await this.#setSelection(words, 0)
  }

  /** Comments on words of the text, by keyboard. */
  async comment(words: string, text: string): Promise<void> {
    await this.select(words)
    await this.page.keyboard.press('Control+Alt+m')
    await this.isWriting()
    await this.page.keyboard.insertText(text)
    await this.page.keyboard.press('Control+Enter')
    await expect(this.panel.locator('.thread:not(.draft):focus')).toContainText(text)
    await expect.poll(() => this.said).toContain(text)
  }

  /** Waits until a new comment can be written. */
  async isWriting(): Promise<void> {
    const box = this.page.getByRole('textbox', { name: 'Comment on the selected text' })
    await expect(box).toBeFocused()
  }

  async reply(text: string): Promise<void> {
    const box = this.panel.getByRole('textbox', { name: /^Reply to/ }).first()
    await box.fill(text)
    await box.press('Control+Enter')
    await expect.poll(() => this.said).toContain(text)
  }

  async #setSelection(words: string, length: number): Promise<void> {
    await this.editor.focus()
    await this.editor.evaluate(
      (editor, [wanted, size]) => {
        const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT)
        while (texts.nextNode()) {
          const node = texts.currentNode
          const at = node.textContent?.indexOf(wanted) ?? -1
          if (at < 0) continue
          getSelection()?.setBaseAndExtent(node, at, node, at + size)
          return
        }
        throw new Error(`There is no "${wanted}"`)
      },
      [words, length] as const,
    )
    // The editor hears of it in an event of its own.
    await this.page.evaluate(() => new Promise(requestAnimationFrame))
  }
}
