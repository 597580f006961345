import { violations } from '../support/accessibility.ts'
import { LibraryPage } from '../support/library-page.ts'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory, story } from '../support/story.ts'

const titleOf = ({ page }: Person) => page.getByRole('textbox', { name: 'Title' })

sharedStory('a title is shared, and each undoes their own', async ({ documentUrl, browser }) => {
  const ada = await Person.open(await browser.newContext(), documentUrl)
  const bo = await Person.open(await browser.newContext(), documentUrl)
  await titleOf(ada).fill('The plan')
  await expect(titleOf(bo)).toHaveValue('The plan')
  await expect(bo.page).toHaveTitle('The plan · Weft')

  // Bo's caret stands after "plan"; what Ada puts before it moves it along.
  await titleOf(bo).focus()
  await bo.page.keyboard.press('End')
  await titleOf(ada).focus()
  await ada.page.keyboard.press('Home')
  await ada.type('Hear: ')
  await expect(titleOf(bo)).toHaveValue('Hear: The plan')
  // In one go: keys that come slowly are undone one by one.
  await bo.page.keyboard.insertText(' for May')
  await expect(titleOf(ada)).toHaveValue('Hear: The plan for May')

  await bo.page.keyboard.press('Control+z')
  await expect(titleOf(ada)).toHaveValue('Hear: The plan')
  await bo.page.keyboard.press('Control+Shift+z')
  await expect(titleOf(ada)).toHaveValue('Hear: The plan for May')

  // Enter goes on to the text, which has its own history.
  await titleOf(bo).press('Enter')
  await bo.page.keyboard.insertText('Some words')
  await expect.poll(() => ada.text()).toBe('Some words')
  await bo.page.keyboard.press('Control+z')
  await expect.poll(() => ada.text()).not.toContain('Some')
  await expect(titleOf(ada)).toHaveValue('Hear: The plan for May')
})

sharedStory('a title is one line, whatever is pasted', async ({ documentUrl, browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const ada = await Person.open(context, documentUrl)
  await ada.page.evaluate(() => navigator.clipboard.writeText(`Plan\nfor ${'May '.repeat(60)}`))
  await titleOf(ada).focus()
  await ada.page.keyboard.press('Control+v')
  await expect(titleOf(ada)).toHaveValue(/^Plan for May .{107}$/)
  await ada.saved()
  await ada.page.reload()
  await expect(titleOf(ada)).toHaveValue(/^Plan for May .{107}$/)
})

story(
  'documents are found by their titles, renamed and opened again',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    for (const [name, title] of [
      ['spring', 'Plan für den Frühling'],
      ['notes', 'Meeting notes'],
    ]) {
      const ada = await Person.open(context, `${weft.url}/d/${name}`)
      await titleOf(ada).fill(title ?? '')
      await ada.saved()
      await ada.page.close()
    }
    const library = await LibraryPage.open(await context.newPage(), weft.url)
    await expect
      .poll(() => library.titles(library.recent))
      .toEqual(['Meeting notes', 'Plan für den Frühling'])
    await library.lists('Meeting notes', 'Plan für den Frühling')

    await library.search('FRUHLING plan')
    await expect(library.onServer.getByRole('link')).toHaveText([/Plan für den Frühling/])
    await library.search('autumn')
    await expect(library.onServer).toContainText('Nothing is called “autumn”.')
    await library.search('')
    await expect(library.onServer.getByRole('link')).toHaveCount(2)

    await library.choose(library.onServer, 'Plan für den Frühling', 'Rename')
    await library.page.keyboard.type('Autumn plan')
    await library.page.keyboard.press('Enter')
    await expect(library.onServer.getByRole('link', { name: /^Autumn plan/ })).toBeFocused()
    await expect.poll(() => library.titles(library.recent)).toContain('Autumn plan')
    await library.page.keyboard.press('Enter')
    await expect(titleOf(new Person(library.page))).toHaveValue('Autumn plan')
  },
)

