import type { Page } from '@playwright/test'
import { writtenToDevice } from '../support/device.ts'
import { holdTime } from '../support/held-time.ts'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory, story } from '../support/story.ts'

story(
  'the server is killed and the page reloaded: text and page are there, and what is written is not lost',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/kept`
    const context = await browser.newContext()
    await context.clock.install()
    const ada = await Person.open(context, url)
    await ada.focusEnd()
    await ada.type('On the server. ')
    await ada.saved()
    await pageIsKept(ada.page)
    await weft.kill()
    await ada.type('On this device. ')
    await ada.hasStatus('reconnecting')
    await writtenToDevice(ada.page)

    await ada.page.reload()
    await expect.poll(() => ada.text()).toBe('On the server. On this device. ')
    await expect(ada.editor).toHaveAttribute('contenteditable', 'true')
    await ada.focusEnd()
    await ada.type('After the reload. ')
    const banner = ada.page.getByRole('region', { name: 'No connection to the server' })
    await expect(banner).toContainText(
      /\d+ changes of yours are kept on this device and will be sent\./,
    )
    // Also what was not asked for before.
    await ada.page.getByRole('button', { name: /^People here/ }).click()
    await ada.page.getByRole('button', { name: 'Change your name or color' }).click()
    await expect(ada.page.getByRole('dialog', { name: 'How others see you' })).toBeVisible()
    await ada.page.keyboard.press('Escape')

    // The page's own next attempt may be due just then, and takes the banner along.
    await holdTime(ada.page)
    await weft.start()
    await banner.getByRole('button', { name: 'Retry now' }).click()
    await ada.saved()
    const bo = await Person.open(await browser.newContext(), url)
    expect(await expectSameText(ada, bo)).toBe('On the server. On this device. After the reload. ')
  },
)

story(
  'a document that was never here says so while the server is away, and opens when it is back',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    await context.clock.install()
    const ada = await Person.open(context, `${weft.url}/d/known`)
    await pageIsKept(ada.page)
    await weft.kill()
    await ada.page.goto(`${weft.url}/d/unknown`)
    await expect(ada.status).toContainText('No connection')
    const banner = ada.page.getByRole('region', { name: 'The server does not answer' })
    await expect(banner).toContainText('This device has no copy of the document yet.')
    await holdTime(ada.page)
    await weft.start()
    await banner.getByRole('button', { name: 'Retry now' }).click()
    await ada.saved()
  },
)

sharedStory(
  'where nothing can be kept, the editor goes on and says that edits are in this tab only',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    const faults: string[] = []
    context.on('weberror', (error) => faults.push(error.error().message))
    await context.addInitScript(() => {
      const get = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      }
      for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches']) {
        Object.defineProperty(window, name, { get })
      }
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { get })
    })
    const ada = await Person.open(context, documentUrl)
    await context.setOffline(true)
    await ada.focusEnd()
    await ada.type('Only here')
    await ada.hasStatus('offline')
    const banner = ada.page.getByRole('region', { name: 'You are offline' })
    await expect(banner).toContainText('kept in this tab and will be sent.')
    await expect(banner).toContainText('Keep the tab open.')
    // And then leaving is asked about.
    const asked = ada.page.waitForEvent('dialog')
    const leaving = ada.page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await leaving
    await context.setOffline(false)
    await ada.saved()
    const closed = ada.page.waitForEvent('close')
    await ada.page.close({ runBeforeUnload: true })
    await closed
    expect(faults).toEqual([])
  },
)

sharedStory(
  'what this device keeps needs no question when the page is left, and comes back with it',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    const ada = await Person.open(context, documentUrl)
    await ada.focusEnd()
    await context.setOffline(true)
    await ada.type('Kept')
    await ada.hasStatus('offline')
    await writtenToDevice(ada.page)
    const dialogs: string[] = []
    ada.page.on('dialog', (dialog) => {
      dialogs.push(dialog.type())
      void dialog.accept()
    })
    const closed = ada.page.waitForEvent('close')
    await ada.page.close({ runBeforeUnload: true })
    await closed
    expect(dialogs).toEqual([])
    await context.setOffline(false)
    const again = await Person.open(context, documentUrl)
    expect(await again.text()).toBe('Kept')
    const bo = await Person.open(await browser.newContext(), documentUrl)
    expect(await bo.text()).toBe('Kept')
  },
)

story(
  'another application at the same address is not shown an old page',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    const ada = await Person.open(context, `${weft.url}/d/before`)
    await pageIsKept(ada.page)
    await context.route(/\/d\/other$/, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Other</title>' }),
    )
    await ada.page.goto(`${weft.url}/d/other`)
    await expect(ada.page).toHaveTitle('Other')
    await expect
      .poll(() =>
        ada.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
      )
      .toBe(0)
    await expect.poll(() => ada.page.evaluate(() => caches.keys())).toEqual([])
  },
)

/** Waits until the browser has what it needs to open a document by itself. */
async function pageIsKept(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state))
    .toBe('activated')
}
