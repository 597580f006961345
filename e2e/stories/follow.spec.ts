import { devices, type Locator } from '@playwright/test'
import { fillDocument } from '../support/fill-document.ts'
import { Person } from '../support/person.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { expect, sharedStory } from '../support/story.ts'

const words =
  'A line that is long enough to need several lines on a small screen, and only one on a large. '
const paragraphs = Array.from({ length: 80 }, (_, index) => `[${index}] ${words.repeat(2)}`)

sharedStory(
  'somebody on a phone follows somebody on a desktop: the same text, and the followed knows',
  async ({ documentUrl, browser }) => {
    await fillDocument(documentUrl, paragraphs)
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(devices['Pixel 7']), documentUrl)
    const [nameOfAda, nameOfBo] = [await ada.name(), await bo.name()]
    await followButton(bo, nameOfAda).click()
    const bar = bo.page.getByRole('region', { name: `Following ${nameOfAda}` })
    await expect(bar).toBeVisible()
    await expect(ada.page.getByText(`${nameOfBo} is following you`).first()).toBeVisible()

    await bringUp(ada, 40)
    await expect.poll(() => firstSeen(bo)).toBeGreaterThanOrEqual(38)
    await expect
      .poll(async () => Math.abs((await firstSeen(bo)) - (await firstSeen(ada))))
      .toBeLessThan(2)
    await bringUp(ada, 0)
    await expect.poll(() => bo.page.evaluate(() => scrollY)).toBe(0)

    // Where the followed writes is seen also where less fits.
    await paragraph(ada, 8).click()
    await ada.page.keyboard.press('End')
    await ada.type('!')
    await expect(bo.editor.locator('.remote-caret')).toBeInViewport()

    await bo.page.touchscreen.tap(200, 500)
    await expect(bar).toBeHidden()
    await expect(ada.page.getByText(`${nameOfBo} is following you`)).toHaveCount(0)
    const before = await bo.page.evaluate(() => scrollY)
    await bringUp(ada, 60)
    await expect.poll(() => firstSeen(ada)).toBeGreaterThan(50)
    expect(await bo.page.evaluate(() => scrollY)).toBe(before)
  },
)

sharedStory(
  'following is begun by keyboard, and ended by Escape, by a key and by the one who leaves',
  async ({ documentUrl, browser }) => {
    await fillDocument(documentUrl, paragraphs)
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const calm = await browser.newContext({ reducedMotion: 'reduce' })
    const bo = await Person.open(calm, documentUrl)
    const name = await ada.name()
    const bar = bo.page.getByRole('region', { name: `Following ${name}` })
    const ends: readonly (() => Promise<unknown>)[] = [
      () => bo.page.keyboard.press('Escape'),
      () => bo.page.keyboard.press('ArrowDown'),
      () => bo.page.mouse.wheel(0, 10),
      () => bo.page.getByRole('button', { name: 'Stop following' }).click(),
      () => followButton(bo, name).click(),
    ]
    for (const end of ends) {
      await followButton(bo, name).focus()
      await bo.page.keyboard.press('Enter')
      await expect(bar).toBeVisible()
      await end()
      await expect(bar).toBeHidden()
    }
    await followButton(bo, name).press('Enter')
    await bringUp(ada, 50)
    await expect.poll(() => firstSeen(bo)).toBeGreaterThan(45)
    await ada.page.close()
    await expect(
      bo.page.getByText(`${name} left. You are on your own again.`).first(),
    ).toBeVisible()
    await expect(followButton(bo, name)).toHaveCount(0)
  },
)

