import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from '../support/story.ts'
import { exampleStory } from '../support/two-people-story.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const looks = [
  { name: 'light and wide', options: {} },
  {
    name: 'dark and as narrow as a phone',
    options: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  },
] as const

for (const { name, options } of looks) {
  exampleStory(
    `gallery and pages, ${name}: axe finds nothing, all fits, and nothing is asked of other hosts`,
    async ({ weft, browser }) => {
      const page = await (await browser.newContext(options)).newPage()
      const complaints = complaintsOf(page, weft.url)
      await page.goto(weft.url)
      const cards = page.getByRole('main').getByRole('link')
      const folders = await cards.evaluateAll((links) =>
        links.map((link) => link.getAttribute('href') ?? ''),
      )
      expect(folders).toHaveLength(9)
      expect(await faultsOf(page)).toEqual([])
      for (const folder of folders) {
        await page.goto(new URL(folder, weft.url).href)
        await expect(page.locator('.strip .saved')).toHaveText('Saved')
        expect.soft(await faultsOf(page), folder).toEqual([])
      }
      expect(complaints).toEqual([])
    },
  )
}

async function faultsOf(page: Page): Promise<string[]> {
  // The other mode opens a window for each analysis, to keep frames apart, and here are none.
  const axe = new AxeBuilder({ page }).setLegacyMode().withTags(RULES)
  const { violations } = await axe.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  const excess = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  return excess > 0 ? [...found, `too wide by ${excess} px`] : found
}

/** Collects what the browser says against the pages, and requests to other hosts. */
function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) complaints.push(url)
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}
