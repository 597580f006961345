import type { BrowserContext, WebSocketRoute } from '@playwright/test'
import { holdTime } from '../support/held-time.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'a confirmation that does not come is told, and so is that it came',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    const wire = await Wire.between(context)
    const page = await context.newPage()
    await page.clock.install()
    const ada = new Person(page)
    await ada.goto(documentUrl)
    const word = page.locator('.pill-word')
    await expect(word).toHaveText('Saved')
    await ada.focusEnd()
    wire.isAnswering = false
    await ada.type('x')
    await expect(word).toHaveText('Saving…')
    await page.clock.fastForward(10_000)
    await expect(word).toHaveText('Not saved yet')
    await page.clock.fastForward(3_000)
    const banner = page.getByRole('region', { name: 'Not saved yet' })
    await expect(banner).toContainText('1 change of yours waits for the server to store.')
    await expect(banner).toHaveAttribute('data-tone', 'warning')
    wire.answer()
    await page.clock.fastForward(1_000)
    await expect(word).toHaveText('Saved')
    await expect(banner).toHaveCount(0)
  },
)

sharedStory(
  'a lost connection: the pill at once, a banner after a while, a countdown, and one word when it is over',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    const wire = await Wire.between(context)
    const page = await context.newPage()
    await page.clock.install()
    const ada = new Person(page)
    await ada.goto(documentUrl)
    await ada.focusEnd()
    const said = await heard(page)
    await holdTime(page)
    wire.cut()
    await ada.hasStatus('reconnecting')
    const banner = page.getByRole('region', { name: 'No connection to the server' })
    await expect(banner).toHaveCount(0)
    await ada.type('Twelve words')
    await page.clock.fastForward(2_900)
    await expect(banner).toHaveCount(0)
    await page.clock.resume()
    await expect(banner).toContainText(
      '12 changes of yours are kept on this device and will be sent.',
    )
    await expect(banner).toHaveAttribute('data-tone', 'warning')
    await expect(banner.locator('.countdown')).toHaveText(/(Next attempt in \d+ s\.|Trying now…)$/)
    // Not the next attempt, which is due at any moment, but the button.
    await holdTime(page)
    wire.mend()
    await banner.getByRole('button', { name: 'Retry now' }).click()
    await ada.saved()
    await page.clock.resume()
    await expect(banner).toHaveCount(0)
    await expect.poll(said).toContain('Connected again. All changes are saved.')
    expect((await said()).filter((text) => text.startsWith('Connected again'))).toHaveLength(1)
    expect((await said()).filter((text) => text.startsWith('No connection'))).toHaveLength(1)
  },
)

// Deleted (4404) has its story with the library, where it really is.
const endings = [
  { code: 4401, title: 'You are signed out', action: 'Sign in again' },
  { code: 4403, title: 'No access', action: 'Other documents' },
  { code: 4413, title: 'Too large', action: 'Reload' },
  { code: 4499, title: 'Disconnected', action: 'Reload' },
]

sharedStory(
  'closed for good: what happened, why, and what to do; what one may not see leaves this device',
  async ({ documentUrl, browser }) => {
    for (const { code, title, action } of endings) {
      const context = await browser.newContext()
      const wire = await Wire.between(context)
      const page = await context.newPage()
      const ada = new Person(page)
      await ada.goto(documentUrl)
      wire.close(code)
      const banner = page.getByRole('region', { name: title })
      await expect(banner).toHaveAttribute('data-tone', 'stopped')
      await expect(banner.locator('.banner-actions').getByText(action)).toBeVisible()
      await expect(banner.getByRole('button', { name: 'Copy the text' })).toBeVisible()
      await expect(ada.editor).toHaveAttribute('contenteditable', 'false')
      const isForgotten = code === 4403
      await expect.poll(() => copies(page)).toBe(isForgotten ? 0 : 1)
      await context.close()
    }
  },
)

/** A network that can be cut, closed and made dumb. */
class Wire {
  isAnswering = true
  #isCut = false
  readonly #open = new Set<WebSocketRoute>()
  readonly #withheld: (() => void)[] = []

  static async between(context: BrowserContext): Promise<Wire> {
    const wire = new Wire()
    await context.routeWebSocket(/./, (client) => wire.#connect(client))
    return wire
  }

  answer(): void {
    this.isAnswering = true
    for (const send of this.#withheld.splice(0)) send()
  }

  cut(): void {
    this.#isCut = true
    this.close(1012)
  }

  mend(): void {
    this.#isCut = false
  }

  close(code: number): void {
    for (const client of this.#open) void client.close({ code, reason: 'a story says so' })
    this.#open.clear()
  }

  #connect(client: WebSocketRoute): void {
    if (this.#isCut) return void client.close({ code: 1012 })
    this.#open.add(client)
    const server = client.connectToServer()
    server.onMessage((frame) => {
      if (this.isAnswering) client.send(frame)
      else this.#withheld.push(() => client.send(frame))
    })
  }
}

/** What a screen reader is told from now on. */
async function heard(page: Person['page']): Promise<() => Promise<string[]>> {
  const region = page.getByRole('status')
  await region.evaluate((element) => {
    const said: string[] = []
    Object.assign(element, { said })
    new MutationObserver(() => said.push(element.textContent ?? '')).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
  return () =>
    region.evaluate((element) =>
      'said' in element && Array.isArray(element.said) ? element.said.map(String) : [],
    )
}

function copies(page: Person['page']): Promise<number> {
  return page.evaluate(async () => (await indexedDB.databases()).length)
}
