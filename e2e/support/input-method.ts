import type { CDPSession } from '@playwright/test'
import type { Person } from './person.ts'

/** What is behind a keyboard with which words are composed before they are written, as for Japanese. */
export class InputMethod {
  readonly #keyboard: CDPSession

  private constructor(keyboard: CDPSession) {
    this.#keyboard = keyboard
  }

  static async of({ page }: Person): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page))
  }

  /** What stands at the caret while it is not a word yet. */
  async compose(text: string): Promise<void> {
    await this.#keyboard.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** Writes the word that has been chosen in place of what was composed. */
  async commit(text: string): Promise<void> {
    await this.#keyboard.send('Input.insertText', { text })
  }

  /** Gives up what was composed. */
  async cancel(): Promise<void> {
    await this.commit('')
  }
}
