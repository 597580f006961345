import { OfflineTab } from '../support/offline-tab.ts'
import { expect, story } from '../support/story.ts'

story(
  'what is written without a server outlives a reload, is known to be unsaved, and is saved when the server is back',
  async ({ weft, browser }) => {
    const tab = await OfflineTab.open(await browser.newContext(), weft.url)
    await expect.poll(async () => (await tab.facts()).synced).toBe(true)
    await tab.type('Saved. ')
    await expect.poll(async () => (await tab.facts()).saveState).toBe('saved')
    await weft.kill()
    await expect.poll(async () => (await tab.facts()).synced).toBe(false)
    await tab.typeAndReload('Offline. ')

    expect(await tab.loaded()).toEqual({
      text: 'Saved. Offline. ',
      synced: false,
      saveState: 'saving',
    })
    await expect.poll(async () => (await tab.facts()).saveState).toBe('offline')
    await tab.type('After the reload.')
    expect(await tab.facts()).toMatchObject({ unsavedChanges: 2, copy: 'keeping' })
    expect((await tab.facts()).saveStates).not.toContain('saved')
    await weft.start()
    await expect.poll(async () => (await tab.facts()).saveState).toBe('saved')
    expect((await tab.facts()).unsavedChanges).toBe(0)
    const other = await OfflineTab.open(await browser.newContext(), weft.url)
    await expect
      .poll(async () => (await other.facts()).text)
      .toBe('Saved. Offline. After the reload.')

    await tab.written()
    await tab.load()
    expect(await tab.loaded()).toMatchObject({ text: 'Saved. Offline. After the reload.' })
    expect((await tab.facts()).unsavedChanges).toBe(0)
  },
)

story('a full device is told, and the document goes on', async ({ weft, browser }) => {
  const context = await browser.newContext()
  const tab = await OfflineTab.open(context, weft.url)
  await expect.poll(async () => (await tab.facts()).synced).toBe(true)
  const errors: Error[] = []
  tab.page.on('pageerror', (error) => errors.push(error))
  const devtools = await context.newCDPSession(tab.page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: weft.url, quotaSize: 1 })
  await tab.type('x'.repeat(1_000_000))
  await expect.poll(async () => (await tab.facts()).copyStates).toEqual(['keeping', 'failing full'])
  await tab.type('y')
  await expect.poll(async () => (await tab.facts()).saveState).toBe('saved')

  expect((await tab.facts()).copyStates).toEqual(['keeping', 'failing full'])
  expect(errors).toEqual([])
})

story(
  'where IndexedDB is missing or hangs, the document goes on without',
  async ({ weft, browser }) => {
    const missing = await OfflineTab.open(await browser.newContext(), weft.url, () =>
      Object.defineProperty(window, 'indexedDB', { value: undefined }),
    )
    const hanging = await OfflineTab.open(await browser.newContext(), weft.url, () => {
      window.loadTimeoutMs = 500
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
    })
    for (const tab of [missing, hanging]) {
      await expect.poll(async () => (await tab.facts()).synced).toBe(true)
    }

    expect((await missing.facts()).copyStates).toEqual(['stopped unavailable'])
    expect((await hanging.facts()).copyStates).toEqual(['stopped timeout'])
  },
)

story(
  'what a tab without a socket writes gets to everybody through the other tab, and each says of it what it knows',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    const [cutOff, connected, elsewhere] = [
      await OfflineTab.open(context, weft.url),
      await OfflineTab.open(context, weft.url),
      await OfflineTab.open(await browser.newContext(), weft.url),
    ]
    for (const tab of [cutOff, connected, elsewhere]) {
      await expect.poll(async () => (await tab.facts()).synced).toBe(true)
    }
    for (const tab of [cutOff, connected, elsewhere]) {
      await expect.poll(async () => (await tab.facts()).people).toBe(3)
    }
    await cutOff.cut()
    // The tabs go on seeing each other; whoever is elsewhere sees only who has a socket.
    await expect.poll(async () => (await elsewhere.facts()).people).toBe(2)
    await expect.poll(async () => (await cutOff.facts()).people).toBe(2)
    await expect.poll(async () => (await connected.facts()).people).toBe(3)
    await cutOff.type('through the other tab')
    await expect.poll(async () => (await elsewhere.facts()).text).toBe('through the other tab')
    await expect.poll(async () => (await connected.facts()).saveState).toBe('saved')
    expect(await cutOff.facts()).toMatchObject({ saveState: 'offline', unsavedChanges: 1 })
    // The first is from when it was opened.
    expect((await cutOff.facts()).saveStates).toEqual(['saved', 'offline'])
    await cutOff.mend()
    await expect.poll(async () => (await cutOff.facts()).saveState).toBe('saved')
    for (const tab of [cutOff, connected, elsewhere]) {
      await expect.poll(async () => (await tab.facts()).people).toBe(3)
    }
  },
)

story(
  'two tabs that were without a server lose nothing of each other',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    const tabs = [
      await OfflineTab.open(context, weft.url),
      await OfflineTab.open(context, weft.url),
    ]
    for (const tab of tabs) await expect.poll(async () => (await tab.facts()).synced).toBe(true)
    await weft.kill()
    for (const [index, tab] of tabs.entries()) await tab.type(`${index}`)
    // A browser that is told to close its tabs waits for no transaction.
    await Promise.all(tabs.map((tab) => tab.written()))
    await Promise.all(tabs.map((tab) => tab.page.close()))
    const tab = await OfflineTab.open(context, weft.url)
    const { text } = await tab.loaded()
    expect([...text].toSorted()).toEqual(['0', '1'])
    expect((await tab.facts()).unsavedChanges).toBeGreaterThan(0)
    await weft.start()
    await expect.poll(async () => (await tab.facts()).saveState).toBe('saved')
  },
)
