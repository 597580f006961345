import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import { Doc } from 'yjs'
import { overflow, violations } from '../support/accessibility.ts'
import { expect } from '../support/story.ts'
import { WeftProcess } from '../support/weft-process.ts'

const TOKEN = 'the-token-of-the-administrator'

const test = base.extend<{ weft: WeftProcess }>({
  weft: async ({ browserName: _any }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'weft-token-'))
    const file = join(folder, 'token')
    await writeFile(file, TOKEN)
    const weft = await WeftProcess.start([
      '--editor',
      '--admin-port=0',
      `--admin-token-file=${file}`,
    ])
    await use(weft)
    await weft.dispose()
    await rm(folder, { recursive: true })
  },
})

/** Somebody who has written something into a document, and has it open. */
async function writer(weft: WeftProcess, name: string, text: string): Promise<WeftProvider> {
  const provider = new WeftProvider(weft.socketUrl, name, new Doc(), {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  provider.doc.getText('text').insert(0, text)
  await provider.whenSynced
  await provider.whenSaved()
  return provider
}

/** Where the page is, once that was printed. */
async function adminUrl(weft: WeftProcess): Promise<string> {
  const printed = (): string => /Administrators ask at (http:\S+),/.exec(weft.log)?.[1] ?? ''
  await expect.poll(printed).not.toBe('')
  return printed()
}

/** What can be said of the page as it is. */
async function expectGood(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
}

test('an administrator looks after documents: who has them open, what is in them, and what is to be done', async ({
  weft,
  page,
}) => {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  const ada = await writer(weft, 'notes/today', 'Good morning')
  const brian = await writer(weft, 'plan', 'x'.repeat(5_000))
  try {
    await page.goto(await adminUrl(weft))
    await expectGood(page)
    await page.getByLabel('Token').fill('not-this-one-at-all')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toContainText('token is wrong')
    // Which the browser says by itself.
    faults.length = 0
    await page.getByLabel('Token').fill(TOKEN)
    await page.keyboard.press('Enter')

    const rows = page.locator('tbody tr')
    await expect(rows).toHaveCount(2)
    await expect(page.locator('dl')).toContainText('Connected2')
    await expectGood(page)
    await page.getByRole('button', { name: 'Size' }).click()
    await expect(rows.first()).toContainText('plan')
    // What comes every two seconds takes neither the focus nor the rows away.
    const link = page.getByRole('link', { name: 'notes/today' })
    await link.focus()
    await link.evaluate((node) => node.setAttribute('data-seen', 'before'))
    brian.destroy()
    // A room that nobody is in may have been unloaded by then.
    await expect(rows.first().locator('td').nth(1)).toHaveText(/^[0–]$/)
    await expect(link).toBeFocused()
    await expect(link).toHaveAttribute('data-seen', 'before')
    const level = page.getByLabel('Log from this level on')
    await level.selectOption('debug')
    await expect(page.getByRole('status')).toHaveText('The server logs debug and above.')
    await expect(page.getByText(/^until .* then info again$/)).toBeVisible()
    await level.selectOption('info')
    await expect(page.getByText(/then info again$/)).toHaveCount(0)
    await page.getByLabel('Search by name or title').fill('today')
    await expect(rows).toHaveCount(1)

    await link.press('Enter')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('notes/today')
    await expect(rows).toHaveCount(1)
    await page.getByRole('button', { name: 'Show as JSON' }).click()
    await expect(page.locator('pre')).toContainText('"text (text)": "Good morning"')
    await expectGood(page)
    await page.setViewportSize({ width: 360, height: 740 })
    await expectGood(page)

    await page.getByRole('button', { name: 'Make read-only' }).click()
    await expect.poll(() => ada.rights?.canWrite).toBe(false)
    await page.getByRole('button', { name: 'Let people write again' }).click()
    await expect.poll(() => ada.rights?.canWrite).toBe(true)
    await page.getByRole('button', { name: /^Disconnect/ }).click()
    await expectGood(page)
    await page.getByRole('button', { name: 'Disconnect, until they open it anew' }).click()
    await expect(rows).toHaveCount(0)
    // The server's word may come to Ada after the page's list does.
    await expect.poll(() => ada.shouldConnect).toBe(false)

    await page.getByRole('button', { name: 'Delete' }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Restore' }).click()
    await expect(page.getByRole('button', { name: 'Restore' })).toBeHidden()
    await page.getByRole('link', { name: 'All documents' }).click()
    await page.getByRole('link', { name: 'notes/today' }).waitFor()

    await page.getByRole('button', { name: 'Forget the token' }).click()
    await expect(page.getByLabel('Token')).toBeVisible()
    await page.reload()
    await expect(page.getByLabel('Token')).toBeVisible()
    expect(faults).toEqual([])
  } finally {
    ada.destroy()
    brian.destroy()
  }
})

test('the admin page is there in the dark, and says so when the server is away', async ({
  weft,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(await adminUrl(weft))
  await page.getByLabel('Token').fill(TOKEN)
  await page.keyboard.press('Enter')
  await expect(page.getByText('No documents.')).toBeVisible()
  await expectGood(page)
  await weft.kill()
  await expect(page.getByRole('status')).toHaveText('The server cannot be reached.')
  await expectGood(page)
})

test('names and content that look like something else are shown as they are', async ({
  weft,
  page,
}) => {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('dialog', (dialog) => {
    faults.push(dialog.message())
    void dialog.dismiss()
  })
  const markup = '<img src=x onerror=alert(1)>'
  const names = ['a?b#c', '100%/..../Ünï↯', markup, '%2e%2e', 'x'.repeat(200)]
  // Of which a client escapes what a URL takes for its own.
  const writers = await Promise.all(
    names.map((name) => writer(weft, encodeURIComponent(name), `</pre>${markup}`)),
  )
  for (const one of writers) one.destroy()
  await page.goto(await adminUrl(weft))
  await page.getByLabel('Token').fill(TOKEN)
  await page.keyboard.press('Enter')
  await expect(page.locator('tbody tr')).toHaveCount(names.length)
  await expectGood(page)
  for (const name of names) {
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    await page.getByRole('button', { name: 'Show as JSON' }).click()
    await expect(page.locator('pre')).toContainText(`"</pre>${markup}"`)
    await page.getByRole('link', { name: 'All documents' }).click()
  }
  await page.goto(`${await adminUrl(weft)}/#/document/nothing-of-that-name`)
  await expect(page.getByText('There is no document "nothing-of-that-name" here.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete' })).toBeHidden()
  await expectGood(page)
  expect(faults).toEqual([])
})
