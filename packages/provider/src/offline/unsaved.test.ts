import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { warnBeforeUnload } from '../warn-before-unload.ts'
import { Browser, turn, type Tab } from './tab.test-support.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.close())

describe('after a reload, what was edited without the network', () => {
  it('is unsaved until the server has confirmed it', async () => {
    await offlineEdits('a', 'b', 'c')
    const tab = await browser.open()
    expect(tab.provider.unsavedChanges).toBe(3)
    tab.socket.fail()
    expect(tab.provider.saveState).toBe('offline')
    tab.provider.connect()
    tab.socket.welcome()
    expect(tab.provider.saveState).toBe('saving')
    const saved = vi.fn<() => void>()
    void tab.provider.whenSaved().then(saved)
    await turn()
    expect(saved).not.toHaveBeenCalled()
    tab.socket.say({ type: 'saved', count: 1, sequence: 6 })
    await turn()

    expect(tab.provider.unsavedChanges).toBe(0)
    expect(saved).toHaveBeenCalledOnce()
    // Never `saved` on the way.
    expect(tab.saveStates).toEqual(['saving', 'offline', 'saving', 'saved'])
  })

  it('is sent with the first answer to the server', async () => {
    await offlineEdits('a')
    const tab = await browser.open()
    tab.socket.open()
    tab.socket.say({
      type: 'welcome',
      version: 1,
      sessionId: 's',
      resumeSecret: 'r',
      epoch: 'epoch',
      sequence: 5,
      rights: { canWrite: true },
      maxMessageBytes: 1024 * 1024,
      isSaving: true,
    })
    tab.socket.say({ type: 'syncStep1', stateVector: Uint8Array.of(0) })
    const step2 = tab.socket.take().find(({ type }) => type === 'syncStep2')

    expect(step2).toMatchObject({ update: Y.encodeStateAsUpdate(tab.provider.doc) })
  })

  it('counts with what is edited while the copy is read, and after', async () => {
    await offlineEdits('a', 'b')
    const tab = browser.begin()
    tab.type('c')
    await tab.provider.offline?.whenLoaded
    tab.type('d')
    await turn()

    expect(tab.provider.unsavedChanges).toBe(4)
    tab.close()
    expect((await browser.open()).provider.unsavedChanges).toBe(4)
  })

  it('stays unsaved over many reloads, and is saved after the one that met the server', async () => {
    await offlineEdits('a', 'b')
    await offlineEdits('c')
    await offlineEdits()
    const tab = await browser.open()
    expect(tab.provider.unsavedChanges).toBe(3)
    await confirm(tab)
    tab.close()
    const last = await browser.open()

    expect(last.provider.unsavedChanges).toBe(0)
    expect(last.provider.saveState).toBe('saved')
    expect(await browser.kept()).toMatchObject({ sessions: [] })
  })

  it('counts deletions, too', async () => {
    const before = await browser.open()
    before.type('abc')
    await confirm(before)
    before.provider.doc.getText('text').delete(0, 1)
    before.close()
    const after = await browser.open()

    expect(after.text).toBe('bc')
    expect(after.provider.unsavedChanges).toBe(1)
  })

  it('stays unsaved where the server has confirmed only what came before', async () => {
    const before = await browser.open()
    before.type('a')
    before.socket.welcome()
    before.type('b')
    await turn()
    before.socket.say({ type: 'saved', count: 1, sequence: 6 })
    before.close()

    expect((await browser.open()).provider.unsavedChanges).toBe(1)
  })

  it('stays unsaved with a server that never says what is saved', async () => {
    const before = await browser.open()
    before.type('a')
    before.socket.welcomeAsStock()
    await turn()
    before.close()
    const after = await browser.open()

    expect(after.provider.unsavedChanges).toBe(1)
  })
})

describe('before the copy is read', () => {
  it('nobody says that all is saved, and whenSaved waits', async () => {
    await offlineEdits('a')
    const tab = browser.begin()
    const settled = vi.fn<() => void>()
    void tab.provider.whenSaved().then(settled, settled)
    expect(tab.provider.saveState).toBe('unknown')
    expect(tab.provider.unsavedChanges).toBe(0)
    await tab.provider.offline?.whenLoaded
    await turn()

    expect(tab.saveStates).toEqual(['saving'])
    expect(settled).not.toHaveBeenCalled()
    tab.close()
    await turn()
    expect(settled).toHaveBeenCalledOnce()
  })

  it('and when all was saved, it says so afterwards', async () => {
    const before = await browser.open()
    before.type('a')
    await confirm(before)
    before.close()
    const after = browser.begin()
    expect(after.provider.saveState).toBe('unknown')
    await after.provider.whenSaved()

    expect(after.saveStates).toEqual(['saved'])
  })
})

describe('what another tab has not saved', () => {
  it('is unsaved for one that opens now, and saved once that one has met the server', async () => {
    const offline = await browser.open()
    offline.type('a')
    await turn()
    const online = await browser.open()
    expect(online.provider.unsavedChanges).toBe(1)
    await confirm(online)

    expect(online.provider.saveState).toBe('saved')
    expect(await browser.kept()).toMatchObject({ sessions: [] })
  })

  it('is not taken for saved when it was edited after that one had opened', async () => {
    const offline = await browser.open()
    offline.type('a')
    await turn()
    const online = await browser.open()
    offline.type('b')
    await turn()
    await confirm(online)
    offline.close()
    online.close()
    const after = await browser.open()

    expect(after.text).toBe('ab')
    expect(after.provider.unsavedChanges).toBe(1)
  })
})

/** Opens a tab, edits without the network, and closes it. */
async function offlineEdits(...texts: readonly string[]): Promise<void> {
  const tab = await browser.open({ connect: false })
  for (const text of texts) {
    tab.type(text)
    await turn()
  }
  tab.close()
}

/** The server takes all that the tab has, and says that it is on disk. */
async function confirm(tab: Tab): Promise<void> {
  tab.socket.welcome()
  tab.socket.say({ type: 'saved', count: 1, sequence: 6 })
  await turn()
}

it('leaving is asked about until what was edited while the copy is read is kept', async () => {
  const page = new EventTarget()
  vi.stubGlobal('window', page)
  const asks = (): boolean => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  const tab = browser.begin()
  warnBeforeUnload(tab.provider)
  expect(asks()).toBe(false)
  tab.type('a')
  expect(tab.provider.offline?.state.name).toBe('loading')
  expect(asks()).toBe(true)
  await tab.provider.offline?.whenLoaded
  await browser.kept()
  expect(tab.provider.offline?.state.name).toBe('keeping')
  expect(asks()).toBe(false)
})
