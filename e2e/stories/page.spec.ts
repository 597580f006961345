import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'the menu is opened, walked, searched and left by keyboard',
  async ({ documentUrl, browser }) => {
    const { page } = await Person.open(await browser.newContext(), documentUrl)
    const button = page.getByRole('button', { name: 'More' })
    const items = page.getByRole('menu').locator('[role^="menuitem"]')
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(items.first()).toBeFocused()
    await page.keyboard.press('End')
    await expect(items.last()).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(items.first()).toBeFocused()
    await page.keyboard.press('d')
    await expect(page.getByRole('menuitemcheckbox', { name: 'Developer panel' })).toBeFocused()
    await page.keyboard.press('d')
    await expect(page.getByRole('menuitem', { name: 'Download…' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(items.first()).toBeFocused()
    await page.keyboard.press('d')
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Download' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(button).toBeFocused()
  },
)

sharedStory(
  'light or dark is the system’s until somebody chooses, here and in the next tab',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ colorScheme: 'light' })
    const { page } = await Person.open(context, documentUrl)
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitemradio', { name: 'Light', exact: true }).click()
    await expect.poll(background).toBe(light)
    await page.reload()
    expect(await background()).toBe(light)
    const next = await context.newPage()
    await next.emulateMedia({ colorScheme: 'dark' })
    await next.goto(new URL(documentUrl).origin)
    await expect(next.locator('html')).toHaveAttribute('data-theme', 'light')
  },
)
