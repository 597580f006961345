import type { Browser, BrowserContext, Page } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { fillDocument } from '../support/fill-document.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'seven people: avatars in the order in which they came, the rest in a list, who is away dimmed',
  async ({ documentUrl, browser }) => {
    await fillDocument(documentUrl, ['Something to read.'])
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const others: Person[] = []
    // Tabs of one browser, which are people, too.
    const context = await browser.newContext()
    for (let tab = 0; tab < 6; tab += 1) {
      others.push(await Person.open(context, documentUrl))
      await expect(ada.people).toHaveAttribute('aria-label', new RegExp(`(, [^,]*){${tab + 1}}$`))
    }
    // Tabs of one browser have one name and are numbered, once they know of each other.
    const namesNow = () => Promise.all(others.map((person) => person.name()))
    await expect.poll(async () => new Set(await namesNow()).size).toBe(6)
    const names = await namesNow()
    await expect(ada.people).toHaveAttribute(
      'aria-label',
      `People here: ${[`${await ada.name()} (you)`, ...names].join(', ')}`,
    )
    await expect(ada.avatars).toHaveCount(5)
    await expect(ada.page.locator('.avatar-more')).toHaveText('+2')

    const [first, second] = [others[0], others[1]]
    if (!first || !second) throw new Error('nobody came')
    await first.focusEnd()
    await hide(second.page, true)
    const avatars = ada.page.getByRole('button', { name: /^Follow / })
    await expect(avatars.nth(0)).toHaveAttribute('title', `${names[0]} · editing`)
    await expect(avatars.nth(1)).toHaveAttribute('title', `${names[1]} · away`)
    await expect(avatars.nth(2)).toHaveAttribute('title', `${names[2]} · viewing`)
    await hide(second.page, false)
    await expect(avatars.nth(1)).toHaveAttribute('title', `${names[1]} · viewing`)

    await ada.people.click()
    const list = ada.page.getByRole('dialog', { name: 'People here' })
    await expect(list.getByRole('listitem')).toHaveCount(7)
    await expect(list.getByRole('listitem').first()).toContainText('(you)')
    expect(await violations(ada.page)).toEqual([])
    await list.getByRole('button', { name: 'Change your name or color' }).press('Enter')
    await expect(ada.page.getByRole('textbox', { name: 'Name' })).toBeFocused()
    await ada.page.keyboard.press('Escape')
    await expect(ada.people).toBeFocused()
  },
)

sharedStory(
  'names show to who joins and while carets move, stay in their box, and selections fade away',
  async ({ documentUrl, browser }) => {
    const ada = await openAs(browser, documentUrl, 'Ada Augusta King, Countess')
    await ada.focusEnd()
    await ada.type('First line')
    const context = await browser.newContext()
    await watchOthers(context)
    const bo = await Person.open(context, documentUrl)
    const most = (what: 'nameSeen' | 'selectionSeen') =>
      bo.page.evaluate((key): unknown => Reflect.get(window, key), what)
    const caret = bo.carets.first()
    const opacity = () => caret.evaluate((element) => getComputedStyle(element, '::after').opacity)
    await expect(caret).toHaveAttribute('data-name', 'Ada Augusta King, C…')
    // Whoever joins sees it, though nobody has moved.
    await expect.poll(() => most('nameSeen')).toBe(1)
    await expect.poll(opacity).toBe('0')
    await caret.hover({ force: true })
    await expect.poll(opacity).toBe('1')
    await bo.page.mouse.move(0, 0)
    await expect.poll(opacity).toBe('0')
    await bo.page.evaluate(() => Reflect.set(window, 'nameSeen', 0))
    await ada.type('!')
    await expect.poll(() => most('nameSeen')).toBe(1)

    // Close below the tools, a name hangs under its line.
    await caret.evaluate((element) => {
      const tools = document.querySelector('.tools')?.getBoundingClientRect().bottom ?? 0
      document.body.style.setProperty('min-height', '300vh')
      window.scrollTo({
        top: element.getBoundingClientRect().top - tools - 4,
        behavior: 'instant',
      })
    })
    await ada.type('!')
    await expect(caret).toHaveAttribute('data-below')

    await ada.page.keyboard.press('Control+a')
    const selection = bo.editor.locator('.remote-selection').first()
    const alpha = () =>
      selection.evaluate((element) =>
        Number(/[\d.]+(?=\)$)/.exec(getComputedStyle(element).backgroundColor)?.[0]),
      )
    await expect.poll(() => most('selectionSeen')).toBeGreaterThan(0.2)
    expect(await most('selectionSeen')).toBeLessThanOrEqual(0.3)
    expect(await violations(bo.page)).toEqual([])
    await expect.poll(alpha).toBe(0)
    await expect(caret).toBeVisible()
  },
)

/** Keeps on the window how well the others' names and selections have been seen at most: they show for a moment only. */
async function watchOthers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const best = (key: string, value: number) => {
      const before: unknown = Reflect.get(window, key)
      Reflect.set(window, key, Math.max(Number(before) || 0, value || 0))
    }
    const look = () => {
      for (const caret of document.querySelectorAll('.remote-caret'))
        best('nameSeen', Number(getComputedStyle(caret, '::after').opacity))
      for (const selection of document.querySelectorAll('.remote-selection')) {
        const { backgroundColor } = getComputedStyle(selection)
        best('selectionSeen', Number(/[\d.]+(?=\)$)/.exec(backgroundColor)?.[0]))
      }
      requestAnimationFrame(look)
    }
    look()
  })
}

async function openAs(browser: Browser, url: string, name: string): Promise<Person> {
  const context = await browser.newContext()
  await context.addInitScript(
    (profile) => localStorage.setItem('weft.profile', profile),
    JSON.stringify({ name }),
  )
  return Person.open(context, url)
}

/** Playwright keeps every page in sight. */
function hide(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: hidden ? 'hidden' : 'visible',
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}
