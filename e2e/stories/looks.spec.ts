import { devices } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { Person } from '../support/person.ts'
import { expect, story } from '../support/story.ts'

const looks = [
  { name: 'light', options: {} },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'phone', options: devices['Pixel 7'] },
] as const

for (const { name, options } of looks) {
  story(
    `axe finds nothing, ${name}, with somebody else's caret in the text`,
    async ({ weft, browser }) => {
      const url = `${weft.url}/d/welcome`
      const ada = await Person.open(await browser.newContext(options), url)
      const bo = await Person.open(await browser.newContext(), url)
      await bo.focusEnd()
      await bo.type('Hello')
      await expect(ada.carets).toHaveCount(1)
      expect(await violations(ada.page)).toEqual([])
      await ada.page.goto(weft.url)
      await expect(ada.page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await violations(ada.page)).toEqual([])
    },
  )
}

story("the others' names are not read out in the text", async ({ weft, browser }) => {
  const url = `${weft.url}/d/quiet`
  const ada = await Person.open(await browser.newContext(), url)
  const bo = await Person.open(await browser.newContext(), url)
  await bo.focusEnd()
  await bo.type('Hello')
  await expect(ada.carets).toHaveCount(1)
  expect(await ada.editor.ariaSnapshot()).not.toContain(await bo.name())
})

story(
  'no request leaves the host, and nothing breaks the content security policy',
  async ({ weft, browser }) => {
    const page = await (await browser.newContext()).newPage()
    const foreign: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(weft.url) && !request.url().startsWith('data:'))
        foreign.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    const ada = new Person(page)
    await ada.goto(`${weft.url}/d/welcome`)
    await ada.focusEnd()
    await ada.type('Hello')
    await ada.saved()
    expect(foreign).toEqual([])
    expect(complaints).toEqual([])
  },
)

story('everything that the toolbar does can be done by keyboard', async ({ weft, browser }) => {
  const ada = await Person.open(await browser.newContext(), `${weft.url}/d/keyboard`)
  await ada.focusEnd()
  await ada.type('Bold')
  await ada.page.keyboard.press('Control+a')
  await ada.page.keyboard.press('Control+b')
  await expect(ada.editor.locator('strong')).toHaveText('Bold')
  await ada.page.keyboard.press('Alt+F10')
  await expect(ada.page.getByRole('toolbar').locator(':focus')).toHaveCount(1)
  const first = await ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await ada.page.keyboard.press('ArrowRight')
  const second = await ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  expect(second).not.toBe(first)
})

story(
  'a large document is told of in time, and a full one can still be deleted from',
  async ({ weft, browser, page }) => {
    let say: (frame: readonly number[]) => void = () => {}
    await page.routeWebSocket(/\/large$/, (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => server.send(frame))
      server.onMessage((frame) => client.send(frame))
      say = (frame) => client.send(Buffer.from(frame))
    })
    const ada = new Person(page)
    await ada.goto(`${weft.url}/d/large`)
    await ada.focusEnd()
    await ada.type('Too much')
    await ada.saved()

    // "document size": 300 of 400 bytes, warned from 200 on.
    say([0x49, 0xac, 0x02, 0xc8, 0x01, 0x90, 0x03])
    const notice = page.getByRole('region', { name: 'Large document' })
    await expect(notice).toBeVisible()
    await notice.getByRole('button', { name: 'OK' }).click()
    await expect(notice).toBeHidden()

    // "rights": the peer may only delete.
    say([0x46, 0x02])
    await ada.hasStatus('full')
    await expect(page.getByRole('region', { name: 'Full' })).toBeVisible()
    await ada.focusEnd()
    for (let index = 0; index < ' much'.length; index += 1) await page.keyboard.press('Backspace')
    const bo = await Person.open(await browser.newContext(), `${weft.url}/d/large`)
    await expect.poll(() => bo.text()).toBe('Too')
  },
)
