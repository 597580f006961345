import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

/** What is typed, what it becomes, and how that is found in the text. */
const markdown = [
  ['# ', 'h1'],
  ['## ', 'h2'],
  ['### ', 'h3'],
  ['- ', 'ul:not([data-type]) > li'],
  ['1. ', 'ol > li'],
  ['[ ] ', 'ul[data-type="taskList"] > li'],
  ['> ', 'blockquote'],
  ['``` ', 'pre code'],
  ['---', 'hr'],
  ['**bold**', 'strong'],
  ['*italic*', 'em'],
  ['`code`', 'p > code'],
  ['~~struck~~', 's'],
  ['[text](https://example.org)', 'a[href="https://example.org"]'],
  ['https://example.org ', 'a[href="https://example.org"]'],
] as const

sharedStory(
  'Markdown becomes what it means as one types, and undo gives back what was typed',
  async ({ documentUrl, page }) => {
    const ada = new Person(page)
    await ada.goto(documentUrl)
    await ada.focusEnd()
    const press = (key: string) => page.keyboard.press(key)
    for (const [typed, selector] of markdown) {
      for (const undo of ['Control+z', 'Backspace']) {
        // Backspace takes back what a link was made of only where the Markdown for it was typed.
        if (undo === 'Backspace' && typed.startsWith('https')) continue
        await press('Control+a')
        await press('Delete')
        await press('Control+Alt+0')
        await expect(ada.editor.locator('> *')).toHaveCount(1)
        await expect(ada.editor.locator('> p')).toHaveText('')
        await ada.type(typed)
        await expect(ada.editor.locator(selector), typed).toHaveCount(1)
        await press(undo)
        await expect(ada.editor.locator(selector), `${typed}, then ${undo}`).toHaveCount(0)
        expect(await ada.text(), `${typed}, then ${undo}`).toBe(typed)
      }
    }
  },
)
