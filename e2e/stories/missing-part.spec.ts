import { Commenter } from '../support/commenter.ts'
import { expect, sharedStory } from '../support/story.ts'
import { Person } from '../support/person.ts'

sharedStory(
  'a dialog or a panel that does not come says so, the text stays, and it can be tried again',
  async ({ documentUrl, browser }) => {
    // Nothing is kept for later: what is not there is not there.
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const ada = await Person.open(context, documentUrl)
    const { page } = ada
    await ada.focusEnd()
    await ada.type('Not affected')
    const away = /\/assets\/(shortcuts-dialog|outline-panel)-/
    await context.route(away, (route) => route.abort())

    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    const missing = page.getByRole('alert')
    await expect(missing).toContainText('This part of the page could not be loaded.')
    await ada.focusEnd()
    await ada.type(', still')
    await missing.getByRole('button', { name: 'Try again' }).click()
    await expect(missing).toBeVisible()
    await missing.getByRole('button', { name: 'Close' }).click()
    await expect(missing).toHaveCount(0)

    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Outline' }).click()
    await expect(page.getByRole('complementary', { name: 'Outline' })).toContainText('Try again')

    await context.unroute(away)
    await missing.getByRole('button', { name: 'Try again' }).click()
    await expect(missing).toHaveCount(0)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await ada.saved()
    expect(await ada.text()).toBe('Not affected, still')
  },
)

sharedStory(
  'what is typed while a dialog is on its way stays out of the text',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const ada = await Person.open(context, documentUrl)
    const { page } = ada
    let arrive = () => {}
    const isToArrive = new Promise<void>((resolve) => (arrive = resolve))
    const slow = /\/assets\/(shortcuts-dialog|link-dialog)-.*js/
    await context.route(slow, async (route) => {
      await isToArrive
      await route.continue()
    })
    await ada.focusEnd()
    await ada.type('Mine')
    const onItsWay = page.getByRole('dialog', { name: 'Loading…' })

    await page.keyboard.press('ControlOrMeta+/')
    await expect(onItsWay).toHaveCount(1)
    await ada.type('lost')
    await page.keyboard.press('Escape')
    await expect(onItsWay).toHaveCount(0)
    await ada.type(' again')

    await page.keyboard.press('ControlOrMeta+k')
    await expect(onItsWay).toHaveCount(1)
    await ada.type('lost')
    arrive()
    await expect(page.getByRole('dialog', { name: 'Link' }).getByRole('textbox')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()
    expect(await ada.text()).toBe('Mine again')
  },
)

sharedStory(
  'a menu whose entries do not come says so, and has them when they can be had',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const away = /\/assets\/all-actions-.*js/
    await context.route(away, (route) => route.abort())
    const ada = await Person.open(context, documentUrl)
    const { page } = ada
    await page.getByRole('button', { name: 'More' }).click()
    const missing = page.getByRole('alert')
    await expect(missing).toContainText('This part of the page could not be loaded.')
    await context.unroute(away)
    await missing.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(help).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+/')
    await expect(help).toBeVisible()
  },
)

sharedStory(
  'comments that cannot be loaded with the page are there later, and the one that was asked for meanwhile begins',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const faults: string[] = []
    context.on('weberror', (error) => faults.push(error.error().message))
    const away = /\/assets\/open-comments-/
    await context.route(away, (route) => route.abort())
    const asked = context.waitForEvent('requestfailed', (request) => away.test(request.url()))
    const ada = await Commenter.open(context, documentUrl)
    await asked
    await ada.write('The cat sat on the mat.')
    await ada.select('cat')
    await ada.page.keyboard.press('Control+Alt+m')
    await context.unroute(away)
    await ada.isWriting()
    await ada.page.keyboard.insertText('Which cat?')
    await ada.page.keyboard.press('Control+Enter')
    await expect.poll(() => ada.said).toEqual(['Which cat?'])
    expect(faults).toEqual([])
  },
)
