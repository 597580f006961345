import type { LaunchOptions } from '@playwright/test'
import { expect, story as anyStory } from '../support/story.ts'
import { TabWithManyDocuments } from '../support/tab-with-many-documents.ts'

// Playwright turns off what people have: the page is kept for the way back.
const story = anyStory.extend<object, { launchOptions: LaunchOptions }>({
  launchOptions: [
    ({ launchOptions }, use) =>
      use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    { scope: 'worker' },
  ],
})

story(
  'twenty documents share one socket, go with the page and come back with it, and outlast their server',
  async ({ weft, browser }) => {
    const ada = await TabWithManyDocuments.open(await browser.newContext(), weft.url)
    const bob = await TabWithManyDocuments.open(await browser.newContext(), weft.url)
    for (const tab of [ada, bob]) {
      await expect.poll(async () => (await tab.facts()).people).toBe(40)
    }
    await expect.poll(async () => (await ada.facts()).synced).toBe(20)
    expect(await ada.facts()).toMatchObject({ sharing: 'shared', channels: 20 })
    expect([ada.sockets, bob.sockets]).toEqual([1, 1])

    await ada.type(3, 'in the fourth')
    await ada.type(19, 'in the last')
    await expect.poll(async () => (await bob.facts()).texts[3]).toBe('in the fourth')
    await expect.poll(async () => (await bob.facts()).texts[19]).toBe('in the last')
    expect((await bob.facts()).texts.filter((text) => text !== '')).toHaveLength(2)

    await ada.typeAndLeave(0, 'last words')
    await expect.poll(async () => (await bob.facts()).people).toBe(20)
    await expect.poll(async () => (await bob.facts()).texts[0]).toBe('last words')
    await bob.type(0, ', and an answer')
    await ada.back()
    await expect.poll(async () => (await ada.facts()).texts[0]).toBe('last words, and an answer')
    // The very same page, not another one that was loaded in its place.
    expect((await ada.facts()).pageEvents).toEqual([
      'pageshow false',
      'pagehide true',
      'pageshow true',
    ])
    await expect.poll(async () => (await bob.facts()).people).toBe(40)

    await weft.kill()
    await expect.poll(async () => (await ada.facts()).synced).toBe(0)
    await ada.type(7, 'while the server is gone')
    await weft.start()
    for (const tab of [ada, bob]) {
      await expect.poll(async () => (await tab.facts()).saved).toBe(20)
      await expect.poll(async () => (await tab.facts()).texts[7]).toBe('while the server is gone')
    }
  },
)
