import { devices, type Page } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { fillDocument } from '../support/fill-document.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

async function openFindBar(page: Page): Promise<void> {
  await page.keyboard.press('Control+f')
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused()
}

sharedStory(
  'what one looks for is found while somebody else edits, and the page stays where it is',
  async ({ documentUrl, browser }) => {
    const lines = Array.from({ length: 60 }, (_, line) => `Line ${line} by the river`)
    await fillDocument(documentUrl, lines)
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const { page } = ada
    const press = (key: string) => page.keyboard.press(key)
    const count = page.locator('.find-count')
    const current = ada.editor.locator('.find-current')

    await ada.focusStart()
    // What is selected is offered, and gives way to what one types.
    await press('Control+Shift+ArrowRight')
    await press('Control+f')
    // At once: nothing of it may end up in the text.
    await press('x')
    await openFindBar(page)
    await press('Control+a')
    await ada.type('RIVER')
    await expect(count).toHaveText('1 of 60')
    await expect(current).toHaveText('river')
    await press('Enter')
    await press('Enter')
    await expect(count).toHaveText('3 of 60')
    await press('Shift+Enter')
    await expect(count).toHaveText('2 of 60')
    await press('Shift+Enter')
    await press('Shift+Enter')
    await expect(count).toHaveText('60 of 60')
    await expect(current).toBeInViewport()
    await press('Control+g')
    await expect(count).toHaveText('1 of 60')
    await press('Control+Shift+g')
    await expect(count).toHaveText('60 of 60')

    // Others write before it and beside it: it stays the same match, at the same place in the window.
    const before = await current.boundingBox()
    const scrolled = await page.evaluate(() => scrollY)
    await bo.focusEnd()
    await bo.page.keyboard.press('Home')
    await bo.type('A river. ')
    await expect(count).toHaveText('61 of 61')
    await expect(current.locator('xpath=ancestor::p')).toHaveText(/^A river\. Line 59 by the river/)
    expect(await page.evaluate(() => scrollY)).toBe(scrolled)
    await expect.poll(async () => (await current.boundingBox())?.y).toBe(before?.y)

    expect(await bo.text()).not.toContain('x')
    const toggle = (name: string) => page.getByRole('button', { name }).click()
    await toggle('Match case')
    await expect(count).toHaveText('None')
    await toggle('Match case')
    await toggle('Whole words')
    await page.getByRole('textbox', { name: 'Find' }).fill('rive')
    await expect(count).toHaveText('None')
    await page.getByRole('textbox', { name: 'Find' }).fill('river')
    await expect(count).toHaveText(/ of 61$/)
    expect(await violations(page)).toEqual([])

    // Asked for again, the browser's own is let through.
    await page.getByRole('textbox', { name: 'Find' }).focus()
    await page.evaluate(() => {
      addEventListener('keydown', (event) => (document.title = String(event.defaultPrevented)))
    })
    await press('Control+f')
    await expect(page).toHaveTitle('false')

    // Escape gives the caret back at the match.
    await press('Escape')
    await expect(ada.editor).toBeFocused()
    await expect(ada.editor.locator('.find-match, .find-current')).toHaveCount(0)
    await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe('river')
  },
)

sharedStory(
  'a replacement keeps its marks and is undone as one, and not what others wrote meanwhile',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ colorScheme: 'dark' })
    const ada = await Person.open(context, documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const { page } = ada
    await ada.focusEnd()
    await ada.type('A cat, a **cat** and a cat')
    await page.keyboard.press('Enter')
    await ada.type('Catalog')
    await page.keyboard.press('Control+Home')
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Find and replace' }).click()
    await page.getByRole('textbox', { name: 'Find' }).fill('cat')
    await page.getByRole('textbox', { name: 'Replace with' }).fill('dog')
    await expect(page.locator('.find-count')).toHaveText('1 of 4')
    expect(await violations(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Replace with' }).press('Enter')
    await expect.poll(() => bo.lines()).toEqual(['A dog, a cat and a cat', 'Catalog'])
    await expect(page.locator('.find-count')).toHaveText('1 of 3')
    await page.getByRole('button', { name: 'Replace all' }).click()
    await expect.poll(() => bo.lines()).toEqual(['A dog, a dog and a dog', 'dogalog'])
    await expect(ada.editor.locator('strong')).toHaveText('dog')
    await bo.focusEnd()
    await bo.type('!')
    await expect.poll(() => ada.lines()).toEqual(['A dog, a dog and a dog', 'dogalog!'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await expect.poll(() => bo.lines()).toEqual(['A dog, a cat and a cat', 'Catalog!'])
    await page.keyboard.press('Control+z')
    await expect.poll(() => bo.lines()).toEqual(['A cat, a cat and a cat', 'Catalog!'])
    await expect(ada.editor.locator('strong')).toHaveText('cat')
  },
)

sharedStory(
  'who may only read can find and not replace, on a phone too',
  async ({ documentUrl, browser }) => {
    await fillDocument(documentUrl, ['The river', 'and the river bank'])
    const context = await browser.newContext(devices['Pixel 7'])
    const page = await context.newPage()
    await page.routeWebSocket(new RegExp(new URL(documentUrl).pathname.slice(2)), (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => server.send(frame))
      server.onMessage((frame) => {
        client.send(frame)
        // "rights": none to write.
        client.send(Buffer.from([0x46, 0x00]))
      })
    })
    const ada = new Person(page)
    await page.goto(documentUrl)
    await ada.hasStatus('view-only')
    await page.getByRole('button', { name: 'More', exact: true }).tap()
    await expect(page.getByRole('menuitem', { name: 'Find and replace' })).toHaveCount(0)
    await page.getByRole('menuitem', { name: 'Find' }).tap()
    await page.getByRole('textbox', { name: 'Find' }).fill('river')
    await expect(page.locator('.find-count')).toHaveText('1 of 2')
    await page.getByRole('button', { name: 'Next match' }).tap()
    await expect(page.locator('.find-count')).toHaveText('2 of 2')
    await expect(ada.editor.locator('.find-current')).toBeInViewport()
    await expect(page.getByRole('button', { name: 'Replace' })).toHaveCount(0)
    expect(await violations(page)).toEqual([])
  },
)