story('a document is deleted with an undo, and restored later', async ({ weft, browser }) => {
  const context = await browser.newContext()
  const url = `${weft.url}/d/plan`
  const ada = await Person.open(context, url)
  await titleOf(ada).fill('The plan')
  await ada.focusEnd()
  await ada.type('All of the text')
  await ada.saved()
  const library = await LibraryPage.open(await context.newPage(), weft.url)
  await library.lists('The plan')

  await library.choose(library.onServer, 'The plan', 'Delete')
  await expect(library.notice).toContainText('Deleted “The plan”.')
  await expect.poll(() => library.titles(library.recent)).toEqual([])
  await ada.hasStatus('not-found')
  await expect(ada.page.getByRole('region', { name: 'This document was deleted' })).toBeVisible()
  const undo = library.notice.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeFocused()
  await undo.press('Enter')
  await expect(library.notice).toContainText('“The plan” is back.')
  await expect.poll(() => library.titles(library.recent)).toEqual(['The plan'])

  // The page that was open comes back by itself, with all of it.
  await ada.saved()
  await expect.poll(() => ada.text()).toBe('All of the text')

  await library.choose(library.recent, 'The plan', 'Delete')
  await expect(library.notice).toContainText('Deleted “The plan”.')
  await weft.kill()
  await weft.start()
  await library.load()
  await expect(library.onServer).toContainText('No documents yet')
  await library.page.getByText('Recently deleted').click()
  await library.page.getByRole('button', { name: 'Restore The plan' }).click()
  await expect(library.onServer.getByRole('link')).toHaveText([/The plan/])
  const bo = await Person.open(await browser.newContext(), url)
  await expect.poll(() => bo.text()).toBe('All of the text')
})

sharedStory(
  'what is deleted while somebody is at work in it can be copied and restored',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const context = await browser.newContext({ permissions: ['clipboard-read'] })
    const bo = await Person.open(context, documentUrl)
    await bo.focusEnd()
    await bo.type('Written together')
    await expectSameText(ada, bo)
    // What Bo writes from here on does not reach the server any more.
    await context.setOffline(true)
    await bo.type(', and alone')

    await ada.page.getByRole('button', { name: 'More', exact: true }).click()
    await ada.page.getByRole('menuitem', { name: 'Delete…' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await ada.hasStatus('not-found')

    await context.setOffline(false)
    await bo.hasStatus('not-found')
    const banner = bo.page.getByRole('region', { name: 'This document was deleted' })
    await expect(banner).toContainText(/not saved/)
    await banner.getByRole('button', { name: 'Copy the text' }).click()
    await expect
      .poll(() => bo.page.evaluate(() => navigator.clipboard.readText()))
      .toBe('Written together, and alone')

    await banner.getByRole('button', { name: 'Restore' }).click()
    await bo.saved()
    await expect.poll(() => bo.text()).toBe('Written together, and alone')
    await ada.saved()
    expect(await expectSameText(ada, bo)).toBe('Written together, and alone')
  },
)

story('axe finds nothing on the start page in use', async ({ weft, browser }) => {
  const context = await browser.newContext()
  for (const name of ['plan', 'notes']) {
    const ada = await Person.open(context, `${weft.url}/d/${name}`)
    await titleOf(ada).fill(`The ${name}`)
    await ada.saved()
    await ada.page.close()
  }
  const library = await LibraryPage.open(await context.newPage(), weft.url)
  await library.recent.getByRole('button', { name: 'More for The plan' }).click()
  await expect(library.page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
  expect(await violations(library.page)).toEqual([])
  await library.page.getByRole('menuitem', { name: 'Rename' }).click()
  await library.choose(library.recent, 'The notes', 'Delete')
  await library.page.getByText('Recently deleted').click()
  await expect(library.notice).toBeVisible()
  expect(await violations(library.page)).toEqual([])
})
