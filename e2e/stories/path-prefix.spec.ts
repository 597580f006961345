import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { PathProxy } from '../support/path-proxy.ts'
import { Person } from '../support/person.ts'
import { expect } from '../support/story.ts'
import { WeftProcess } from '../support/weft-process.ts'

const PASSWORD = 'correct horse battery'

test('below a path all of it works: signing in, writing together, the read-only link, a server that is away', async ({
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-prefix-'))
  await writeFile(join(folder, 'password'), PASSWORD)
  const flags = ['--editor', '--path-prefix', '/team/weft/']
  const weft = await WeftProcess.start([...flags, '--password-file', join(folder, 'password')])
  const context = await browser.newContext()
  const failed: string[] = []
  context.on('response', (response) => {
    if (response.status() === 404) failed.push(response.url())
  })
  const page = await context.newPage()
  const url = `${weft.url}/team/weft/d/plan`
  await page.goto(url)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(url)
  const cookies = await context.cookies()
  expect(cookies.map(({ path }) => path)).toEqual(['/team/weft/'])

  const ada = new Person(page)
  await ada.saved()
  await ada.focusEnd()
  await ada.type('Written below a path')
  await ada.saved()

  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this document' })
  await dialog.getByRole('button', { name: 'Create read-only link' }).click()
  const link = await dialog.getByLabel('Read-only address').inputValue()
  expect(link).toMatch(new RegExp(`^${weft.url}/team/weft/_weft/view/`))
  const reader = new Person(await (await browser.newContext()).newPage())
  await reader.page.goto(link)
  await reader.hasStatus('view-only')
  await expect.poll(() => reader.text()).toBe('Written below a path')
  await page.keyboard.press('Escape')

  await page.goto(`${weft.url}/team/weft`)
  await expect(page).toHaveURL(`${weft.url}/team/weft/`)
  await page.getByRole('link', { name: /plan/i }).first().click()
  await expect(page).toHaveURL(url)
  await ada.saved()
  expect(failed).toEqual([])

  await expect.poll(() => pageKeeper(ada)).toBe('activated')
  await weft.kill()
  await page.reload()
  await expect.poll(() => ada.text()).toBe('Written below a path')
  await Promise.all(browser.contexts().map((one) => one.close()))
  await weft.dispose()
  await rm(folder, { recursive: true })
})

test('two servers below two paths of one host have nothing in common, also while both are away, and when one is left', async ({
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-prefix-'))
  await writeFile(join(folder, 'password'), PASSWORD)
  const root = await WeftProcess.start(['--editor'])
  const password = ['--password-file', join(folder, 'password')]
  const team = await WeftProcess.start(['--editor', '--path-prefix', '/team/', ...password])
  const portOf = ({ url }: WeftProcess) => Number(new URL(url).port)
  const host = await PathProxy.start({ '/': () => portOf(root), '/team/': () => portOf(team) })
  const context = await browser.newContext()
  const [atRoot, atTeam] = [`${host.url}/d/plan`, `${host.url}/team/d/plan`]

  const ada = await Person.open(context, atRoot)
  const tea = new Person(await context.newPage())
  await tea.page.goto(atTeam)
  await tea.page.getByLabel('Password').fill(PASSWORD)
  await tea.page.getByRole('button', { name: 'Sign in' }).click()
  await tea.saved()
  await expect(ada.avatars).toHaveCount(1)
  expect(await tea.name()).not.toBe(await ada.name())
  for (const [person, text] of [[ada, 'At the root'] as const, [tea, 'Of the team'] as const]) {
    await person.focusEnd()
    await person.type(text)
    await person.saved()
    await expect.poll(() => pageKeeper(person)).toBe('activated')
  }

  await Promise.all([root.kill(), team.kill()])
  for (const [person, text] of [[ada, 'At the root'] as const, [tea, 'Of the team'] as const]) {
    await person.page.reload()
    await expect.poll(() => person.text()).toBe(text)
  }
  await ada.focusEnd()
  await ada.type(', on this device')
  await ada.hasStatus('reconnecting')

  // What was never sent to the one is not in the way of leaving the other, nor lost by it.
  await team.start()
  await tea.page.goto(`${host.url}/team/`)
  await tea.page.getByRole('button', { name: 'Sign out' }).click()
  await expect(tea.page.getByLabel('Password')).toBeVisible()
  await ada.page.reload()
  await expect.poll(() => ada.text()).toBe('At the root, on this device')
  await root.start()
  await ada.page.reload()
  await ada.saved()
  await ada.page.goto(host.url)
  await expect(ada.page.getByRole('link', { name: /plan/i }).first()).toBeVisible()

  await context.close()
  await host.stop()
  await Promise.all([root.dispose(), team.dispose()])
  await rm(folder, { recursive: true })
})

const pageKeeper = ({ page }: Person): Promise<string | undefined> =>
  page.evaluate(() => navigator.serviceWorker.controller?.state)
