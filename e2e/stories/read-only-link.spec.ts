import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { violations } from '../support/accessibility.ts'
import { writtenToDevice } from '../support/device.ts'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'
import { WeftProcess } from '../support/weft-process.ts'

const PASSWORD = 'correct horse battery'

/** A story on a server with a password. */
const lockedStory = base.extend<{ weft: WeftProcess }>({
  weft: async ({ browser }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'weft-password-'))
    const file = join(folder, 'password')
    await writeFile(file, `${PASSWORD}\n`)
    const weft = await WeftProcess.start(['--editor', '--password-file', file])
    await use(weft)
    await Promise.all(browser.contexts().map((context) => context.close()))
    await weft.dispose()
    await rm(folder, { recursive: true })
  },
})

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Opens the dialog with the addresses. */
async function share(page: Page) {
  await page.getByRole('button', { name: 'Share' }).click()
  return page.getByRole('dialog', { name: 'Share this document' })
}

/** What an unmodified y-websocket client is told that has the link and tries to write. */
async function writeByLink(url: string): Promise<{ readonly code: number }> {
  Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? WebSocket })
  const { host, pathname } = new URL(url)
  const end = pathname.lastIndexOf('/')
  const [folder, id] = [pathname.slice(0, end), pathname.slice(end + 1)]
  const stock = new WebsocketProvider(`ws://${host}${folder}`, id, new Y.Doc(), {
    disableBc: true,
  })
  const closed = new Promise<{ readonly code: number }>((resolve) => stock.once('closed', resolve))
  await new Promise<void>((resolve) => stock.once('sync', () => resolve()))
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText('I was here')])
  stock.doc.getXmlFragment('default').insert(0, [paragraph])
  const event = await closed
  stock.destroy()
  return event
}

lockedStory(
  'a team signs in; whoever has the read-only link reads along, unseen, and writes nothing, until it is stopped',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/plan-of-the-year`
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    await expect(page.getByLabel('Password')).toBeFocused()
    expect(await violations(page)).toEqual([])
    await signIn(page, 'correct house battery')
    await expect(page.getByRole('alert')).toHaveText('That is not the password. Try again.')
    await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(url)
    const ada = new Person(page)
    await ada.saved()
    await ada.focusEnd()
    await ada.type('Reach the moon')

    const dialog = await share(page)
    await dialog.getByRole('button', { name: 'Create read-only link' }).click()
    const address = dialog.getByLabel('Read-only address')
    const link = await address.inputValue()
    expect(link).toMatch(/\/_weft\/view\/[\w-]{27}$/)
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await ada.saved()

    const reading = await (await browser.newContext()).newPage()
    const bo = new Person(reading)
    await reading.goto(link)
    await bo.hasStatus('view-only')
    await expect.poll(() => bo.text()).toBe('Reach the moon')
    await expect(bo.editor).toHaveAttribute('aria-readonly', 'true')
    await expect(bo.editor).toHaveAttribute('contenteditable', 'false')
    await expect(reading.getByRole('toolbar')).toHaveCount(0)
    await reading.getByRole('button', { name: 'More' }).click()
    for (const name of [
      'New document',
      'New code document',
      'Import a file…',
      'Find and replace',
      'Comment',
      'Sign out',
    ])
      await expect(reading.getByRole('menuitem', { name, exact: true })).toHaveCount(0)
    await reading.keyboard.press('Escape')
    await bo.editor.click()
    await bo.type('mine')
    await reading.getByRole('button', { name: 'Share' }).click()
    const passOn = reading.getByRole('dialog', { name: 'Share this link' })
    await expect(passOn.getByLabel('Address')).toHaveValue(link)
    await expect(passOn).not.toContainText('Stop sharing')
    await reading.keyboard.press('Escape')
    // Ada is seen, where she writes, too; whoever reads is not.
    await ada.focusEnd()
    await ada.type(' by May')
    await expect.poll(() => bo.text()).toBe('Reach the moon by May')
    await expect(bo.carets).toHaveCount(1)
    await expect(bo.avatars).toHaveCount(2)
    await expect(ada.avatars).toHaveCount(1)
    expect(await reading.content()).not.toContain('plan-of-the-year')
    expect(await violations(reading)).toEqual([])

    expect(await writeByLink(link)).toMatchObject({ code: 4403 })
    await ada.type('!')
    await ada.saved()
    expect(await ada.text()).toBe('Reach the moon by May!')

    await (await share(page)).getByRole('button', { name: 'Stop sharing' }).click()
    await bo.hasStatus('no-access')
    await expect(reading.getByRole('region', { name: 'No access' })).toContainText('This link')
    await page.keyboard.press('Escape')
    await ada.hasStatus('saved')

    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page.getByLabel('Password')).toBeVisible()
    // Whoever sits here next is not told what was open.
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(
      'plan-of-the-year',
    )
    await page.goto(url)
    await expect(page.getByLabel('Password')).toBeVisible()
  },
)

lockedStory(
  'who signs out in one tab is out in the others, and comes back to where they were',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/notes`
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(url)
    await signIn(page)
    const ada = new Person(page)
    await ada.saved()
    const other = await Person.open(context, url)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await other.hasStatus('signed-out')
    await other.page.getByRole('button', { name: 'Sign in again' }).click()
    await signIn(other.page)
    await expect(other.page).toHaveURL(url)
    await other.saved()
  },
)

