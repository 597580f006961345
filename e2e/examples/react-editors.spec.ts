import type { Page, WebSocket } from '@playwright/test'
import { textIn, textsAfter, visibleTexts, type EditorOnPage } from '../support/editor-on-page.ts'
import { expect } from '../support/story.ts'
import {
  cutOff,
  exampleStory,
  openTwo,
  reunite,
  twoPeopleStory,
} from '../support/two-people-story.ts'

const editors: readonly EditorOnPage[] = [
  {
    folder: 'tiptap',
    input: '.tiptap',
    text: (page) => textIn(page, '.tiptap > *', '.caret'),
    caretNames: (page) => textsAfter(page, '.tiptap .caret'),
  },
  {
    folder: 'lexical',
    // It is there with the document's first paragraph.
    input: '[role=textbox] > p >> nth=-1',
    text: (page) => textIn(page, '[role=textbox] > *', 'none'),
    caretNames: (page) => visibleTexts(page, '.text > [aria-hidden] span > span:not(:empty)'),
  },
  {
    folder: 'slate',
    input: '[role=textbox]',
    text: (page) => textIn(page, '[data-slate-node=element]', 'none'),
    caretNames: (page) => textsAfter(page, '.text .caret'),
  },
  {
    folder: 'blocknote',
    // Below the last block, a click makes another one, and so does what is typed right after Ctrl+End.
    input: '.bn-inline-content >> nth=-1',
    endKey: 'End',
    text: (page) => textIn(page, '.bn-inline-content', '.caret'),
    caretNames: (page) => textsAfter(page, '.bn-editor .caret'),
  },
]

for (const editor of editors) {
  twoPeopleStory(editor)

  exampleStory(
    `${editor.folder}: in StrictMode one socket, none once the editor is closed, and no complaints`,
    async ({ weft, page }) => {
      const sockets: WebSocket[] = []
      page.on('websocket', (socket) => sockets.push(socket))
      // Yjs complains when a page has two copies of it, React when something is done in the wrong order.
      const complaints: string[] = []
      page.on('console', (message) => {
        if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      const open = () => sockets.filter((socket) => !socket.isClosed()).length
      await page.goto(`${weft.url}/${editor.folder}/`)
      await isConnected(page)
      expect(sockets).toHaveLength(1)
      await page.locator(editor.input).click()
      await page.keyboard.insertText('Kept')
      // Lexical's document goes with the editor, and what is not on the server by then.
      await expect.poll(() => editor.text(page)).toBe('Kept')
      await isConnected(page)

      await page.getByRole('button', { name: 'Close the editor' }).click()
      await expect(page.locator(editor.input)).toHaveCount(0)
      await expect.poll(open).toBe(0)

      await page.getByRole('button', { name: 'Open the editor' }).click()
      await isConnected(page)
      expect(open()).toBe(1)
      expect(sockets).toHaveLength(2)
      await expect.poll(() => editor.text(page)).toBe('Kept')
      expect(complaints).toEqual([])
    },
  )
}

// In an editor that has to begin a document with a block: one block for all, not one for each.
for (const editor of editors.filter(({ folder }) => folder !== 'tiptap'))
  exampleStory(
    `${editor.folder}: two who begin a document apart find both texts in its one block`,
    async ({ weft, browser }) => {
      const [ada, bo] = await openTwo(browser, weft, editor)
      await cutOff(weft, ada, bo)
      await ada.writeAtEnd('Ada. ')
      await bo.writeAtEnd('Bo. ')
      await reunite(weft, ada, bo)
      await expect.poll(() => ada.text()).toMatch(/^(Ada\. Bo\. |Bo\. Ada\. )$/)
      await bo.sees(await ada.text())
    },
  )

async function isConnected(page: Page): Promise<void> {
  await expect(page.locator('.strip .connection')).toHaveText('Connected')
  await expect(page.locator('.strip .saved')).toHaveText('Saved')
}
