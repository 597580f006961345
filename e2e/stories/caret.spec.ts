import type { Locator, Page } from '@playwright/test'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

/** Writes a document, a line for each block. */
async function write(person: Person, lines: readonly string[]): Promise<void> {
  await person.focusEnd()
  for (const [index, line] of lines.entries()) {
    if (index > 0) await person.page.keyboard.press('Enter')
    await person.page.keyboard.insertText(line)
  }
}

/** Puts the caret some letters into a line, by keys alone. */
async function goTo(person: Person, line: number, letters: number): Promise<void> {
  const { keyboard } = person.page
  await person.focusStart()
  for (let down = 0; down < line; down++) await keyboard.press('ArrowDown')
  await keyboard.press('Home')
  for (let right = 0; right < letters; right++) await keyboard.press('ArrowRight')
}

const block = (person: Person, text: string): Locator =>
  person.editor.locator('p, h1, h2, h3, li').filter({ hasText: text }).first()

/** Longer than changes are gathered to one step to undo, in milliseconds. */
const UNDO_STEP_MS = 700

sharedStory(
  'my caret stays in its place while somebody splits, joins and retypes the block it is in',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await write(ada, ['one', 'alpha beta gamma', 'two'])
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha beta gamma', 'two'])
    await goTo(bo, 1, 'alpha beta ga'.length)
    const { keyboard } = ada.page
    await goTo(ada, 1, 'alpha'.length)

    await keyboard.press('Enter')
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha', ' beta gamma', 'two'])
    await bo.type('1')
    await expect.poll(() => ada.lines()).toContain(' beta ga1mma')

    await keyboard.press('Backspace')
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha beta ga1mma', 'two'])
    await bo.type('2')
    // A block that is retyped is a new one: what somebody types into the old one meanwhile goes with it.
    await expect.poll(() => ada.lines()).toContain('alpha beta ga12mma')

    await keyboard.press('Control+Alt+2')
    await expect(bo.editor.locator('h2')).toHaveText('alpha beta ga12mma')
    await bo.type('3')
    await expect.poll(() => ada.lines()).toContain('alpha beta ga123mma')

    // What is done within half a second is one step to undo, and would take the heading back as well, with what was typed in it.
    await ada.page.waitForTimeout(UNDO_STEP_MS)
    await keyboard.press('Control+Alt+2')
    await keyboard.press('Control+Shift+8')
    await expect(bo.editor.locator('li')).toHaveText('alpha beta ga123mma')

    await keyboard.press('Control+z')
    await expect(bo.editor.locator('li')).toHaveCount(0)
    await bo.type('4')
    await expect.poll(() => ada.lines()).toContain('alpha beta ga1234mma')
    await expectSameText(ada, bo)
  },
)

sharedStory(
  'the others’ carets never vanish while two people write and change blocks',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await write(ada, ['one', 'alpha beta gamma', 'two'])
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha beta gamma', 'two'])
    await bo.focusEnd()
    await Promise.all([expect(ada.carets).toHaveCount(1), expect(bo.carets).toHaveCount(1)])
    await Promise.all([watchCarets(ada.page), watchCarets(bo.page)])
    await goTo(ada, 1, 5)
    const writeBlocks = async (person: Person) => {
      for (let round = 0; round < 4; round++) {
        await person.type('words ')
        await person.page.keyboard.press('Enter')
        await person.page.keyboard.press('Control+Shift+8')
        await person.type('item')
        await person.page.keyboard.press('Control+Shift+8')
      }
    }
    await Promise.all([writeBlocks(ada), writeBlocks(bo)])
    await expectSameText(ada, bo)
    for (const { page } of [ada, bo]) {
      expect(await page.evaluate((): unknown => Reflect.get(window, 'framesWithoutCaret'))).toBe(0)
      expect(
        await page.evaluate((): unknown => Reflect.get(window, 'framesWatched')),
      ).toBeGreaterThan(20)
    }
  },
)

/** Counts the frames in which nobody's caret is in the text. */
async function watchCarets(page: Page): Promise<void> {
  await page.evaluate(() => {
    let [watched, without] = [0, 0]
    const look = () => {
      Object.assign(window, {
        framesWatched: ++watched,
        framesWithoutCaret: document.querySelector('.remote-caret') ? without : ++without,
      })
      requestAnimationFrame(look)
    }
    look()
  })
}

sharedStory(
  'what I read stays in place while somebody writes above it and where my caret is',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await write(
      ada,
      Array.from({ length: 60 }, (_, line) => `line ${line}`),
    )
    await expect.poll(async () => (await bo.lines()).length).toBe(60)
    // The caret is at the top, and I read further down.
    await goTo(bo, 0, 2)
    await block(bo, 'line 40').evaluate((element) => element.scrollIntoView({ block: 'center' }))
    const top = () =>
      block(bo, 'line 40').evaluate((element) => Math.round(element.getBoundingClientRect().top))
    await expect.poll(top).toBeGreaterThan(0)
    const before = await top()
    await goTo(ada, 0, 4)
    await ada.type(' and more')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.press('Enter')
    await ada.type('new line')
    await ada.page.keyboard.press('Control+Alt+1')
    await expect(bo.editor.locator('h1')).toContainText('new line')
    await expectSameText(ada, bo)
    // Read right after the change, it may be from before the browser has scrolled by what came in above.
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  },
)
