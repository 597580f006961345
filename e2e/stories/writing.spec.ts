import { devices } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

/** What is typed, and what it becomes. */
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
    const hint = ada.editor.locator('[data-placeholder^="Write, or type /"]')
    await expect(hint).toHaveCount(1)
    await ada.focusEnd()
    await ada.type('x')
    await expect(hint).toHaveCount(0)
    const press = (key: string) => page.keyboard.press(key)
    for (const [typed, selector] of markdown) {
      // Backspace takes back what Markdown was typed for, and an address is none.
      for (const undo of typed.startsWith('https') ? ['Control+z'] : ['Control+z', 'Backspace']) {
        await press('Control+a')
        await press('Delete')
        await ada.type(typed)
        await expect(ada.editor.locator(selector), typed).toHaveCount(1)
        await press(undo)
        await expect.poll(() => ada.text(), `${typed}, then ${undo}`).toBe(typed)
        await expect(ada.editor.locator(selector), `${typed}, then ${undo}`).toHaveCount(0)
      }
    }
  },
)

sharedStory(
  "what looks like an address in somebody else's text is theirs to link",
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await ada.focusEnd()
    await ada.type('See https://example.org ')
    await expect(bo.editor.locator('a')).toHaveText('https://example.org')
    await ada.page.keyboard.press('Control+z')
    await expect(bo.editor.locator('a')).toHaveCount(0)
    await ada.type('now')
    await expect.poll(() => bo.text()).toBe('See https://example.org now')
    await expect(ada.editor.locator('a')).toHaveCount(0)
  },
)

sharedStory(
  'a slash opens a menu that is worked by keys while somebody else edits',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const menu = ada.page.getByRole('listbox', { name: 'Insert' })
    const press = (key: string) => ada.page.keyboard.press(key)
    await ada.focusEnd()
    await ada.type('Plan')
    await press('Enter')
    await ada.type('/')
    await expect(menu.getByRole('option', { selected: true })).toHaveText(/^Text/)
    expect(await violations(ada.page)).toEqual([])

    // The focus stays in the text, which says which item it is.
    await press('ArrowDown')
    const chosen = menu.getByRole('option', { selected: true })
    await expect(chosen).toHaveText(/^Heading 1/)
    await expect(ada.editor).toBeFocused()
    const id = await chosen.getAttribute('id')
    await expect(ada.editor).toHaveAttribute('aria-activedescendant', id ?? '')

    // Others write above, before and after, and it stays open at its slash.
    await bo.editor.focus()
    await bo.page.keyboard.press('Control+Home')
    await bo.type('The ')
    await bo.page.keyboard.press('Enter')
    await expect.poll(() => ada.lines()).toEqual(['The ', 'Plan', '/'])
    await expect(menu).toBeVisible()
    await ada.type('todo')
    await expect(menu.getByRole('option')).toHaveText([/^Task list/])
    await press('Enter')
    await expect(menu).toHaveCount(0)
    await expect(ada.editor).not.toHaveAttribute('aria-activedescendant')
    // In one go: keys that come slowly are undone one by one.
    await ada.page.keyboard.insertText('pack')
    await expect(bo.editor.locator('ul[data-type="taskList"] p')).toHaveText('pack')

    // What was typed for the menu comes back with what came of it, and opens nothing.
    await press('Control+z')
    await expect(ada.editor.locator('ul[data-type="taskList"] p')).toHaveText('')
    await press('Control+z')
    await expect.poll(() => ada.lines()).toEqual(['The ', 'Plan', '/todo'])
    await expect(menu).toHaveCount(0)
    await expect(ada.editor.locator('ul')).toHaveCount(0)
  },
)

sharedStory(
  'Escape, a space and leaving the text close the menu at the slash, and words and addresses open none',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ colorScheme: 'dark' })
    const ada = await Person.open(context, documentUrl)
    const menu = ada.page.getByRole('listbox', { name: 'Insert' })
    const press = (key: string) => ada.page.keyboard.press(key)
    await ada.focusEnd()
    await ada.type('/')
    await expect(menu).toBeVisible()
    expect(await violations(ada.page)).toEqual([])
    await press('Escape')
    await expect(menu).toHaveCount(0)
    await ada.type('h')
    await expect.poll(() => ada.text()).toBe('/h')
    await expect(menu).toHaveCount(0)
    await ada.type(' and/or http:/')
    await expect.poll(() => ada.text()).toBe('/h and/or http:/')
    await expect(menu).toHaveCount(0)
    await ada.type(' /')
    await expect(menu).toBeVisible()
    await press(' ')
    await expect(menu).toHaveCount(0)
    await ada.type('/')
    await expect(menu).toBeVisible()
    await press('Alt+F10')
    await expect(menu).toHaveCount(0)
    await press('Escape')
    await expect(ada.editor).toBeFocused()
    await press('Enter')
    await ada.type('/')
    await menu.getByRole('option', { name: 'Quote' }).click()
    await ada.type('said')
    await expect(ada.editor.locator('blockquote')).toHaveText('said')
  },
)

