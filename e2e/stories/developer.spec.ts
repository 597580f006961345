import { devices, type Locator } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

const panelOf = ({ page }: Person): Locator =>
  page.getByRole('complementary', { name: 'Developer panel' })
const chipOf = ({ page }: Person): Locator => page.getByRole('button', { name: / on purpose/ })

/** The number beside a word of the panel. */
async function fact(person: Person, name: string): Promise<number> {
  const text = await panelOf(person).locator('.fact', { hasText: name }).locator('dd').innerText()
  return Number.parseFloat(text)
}

sharedStory(
  'developers see the numbers move and each message decoded, and can keep a report of it',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const ada = await Person.open(context, `${documentUrl}?dev`)
    const bo = await Person.open(await browser.newContext({ colorScheme: 'dark' }), documentUrl)
    const panel = panelOf(ada)
    await expect.poll(() => fact(ada, 'Peers')).toBe(2)
    await expect.poll(() => fact(ada, 'Round trip')).toBeGreaterThanOrEqual(0)

    await bo.focusEnd()
    await bo.type('Hello')
    await expect.poll(() => ada.text()).toBe('Hello')
    const update = panel.locator('.message[data-type="update"][data-direction="in"]').first()
    await expect(update).toContainText(/adds \d+@\d+–\d+/)
    await ada.focusEnd()
    await ada.type('!')
    await expect(panel.locator('.message[data-type="saved"]').first()).toContainText(/count \d+/)

    await panel.getByText('State vector').click()
    await expect(panel.getByRole('row', { name: new RegExp(await bo.name()) })).toHaveCount(1)
    await panel.getByText('Document as JSON').click()
    await expect(panel.getByRole('region', { name: 'Document as JSON' })).toContainText('"Hello!"')
    await panel.getByText('Awareness states').click()
    await expect(panel.getByRole('region', { name: 'Awareness states' })).toContainText(
      await bo.name(),
    )

    await panel.getByRole('button', { name: 'Pause' }).click()
    const count = await panel.locator('.message').count()
    await bo.type(' More')
    await expect(panel).toContainText(/Paused. [1-9]\d* more went by/)
    await expect(panel.locator('.message')).toHaveCount(count)
    await panel.getByRole('button', { name: 'Copy report' }).click()
    await expect
      .poll(() => ada.page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/peers {11}2[\s\S]+ ← server update, \d+ B: adds/)
    await panel.getByRole('button', { name: 'Pause' }).click()
    await panel.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => panel.locator('.message').count()).toBeLessThan(count)

    expect(await violations(ada.page)).toEqual([])
    await bo.page.keyboard.press('Control+Alt+d')
    await expect(panelOf(bo)).toBeVisible()
    await panelOf(bo).getByRole('radio', { name: 'Slow' }).check()
    await expect(chipOf(bo)).toBeVisible()
    await bo.saved()
    expect(await violations(bo.page)).toEqual([])
    await bo.page.keyboard.press('Control+Alt+d')
    await expect(panelOf(bo)).toBeHidden()
    await expect(chipOf(bo)).toBeHidden()
  },
)

sharedStory(
  'the network can be taken away, dropped and made slow, and others see what comes of it',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), `${documentUrl}?dev`)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    const panel = panelOf(ada)
    await expect(bo.avatars).toHaveCount(2)

    await panel.getByRole('radio', { name: 'Offline' }).check()
    await ada.hasStatus('offline')
    await expect(chipOf(ada)).toHaveText('Offline on purpose')
    await expect(bo.avatars).toHaveCount(1)
    await ada.focusEnd()
    await ada.type('Alone. ')
    await expect.poll(() => fact(ada, 'Unsaved')).toBeGreaterThan(0)
    await bo.focusEnd()
    await bo.type('Bo. ')
    await bo.saved()
    expect(await bo.text()).toBe('Bo. ')
    await chipOf(ada).click()
    await ada.saved()
    expect(await expectSameText(ada, bo)).toContain('Alone. ')

    const opened: string[] = []
    ada.page.on('websocket', (socket) => opened.push(socket.url()))
    await panel.getByRole('button', { name: 'Drop the connection' }).click()
    await expect.poll(() => opened.length).toBe(1)
    await ada.saved()
    await expect(bo.avatars).toHaveCount(2)
    await expect.poll(() => fact(ada, 'Failed attempts')).toBe(0)

    await panel.getByRole('radio', { name: 'Slow' }).check()
    await expect(chipOf(ada)).toHaveText('Slow on purpose')
    await expect.poll(() => fact(ada, 'Round trip')).toBeGreaterThan(550)
    await ada.saved()
    await ada.focusEnd()
    const startMs = Date.now()
    await ada.type('Late.')
    await expect.poll(() => bo.text(), { intervals: [20] }).toContain('Late.')
    expect(Date.now() - startMs).toBeGreaterThan(300)

    await panel.getByRole('radio', { name: 'Offline' }).check()
    await ada.hasStatus('offline')
    await panel.getByRole('button', { name: 'Close panel' }).click()
    await expect(chipOf(ada)).toBeHidden()
    await ada.saved()
  },
)

sharedStory('the developer panel is a sheet on a phone', async ({ documentUrl, browser }) => {
  const context = await browser.newContext(devices['Pixel 7'])
  const ada = await Person.open(context, `${documentUrl}?dev`)
  await panelOf(ada).getByRole('radio', { name: 'Offline' }).check()
  await ada.hasStatus('offline')
  const [sheet, screen] = [await panelOf(ada).boundingBox(), ada.page.viewportSize()]
  expect(sheet?.width).toBe(screen?.width)
  expect(await violations(ada.page)).toEqual([])
})
