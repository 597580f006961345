import type { LaunchOptions } from '@playwright/test'
import { holdTime } from '../support/held-time.ts'
import { TabWithProvider } from '../support/tab-with-provider.ts'
import { expect, story as anyStory } from '../support/story.ts'

// Playwright turns off what people have: the page is kept for the way back.
const story = anyStory.extend<object, { launchOptions: LaunchOptions }>({
  launchOptions: [
    ({ launchOptions }, use) =>
      use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    { scope: 'worker' },
  ],
})

story(
  'who leaves the page is gone for the others, what was typed last is there, and on the way back all is as before',
  async ({ weft, browser }) => {
    const ada = await TabWithProvider.open(await browser.newContext(), weft.url, 'Ada')
    const bob = await TabWithProvider.open(await browser.newContext(), weft.url, 'Bob')
    await expect.poll(async () => (await bob.facts()).people).toEqual(['Ada', 'Bob'])
    await ada.typeAndLeave('last words')
    await expect.poll(async () => (await bob.facts()).people).toEqual(['Bob'])
    await expect.poll(async () => (await bob.facts()).text).toBe('last words')

    await bob.type(', and an answer')
    await ada.back()
    await expect.poll(async () => (await ada.facts()).text).toBe('last words, and an answer')
    // The very same page, not another one that was loaded in its place.
    expect((await ada.facts()).pageEvents).toEqual([
      'pageshow false',
      'pagehide true',
      'pageshow true',
    ])
    for (const tab of [ada, bob]) {
      await expect.poll(async () => (await tab.facts()).people).toEqual(['Ada', 'Bob'])
    }
    await expect.poll(async () => (await ada.facts()).saveState).toBe('saved')
  },
)

story(
  'the browser asks before unsaved words are left, and who stays is there again',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    await context.clock.install()
    const ada = await TabWithProvider.open(context, weft.url, 'Ada')
    const bob = await TabWithProvider.open(await browser.newContext(), weft.url, 'Bob')
    await expect.poll(async () => (await bob.facts()).people).toEqual(['Ada', 'Bob'])
    // A browser asks only in a page that somebody has touched.
    await ada.page.mouse.click(10, 10)
    await weft.kill()
    await expect.poll(async () => (await ada.facts()).synced).toBe(false)
    await ada.type('unsaved')
    // Three seconds after the question a page that is still there is seen again; the way to ask it may take longer.
    await holdTime(ada.page)
    const asked = ada.page.waitForEvent('dialog')
    const left = ada.leave()
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    // To leave? No.
    await dialog.dismiss()
    await left

    expect((await ada.facts()).people).toEqual([])
    await ada.page.clock.resume()
    await weft.start()
    await expect.poll(async () => (await ada.facts()).saveState).toBe('saved')
    await expect.poll(async () => (await bob.facts()).people).toEqual(['Ada', 'Bob'])
    // Nothing is at risk any more, so nothing is asked.
    await ada.typeAndLeave('')
    expect(await ada.page.title()).toBe('Elsewhere')
  },
)