sharedStory('a circle does no harm', async ({ documentUrl, browser }) => {
  await fillDocument(documentUrl, paragraphs)
  const ada = await Person.open(await browser.newContext(), documentUrl)
  const bo = await Person.open(await browser.newContext(), documentUrl)
  const errors: string[] = []
  for (const { page } of [ada, bo]) page.on('pageerror', ({ message }) => errors.push(message))
  await bringUp(ada, 20)
  await followButton(ada, await bo.name()).click()
  await followButton(bo, await ada.name()).click()
  await expect(ada.page.locator('.follow-bar')).toBeVisible()
  await expect(bo.page.locator('.follow-bar')).toBeVisible()
  await expect(ada.page.getByText(/is following you/).first()).toBeVisible()
  expect(errors).toEqual([])
  await bo.page.keyboard.press('Escape')
  await bringUp(bo, 60)
  await expect.poll(() => firstSeen(ada)).toBeGreaterThan(55)
  expect(errors).toEqual([])
})

sharedStory(
  'whoever follows somebody that lies about where they are is not led astray, and not held',
  async ({ documentUrl, browser }) => {
    await fillDocument(documentUrl, paragraphs)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const errors: string[] = []
    bo.page.on('pageerror', ({ message }) => errors.push(message))
    const liar = await RawPeer.join(documentUrl)
    const id = { client: 1, clock: 0 }
    const places: readonly unknown[] = [
      5,
      { item: { client: Number.MAX_SAFE_INTEGER, clock: Number.MAX_SAFE_INTEGER }, assoc: 0 },
      { item: { client: -1, clock: 0.5 }, assoc: 'x' },
      { type: id, item: id, tname: 'default', assoc: -1e308 },
      { tname: 'comments', assoc: 0 },
      { item: { client: [], clock: {} } },
      null,
    ]
    try {
      const nameless = '\u202e'.repeat(1_000)
      liar.awareness.setLocalState({ user: { name: `Mallory${nameless}`, color: 'url(x)' } })
      await followButton(bo, 'Mallory').click()
      const following = (name: string) =>
        bo.page.getByRole('region', { name: `Following ${name}`, exact: true })
      await expect(following('Mallory')).toBeVisible()
      for (const [index, place] of places.entries()) {
        const other = places[(index + 3) % places.length]
        liar.awareness.setLocalState({
          user: { name: `Mallory the ${index}`, color: place },
          view: { top: place, bottom: other },
          cursor: { anchor: other, head: place },
          following: other,
          tab: place,
        })
        // Bo has heard of it.
        await expect(following(`Mallory the ${index}`)).toBeVisible()
      }
      liar.awareness.setLocalState({ user: { name: 'Mallory' } })
      const bar = following('Mallory')
      await expect(bar).toBeVisible()
      liar.awareness.setLocalStateField('following', bo.page.url())
      await bo.focusEnd()
      await bo.type('free')
      await expect(bar).toBeHidden()
      expect(await bo.lines()).toHaveLength(paragraphs.length)
      await bo.saved()

      await followButton(bo, 'Mallory').click()
      await expect(bar).toBeVisible()
      liar.awareness.setLocalState(null)
      await expect(bar).toBeHidden()
      expect(errors).toEqual([])
    } finally {
      liar.destroy()
    }
  },
)

function followButton({ page }: Person, name: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^Follow ${name}, `) }).first()
}

function paragraph({ editor }: Person, index: number): Locator {
  return editor.locator(`:scope > p:nth-child(${index + 1})`)
}

/** By hand, as far as the page can tell. */
async function bringUp(person: Person, index: number): Promise<void> {
  await paragraph(person, index).evaluate((element, isFirst) => {
    const tools = document.querySelector('.tools')?.getBoundingClientRect().bottom ?? 0
    const top = scrollY + element.getBoundingClientRect().top - tools
    scrollTo({ top: isFirst ? 0 : top, behavior: 'instant' })
  }, index === 0)
}

/** The number of the first paragraph that shows below the bar and, where they stand there, the tools. */
function firstSeen({ editor }: Person): Promise<number> {
  return editor.evaluate((element) => {
    const bottoms = ['.bar', '.tools']
      .map((name) => document.querySelector(name)?.getBoundingClientRect())
      .filter((box) => box !== undefined && box.top < innerHeight / 2)
      .map((box) => box?.bottom ?? 0)
    const top = Math.max(0, ...bottoms)
    return [...element.children].findIndex(
      (block) => block.getBoundingClientRect().bottom > top + 8,
    )
  })
}
