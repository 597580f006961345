import { devices, type FrameLocator, type Page } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'two people side by side: each has a name and a color, and they meet at the server',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    let isServerHeard = true
    const held: (() => void)[] = []
    await context.routeWebSocket(/./, (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => {
        held.push(() => server.send(frame))
        if (isServerHeard) for (const send of held.splice(0)) send()
      })
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(documentUrl)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Open side by side' }).click()
    await page.waitForURL(documentUrl.replace('/d/', '/split/'))
    const [left, right] = halves(page)
    await expect(people(left)).toHaveAttribute('aria-label', /\(you\), /)
    const names = await Promise.all([left, right].map(ownName))
    expect(new Set(names).size).toBe(2)
    // Who comes with a color that is taken gives it up once they know.
    const colors = () =>
      left
        .locator('.person .avatar')
        .evaluateAll((avatars) =>
          avatars.map((avatar) => getComputedStyle(avatar).getPropertyValue('--person')),
        )
    await expect.poll(async () => new Set(await colors()).size).toBe(2)

    await text(left).click()
    await page.keyboard.type('From the left. ')
    await expect(text(right)).toContainText('From the left. ')
    await expect(right.locator('.remote-caret')).toHaveAttribute('data-name', names[0] ?? '')

    // What the server has not got is not there either: not by the channel that the tabs of a browser share.
    isServerHeard = false
    await page.keyboard.type('Held back.')
    await expect(left.locator('[data-save-state]')).toContainText('Saving…')
    expect(await text(right).textContent()).not.toContain('Held')
    isServerHeard = true
    await page.keyboard.type(' ')
    await expect(text(right)).toContainText('Held back.')

    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  },
)

sharedStory(
  'the divider is moved by keyboard, and who leaves takes the window along',
  async ({ documentUrl, browser }) => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(documentUrl.replace('/d/', '/split/'))
    const divider = page.getByRole('separator', { name: 'Divider between the two people' })
    await divider.focus()
    await page.keyboard.press('ArrowRight')
    await expect(divider).toHaveAttribute('aria-valuenow', '55')
    const [first, second] = await widths(page)
    expect(first).toBeGreaterThan(second)

    const [left] = halves(page)
    await left.getByRole('button', { name: 'More', exact: true }).click()
    await expect(left.getByRole('menuitem', { name: 'Open side by side' })).toHaveCount(0)
    await left.getByRole('menuitem', { name: 'New document', exact: true }).click()
    await page.waitForURL(/\/d\//)
    expect(page.url()).not.toBe(documentUrl)
  },
)

sharedStory('on a phone the two are above each other', async ({ documentUrl, browser }) => {
  const page = await (await browser.newContext(devices['Pixel 7'])).newPage()
  await page.goto(documentUrl.replace('/d/', '/split/'))
  const [left, right] = halves(page)
  await text(left).click()
  await page.keyboard.type('Small')
  await expect(text(right)).toContainText('Small')
  const tops = await page
    .locator('.half')
    .evaluateAll((frames) => frames.map((frame) => frame.getBoundingClientRect().top))
  expect(tops[1]).toBeGreaterThan((tops[0] ?? 0) + 200)
})

function halves(page: Page): [FrameLocator, FrameLocator] {
  const half = (title: string) => page.frameLocator(`iframe[title="${title}"]`)
  return [half('First person'), half('Second person')]
}

function text(half: FrameLocator) {
  return half.getByRole('textbox', { name: /^Document / })
}

function people(half: FrameLocator) {
  return half.getByRole('button', { name: /^People here/ })
}

async function ownName(half: FrameLocator): Promise<string> {
  await expect(people(half)).toHaveAttribute('aria-label', /\(you\), /)
  const label = await people(half).getAttribute('aria-label')
  return /: (.*?) \(you\)/.exec(label ?? '')?.[1] ?? ''
}

async function widths(page: Page): Promise<[number, number]> {
  const [first = 0, second = 0] = await page
    .locator('.half')
    .evaluateAll((frames) => frames.map((frame) => frame.getBoundingClientRect().width))
  return [first, second]
}