sharedStory(
  'selected text has its tools beside it, for the mouse and for the keys',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const tools = ada.page.getByRole('toolbar', { name: 'Selected text' })
    const press = (key: string) => ada.page.keyboard.press(key)
    await ada.focusEnd()
    await ada.type('The river')
    await press('Control+Shift+ArrowLeft')
    await expect(tools).toBeVisible()
    expect(await violations(ada.page)).toEqual([])
    await tools.getByRole('button', { name: 'Bold' }).click()
    await expect(ada.editor.locator('strong')).toHaveText('river')
    await expect(tools.getByRole('button', { name: 'Bold' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )

    // Into it, along it, and back.
    await press('Alt+F10')
    await expect(tools.locator(':focus')).toHaveAttribute('data-tool', 'heading-1')
    await press('ArrowRight')
    await expect(tools.locator(':focus')).toHaveAttribute('data-tool', 'heading-2')
    await press('Enter')
    await expect(ada.editor.getByRole('heading', { level: 2 })).toHaveText('The river')
    await expect(ada.editor).toBeFocused()
    await press('Escape')
    await expect(tools).toHaveCount(0)
    // Not wanted there, it does not come back for the same selection; the keys then go to the toolbar.
    await press('Alt+F10')
    await expect(
      ada.page.getByRole('toolbar', { name: 'Formatting' }).locator(':focus'),
    ).toHaveCount(1)
    // Back at once: the next key is the text's, however busy the page is.
    const isBack = await ada.page.evaluate(() => {
      const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })
      document.activeElement?.dispatchEvent(escape)
      return document.activeElement?.classList.contains('prose')
    })
    expect(isBack).toBe(true)

    // In code there is nothing to format.
    await ada.caretSettled()
    await press('End')
    await press('Enter')
    await ada.type('``` code')
    await expect(ada.editor.locator('pre')).toHaveText('code')
    await press('Shift+Home')
    await expect.poll(() => ada.page.evaluate(() => getSelection()?.toString())).toBe('code')
    await expect(tools).toHaveCount(0)
  },
)

sharedStory(
  'the keys are told in a dialog, on a question mark outside the text or Ctrl+/ anywhere',
  async ({ documentUrl, page }) => {
    const ada = new Person(page)
    await ada.goto(documentUrl)
    await ada.focusEnd()
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await ada.type('Why?')
    await expect.poll(() => ada.text()).toBe('Why?')
    await page.keyboard.press('Control+/')
    await expect(dialog.getByRole('heading', { name: 'As you type' })).toBeVisible()
    expect(await violations(page)).toEqual([])
    await page.keyboard.type('heading 2')
    await expect(dialog.locator('dt')).toHaveText(['Heading 2', 'Heading 2'])
    await expect(dialog.locator('kbd')).toHaveText(['Ctrl+Alt+2', '##'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(ada.editor).toBeFocused()

    await page.keyboard.press('Alt+F10')
    await page.keyboard.press('?')
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await expect(dialog).toBeVisible()
  },
)

sharedStory(
  'on a phone the tools stand at the foot, and menus keep to what can be seen',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext(devices['Pixel 7'])
    const ada = await Person.open(context, documentUrl)
    const { page } = ada
    const height = page.viewportSize()?.height ?? 0
    await ada.editor.tap()
    await ada.type('The river')

    const toolbar = page.getByRole('toolbar', { name: 'Formatting' })
    const box = await toolbar.boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(height - 12)
    const bold = await toolbar.getByRole('button', { name: 'Bold' }).boundingBox()
    expect(Math.min(bold?.width ?? 0, bold?.height ?? 0)).toBeGreaterThanOrEqual(44)

    await page.keyboard.press('Control+Shift+ArrowLeft')
    const tools = page.getByRole('toolbar', { name: 'Selected text' })
    await expect(tools).toBeVisible()
    // Below, clear of what the system puts at a selection.
    const text = await ada.editor.locator('p').boundingBox()
    const below = await tools.boundingBox()
    expect(below?.y ?? 0).toBeGreaterThan((text?.y ?? 0) + (text?.height ?? 0))
    await tools.getByRole('button', { name: 'Italic' }).tap()
    await expect(ada.editor.locator('em')).toHaveText('river')

    await page.keyboard.press('End')
    for (let line = 0; line < 14; line += 1) await page.keyboard.press('Enter')
    await ada.type('/')
    const menu = page.getByRole('listbox', { name: 'Insert' })
    await expect(menu).toBeVisible()
    const menuBox = await menu.boundingBox()
    expect(menuBox?.y ?? 0).toBeGreaterThanOrEqual(0)
    expect((menuBox?.y ?? 0) + (menuBox?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0)
    expect(await violations(page)).toEqual([])
    await menu.getByRole('option', { name: 'Bullet list' }).tap()
    await expect(ada.editor).toBeFocused()
    await ada.type('one')
    await expect(ada.editor.getByRole('listitem')).toHaveText('one')
  },
)
