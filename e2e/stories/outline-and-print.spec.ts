import { devices } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'the outline shows where one is and leads elsewhere, as headings come and change',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const { page } = ada
    const outline = page.getByRole('complementary', { name: 'Outline' })
    const current = outline.locator('[aria-current="location"]')
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Outline' }).click()
    await expect(outline).toContainText('Headings appear here')

    await bo.focusEnd()
    await bo.type('# Morning\nRain.\n## Breakfast\nTea.\n# Evening\n')
    await bo.page.keyboard.insertText('Sun. '.repeat(1500))
    await expect(outline.locator('nav button')).toHaveText(['Morning', 'Breakfast', 'Evening'])
    expect(await violations(page)).toEqual([])

    // Where one writes, and where one reads.
    await ada.focusStart()
    await expect(current).toHaveText('Morning')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(current).toHaveText('Breakfast')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2))
    await expect(current).toHaveText('Evening')

    // By keys: the caret and the focus go to the heading, which stands under the bar.
    await outline.getByRole('button', { name: 'Morning' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(ada.editor).toBeFocused()
    await ada.type('My ')
    await expect(bo.editor.getByRole('heading', { name: 'My Breakfast' })).toBeVisible()
    await expect(outline.getByRole('button', { name: 'My Breakfast' })).toBeVisible()
    const tools = await page.locator('.tools').boundingBox()
    const heading = await ada.editor.getByRole('heading', { name: 'My Breakfast' }).boundingBox()
    expect(heading?.y ?? 0).toBeGreaterThanOrEqual((tools?.y ?? 0) + (tools?.height ?? 0))
  },
)

sharedStory(
  'words and characters are counted, of the document or of what is selected',
  async ({ documentUrl, browser }) => {
    const phone = await browser.newContext(devices['Pixel 7'])
    const ada = await Person.open(phone, documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const counted = ada.page.locator('.word-count')
    await expect(counted).toHaveText('0 words · 0 characters')
    // On a phone no panel stands over the text unasked.
    await expect(ada.page.getByRole('complementary')).toHaveCount(0)
    await bo.focusEnd()
    await bo.type('Three little words')
    await expect(counted).toHaveText('3 words · 18 characters')
    await ada.focusEnd()
    await ada.page.keyboard.press('Control+Shift+ArrowLeft')
    await expect(counted).toHaveText('1 word · 5 characters selected')
    await bo.page.keyboard.press('Enter')
    await bo.page.keyboard.insertText('我喜欢写作。')
    await ada.page.keyboard.press('Control+End')
    await expect(counted).toHaveText(/^[5-9] words · 24 characters$/)
  },
)

sharedStory(
  'what is printed is the text alone, black on white, with the addresses of its links',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ colorScheme: 'dark' })
    const ada = await Person.open(context, documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const { page } = ada
    await bo.focusEnd()
    await bo.type('# Plan\nSee [the map](https://example.org/map) and https://example.net now. ')
    await expect(ada.carets).toHaveCount(1)
    await expect(ada.editor.locator('a')).toHaveCount(2)

    await page.emulateMedia({ media: 'print' })
    const paper = page.locator('.print-copy')
    await expect(async () => {
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
      await expect(paper).toBeVisible({ timeout: 500 })
    }).toPass()
    await expect(paper).toHaveText(
      /^PlanSee the map \(https:\/\/example\.org\/map\) and https:\/\/example\.net now\.\s*$/,
    )
    await expect(paper.locator('.remote-caret')).toHaveCount(0)
    await expect(paper.getByRole('heading')).toHaveCount(1)
    expect(
      await page.evaluate(() =>
        [...document.body.children]
          .filter((element) => getComputedStyle(element).display !== 'none')
          .map(({ className }) => className),
      ),
    ).toEqual(['print-copy'])
    expect(
      await paper
        .locator('p')
        .evaluate((text) => [
          getComputedStyle(text).color,
          getComputedStyle(document.body).backgroundColor,
        ]),
    ).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])

    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.emulateMedia({ media: null })
    await expect(paper).toHaveCount(0)
    await expect(ada.editor).toBeVisible()
    const pdf = await page.pdf()
    expect(pdf.byteLength).toBeGreaterThan(5_000)
    await expect(paper).toHaveCount(0)
  },
)
