import { textsAfter, type EditorOnPage } from '../support/editor-on-page.ts'
import { expect } from '../support/story.ts'
import { exampleStory, openTwo, twoPeopleStory } from '../support/two-people-story.ts'

const textarea: EditorOnPage = {
  folder: 'textarea',
  input: 'textarea',
  text: (page) => page.locator('textarea').inputValue(),
  caretNames: (page) => textsAfter(page, '#mirror .caret'),
}

twoPeopleStory(textarea)

exampleStory(
  'textarea: a caret stays at its text whatever others do',
  async ({ weft, browser }) => {
    const [ada, bo] = await openTwo(browser, weft, textarea)
    await ada.writeAtEnd('one three')
    await bo.sees('one three')
    for (let step = 0; step < 'three'.length; step += 1) await ada.page.keyboard.press('ArrowLeft')
    await bo.page.locator('textarea').click()
    await bo.page.keyboard.press('Control+Home')
    await bo.page.keyboard.insertText('zero ')
    await ada.sees('zero one three')
    await ada.page.keyboard.insertText('two ')
    await bo.sees('zero one two three')
    await bo.undo()
    await ada.sees('one two three')
    await ada.page.keyboard.press('Backspace')
    await bo.sees('one twothree')
    await ada.undo()
    await expect.poll(() => bo.text()).not.toBe('one twothree')
    await ada.page.keyboard.press('Control+Shift+z')
    await bo.sees('one twothree')
  },
)

exampleStory(
  'textarea: what others write while an input method composes interrupts nothing and is not lost',
  async ({ weft, browser }) => {
    const [ada, bo] = await openTwo(browser, weft, textarea)
    await ada.writeAtEnd('Said: ')
    await bo.sees('Said: ')
    const keyboard = await ada.page.context().newCDPSession(ada.page)
    const compose = (text: string) =>
      keyboard.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      })
    await compose('に')
    await bo.page.locator('textarea').click()
    await bo.page.keyboard.press('Control+Home')
    await bo.page.keyboard.insertText('Ada ')
    // It has come, and is kept from the text that is being composed.
    await expect(ada.page.locator('#mirror')).toContainText('Ada Said: ')
    await compose('にほん')
    expect(await ada.text()).toBe('Said: にほん')
    await keyboard.send('Input.insertText', { text: '日本' })
    await ada.sees('Ada Said: 日本')
    await bo.sees('Ada Said: 日本')
    await ada.page.keyboard.insertText('。')
    await bo.sees('Ada Said: 日本。')
  },
)