lockedStory(
  'who signs out with changes that are only on this device is told which, and can send them first',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${weft.url}/d/trip`)
    await signIn(page)
    const ada = new Person(page)
    await ada.saved()
    await context.setOffline(true)
    await ada.focusEnd()
    await ada.type('On the train')
    await ada.hasStatus('offline')
    await writtenToDevice(page)
    await page.close()
    await context.setOffline(false)

    // In another document, from which nothing of it is seen.
    const other = await Person.open(context, `${weft.url}/d/notes`)
    await other.page.getByRole('button', { name: 'More' }).click()
    await other.page.getByRole('menuitem', { name: 'Sign out' }).click()
    const question = other.page.getByRole('dialog', { name: 'Sign out and lose changes?' })
    await expect(question).toContainText(/trip: \d+ changes?/)
    expect(await violations(other.page)).toEqual([])
    await question.getByRole('button', { name: 'Stay signed in' }).click()
    await expect(question).toHaveCount(0)
    await other.goto(`${weft.url}/d/notes`)

    await other.page.goto(weft.url)
    await other.page.getByRole('button', { name: 'Sign out' }).click()
    await question.getByRole('link', { name: 'trip' }).click()
    await other.saved()
    expect(await other.text()).toBe('On the train')
    await other.page.route('**/_weft/sign-out', (route) => route.abort())
    await other.page.getByRole('button', { name: 'More' }).click()
    await other.page.getByRole('menuitem', { name: 'Sign out' }).click()
    const failure = other.page.getByRole('dialog', { name: 'Not signed out' })
    await expect(failure).toContainText('You are still signed in')
    expect(await violations(other.page)).toEqual([])
    await other.page.unroute('**/_weft/sign-out')
    await failure.getByRole('button', { name: 'Try again' }).click()
    await expect(other.page.getByLabel('Password')).toBeVisible()
    // The next person here is nobody's namesake.
    const kept = await other.page.evaluate(() =>
      ['weft.profile', 'weft.author'].map((key) => localStorage.getItem(key) ?? 'null'),
    )
    expect(kept).toEqual(['null', 'null'])
  },
)

sharedStory(
  'where everybody may write, sharing is the address and nothing else',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const ada = await Person.open(context, documentUrl)
    const { page } = ada
    const dialog = await share(page)
    await expect(dialog.getByRole('button', { name: 'Copy' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(documentUrl)
    await expect(dialog).not.toContainText(/read-only/i)
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Share' })).toBeFocused()
    await page.getByRole('button', { name: 'More' }).click()
    await expect(page.getByRole('menuitem', { name: 'New document' })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toHaveCount(0)
    const answer = await context.request.post(new URL('/_weft/links/x', documentUrl).href)
    expect(answer.status()).toBe(403)
    expect(await answer.text()).toContain('not offered')
  },
)
