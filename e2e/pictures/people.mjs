// People at browsers, for pictures: named, so that two runs look alike.
import { readFile } from 'node:fs/promises'

/** Sits down at a browser of one's own, under a name and a color. */
export async function sitDown(browser, name, color, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    ...options,
  })
  await context.addInitScript(
    (profile) => {
      localStorage.setItem('weft.profile', JSON.stringify(profile))
    },
    { name, color },
  )
  return context
}

export const ada = ['Ada', '#13808a']
export const bo = ['Bo', '#c84341']
export const cleo = ['Cleo', '#7f5bdd']

/** Opens a document and waits until it is there. */
export async function open(context, url) {
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('[data-save-state="saved"]').waitFor()
  return page
}

/** Fills a document through the dialog that everybody has. */
export async function importNotes(page) {
  const buffer = await readFile(new URL('notes.md', import.meta.url))
  await choose(page, 'Import a file…')
  const dialog = page.getByRole('dialog', { name: 'Import a file' })
  await dialog
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'notes.md', mimeType: 'text/markdown', buffer })
  await dialog.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('heading', { name: 'Open questions' }).waitFor()
  await page.keyboard.press('Control+Home')
}

/** Picks an entry of the menu. */
export async function choose(page, name) {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const entry = page.getByRole('menu').locator('[role^="menuitem"]', { hasText: name })
  await entry.first().click()
}

/** Puts the caret behind a piece of the text, as somebody does who moves there. */
export async function caretAfter(page, text, { select = 0 } = {}) {
  await page.locator('.prose').focus()
  await page.evaluate(
    ([wanted, length]) => {
      const walker = document.createTreeWalker(
        document.querySelector('.prose'),
        NodeFilter.SHOW_TEXT,
      )
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(wanted)
        // The name of a task's checkbox has the same words.
        if (at < 0 || node.parentElement.closest('[contenteditable="false"]')) continue
        const end = at + wanted.length
        getSelection().setBaseAndExtent(node, end - length, node, end)
        return
      }
      throw new Error(`There is no "${wanted}" in the text`)
    },
    [text, select],
  )
  // The editor hears of it in an event of its own.
  await page.evaluate(() => new Promise(requestAnimationFrame))
}
