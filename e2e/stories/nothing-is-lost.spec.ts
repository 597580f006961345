import type { Browser } from '@playwright/test'
import { expectSameText, Person } from '../support/person.ts'
import { expect, story } from '../support/story.ts'
import type { WeftProcess } from '../support/weft-process.ts'

story(
  'the server is killed amid typing: nothing typed is lost and nothing doubles',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/killed`
    const ada = await Person.open(await browser.newContext(), url)
    const bo = await Person.open(await browser.newContext(), url)
    await ada.focusEnd()
    const words = Array.from({ length: 60 }, (_, index) => `w${index} `)
    for (const [index, word] of words.entries()) {
      if (index === 20 || index === 40) await weft.kill()
      if (index === 25 || index === 45) await weft.start()
      await ada.type(word, 5)
    }
    await ada.saved()
    expect(await expectSameText(ada, bo)).toBe(words.join(''))
    await weft.kill()
    await weft.start()
    const cy = await Person.open(await browser.newContext(), url)
    expect(await cy.text()).toBe(words.join(''))
  },
)

story(
  'what was saved is there when every tab is gone and the server was killed',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/blackout`
    const context = await browser.newContext()
    const ada = await Person.open(context, url)
    await ada.focusEnd()
    await ada.type('Written down.')
    await ada.saved()
    await weft.kill()
    await context.close()
    await weft.start()
    const bo = await Person.open(await browser.newContext(), url)
    expect(await bo.text()).toBe('Written down.')
  },
)

story('a reload keeps everything', async ({ weft, browser }) => {
  const url = `${weft.url}/d/reload`
  const ada = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  await ada.type('Still here')
  await ada.saved()
  await ada.page.reload()
  await ada.saved()
  expect(await ada.text()).toBe('Still here')
  await expect(ada.avatars).toHaveCount(1)
})

story('what both wrote while the server was away comes back merged', async ({ weft, browser }) => {
  const url = `${weft.url}/d/away`
  const ada = await Person.open(await browser.newContext(), url)
  const bo = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  await ada.type('Both: ')
  await expect.poll(() => bo.text()).toBe('Both: ')
  await weft.stop()
  await ada.hasStatus('reconnecting')
  await bo.hasStatus('reconnecting')
  await ada.type('from Ada ')
  await bo.focusEnd()
  await bo.type('from Bo ')
  await weft.start()
  await ada.saved()
  await bo.saved()
  const text = await expectSameText(ada, bo)
  expect(text).toContain('from Ada ')
  expect(text).toContain('from Bo ')
  expect(text).toHaveLength('Both: from Ada from Bo '.length)
})

story('the page never says saved while the network is gone', async ({ weft, browser }) => {
  const url = `${weft.url}/d/offline`
  const context = await browser.newContext()
  const ada = await Person.open(context, url)
  const bo = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  await ada.type('Before. ')
  await ada.saved()
  // An open socket is only stalled by this: it stays open and nothing gets through.
  await context.setOffline(true)
  await ada.type('Offline. ')
  await ada.hasStatus('offline')
  await expect.poll(() => bo.text()).toBe('Before. ')
  await context.setOffline(false)
  await ada.saved()
  expect(await expectSameText(ada, bo)).toBe('Before. Offline. ')
})

story(
  'a server that stops politely ends with 0, and the page says that it reconnects',
  async ({ weft, browser }) => {
    const ada = await Person.open(await browser.newContext(), `${weft.url}/d/polite`)
    await ada.focusEnd()
    await ada.type('Last words')
    expect(await weft.stop()).toBe(0)
    await ada.hasStatus('reconnecting')
    await weft.start()
    await ada.saved()
    expect(await ada.text()).toBe('Last words')
  },
)

story(
  'a backup is restored under an open tab: both versions are offered, and nothing doubles',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/restored`
    const ada = await openOverRestoredBackup(weft, browser, url)
    expect(await ada.text()).toBe('Before. After. ')

    await ada.page.getByRole('button', { name: 'Keep mine as a new document' }).click()
    await ada.page.waitForURL(/\/d\/restored%20\(kept%20[^/]+\)$/)
    await ada.saved()
    expect(await ada.text()).toBe('Before. After. ')
    const bo = await Person.open(await browser.newContext(), url)
    expect(await bo.text()).toBe('Before. ')
    await bo.focusEnd()
    await bo.type('Bo. ')
    await bo.saved()
    expect(await ada.text()).toBe('Before. After. ')
  },
)

story(
  'a backup is restored under an open tab: one may go on with the server’s version',
  async ({ weft, browser }) => {
    const ada = await openOverRestoredBackup(weft, browser, `${weft.url}/d/restored`)
    ada.page.on('dialog', (dialog) => void dialog.accept())
    await ada.page.getByRole('button', { name: 'Open the server’s version' }).click()
    await ada.saved()
    expect(await ada.text()).toBe('Before. ')
    await ada.focusEnd()
    await ada.type('And on.')
    await ada.saved()
    expect(await ada.text()).toBe('Before. And on.')
  },
)

/** Somebody who wrote "Before. After. " and whose server then had a backup restored that has only the first word. */
async function openOverRestoredBackup(
  weft: WeftProcess,
  browser: Browser,
  url: string,
): Promise<Person> {
  const person = await Person.open(await browser.newContext(), url)
  await person.focusEnd()
  await person.type('Before. ')
  await person.saved()
  await weft.stop()
  await weft.makeBackup()
  await weft.start()
  await person.saved()
  await person.type('After. ')
  await person.saved()
  await weft.stop()
  await weft.restoreBackup()
  await weft.start()
  await person.hasStatus('history-changed')
  return person
}
