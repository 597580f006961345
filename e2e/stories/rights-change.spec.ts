import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { Person } from '../support/person.ts'
import { expect } from '../support/story.ts'
import { WeftProcess } from '../support/weft-process.ts'

/** An application that says the same of everybody, and can be told to say something else. */
class Application {
  rights: readonly string[] = []
  readonly #server: Server = createServer((_, response) =>
    response.end(
      JSON.stringify(
        this.rights.length > 0
          ? { allowed: true, rights: this.rights, user: 'u1', name: 'Ada' }
          : { allowed: false, because: 'unauthenticated', reason: 'sign in first' },
      ),
    ),
  )

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (typeof address !== 'object' || !address) throw new TypeError('It has no port')
    return `http://127.0.0.1:${address.port}/`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

test('whoever is signed out goes on after signing in, and what is not taken any more is kept and offered', async ({
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-rights-'))
  await writeFile(join(folder, 'secret'), 'x'.repeat(32))
  const application = new Application()
  const weft = await WeftProcess.start([
    ...['--editor', '--authorize-url', await application.start()],
    ...['--authorize-secret-file', join(folder, 'secret')],
    ...['--authorize-recheck', '1', '--authorize-cache', '0'],
  ])
  const page = await (await browser.newContext()).newPage()
  const url = `${weft.url}/d/plan`

  await page.goto(url)
  await expect(page.getByRole('heading', { name: 'Sign in first' })).toBeVisible()
  expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).toContain('system')
  application.rights = ['read', 'write']
  await page.getByRole('link', { name: 'open this page again' }).click()
  const ada = new Person(page)
  await ada.saved()
  await ada.focusEnd()
  await ada.type('One')
  await ada.saved()

  application.rights = []
  await ada.hasStatus('signed-out')
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible()
  await expect(ada.editor).toHaveAttribute('contenteditable', 'false')
  application.rights = ['read', 'write']
  // Back from another tab.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await ada.saved()
  expect(await ada.text()).toBe('One')

  await weft.kill()
  await ada.hasStatus('reconnecting')
  await ada.focusEnd()
  await ada.type(' two')
  application.rights = ['read']
  await weft.start()
  await ada.hasStatus('view-only')
  const banner = page.getByRole('region', { name: 'View only' })
  await expect(banner).toContainText(/not saved and (is|are) still on this device/)
  await expect(banner.getByRole('button', { name: 'Copy the text' })).toBeVisible()
  expect(await ada.text()).toBe('One two')

  application.rights = ['read', 'write']
  await ada.saved()
  const bob = await Person.open(await browser.newContext(), url)
  await expect.poll(() => bob.text()).toBe('One two')

  await Promise.all(browser.contexts().map((one) => one.close()))
  await weft.dispose()
  application.stop()
  await rm(folder, { recursive: true })
})
