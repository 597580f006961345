import { expectSameText, Person } from '../support/person.ts'
import { expect, story } from '../support/story.ts'

story(
  'two people type in the same paragraph at once, and both see the same',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/shared`
    const ada = await Person.open(await browser.newContext(), url)
    const bo = await Person.open(await browser.newContext(), url)
    await ada.focusEnd()
    await ada.type('Start. ')
    await expect.poll(() => bo.text()).toBe('Start. ')
    await bo.focusEnd()
    await Promise.all([ada.type('a'.repeat(40), 15), bo.type('b'.repeat(40), 15)])
    const text = await expectSameText(ada, bo)
    expect(text.startsWith('Start. ')).toBe(true)
    expect([...text].filter((letter) => letter === 'a')).toHaveLength(41)
    expect([...text].filter((letter) => letter === 'b')).toHaveLength(40)
    await ada.saved()
    await bo.saved()
  },
)

story('carets and avatars come with a person and go with them', async ({ weft, browser }) => {
  const url = `${weft.url}/d/presence`
  const ada = await Person.open(await browser.newContext(), url)
  await expect(ada.avatars).toHaveCount(1)
  await ada.focusEnd()
  await ada.type('Hello')
  const bo = await Person.open(await browser.newContext(), url)
  await expect(ada.avatars).toHaveCount(2)
  await expect(bo.avatars).toHaveCount(2)
  await expect(bo.carets).toHaveCount(1)
  await expect(ada.carets).toHaveCount(0)
  await bo.focusEnd()
  await expect(ada.carets).toHaveCount(1)
  const [nameOfAda, nameOfBo] = [await ada.name(), await bo.name()]
  await expect.poll(() => ada.caretNames).toEqual([nameOfBo])
  await expect.poll(() => bo.caretNames).toEqual([nameOfAda])
  await bo.page.close()
  await expect(ada.avatars).toHaveCount(1)
  await expect(ada.carets).toHaveCount(0)
})

story('a selection is seen by the others', async ({ weft, browser }) => {
  const url = `${weft.url}/d/selection`
  const ada = await Person.open(await browser.newContext(), url)
  const bo = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  await ada.type('select me')
  await ada.page.keyboard.press('Control+a')
  await expect(bo.editor.locator('.remote-selection')).toHaveText('select me')
})

story('two tabs of one browser are two people', async ({ weft, browser }) => {
  const context = await browser.newContext()
  const url = `${weft.url}/d/tabs`
  const first = await Person.open(context, url)
  const second = await Person.open(context, url)
  await expect(first.avatars).toHaveCount(2)
  await expect(second.avatars).toHaveCount(2)
  // Who comes with a color that is taken gives it up once they know.
  const colors = () =>
    first.avatars.evaluateAll((avatars) =>
      avatars.map((avatar) => getComputedStyle(avatar).getPropertyValue('--person')),
    )
  await expect.poll(async () => new Set(await colors()).size).toBe(2)
  expect(await first.name()).not.toBe(await second.name())
})

story('undo takes back only what one wrote oneself', async ({ weft, browser }) => {
  const url = `${weft.url}/d/undo`
  const ada = await Person.open(await browser.newContext(), url)
  const bo = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  // In one go: on a slow machine, keys far apart are undone one by one.
  await ada.page.keyboard.insertText('Ada. ')
  await expect.poll(() => bo.text()).toBe('Ada. ')
  await bo.focusEnd()
  await bo.page.keyboard.insertText('Bo.')
  await expect.poll(() => ada.text()).toBe('Ada. Bo.')
  await ada.page.keyboard.press('Control+z')
  await expect.poll(() => bo.text()).toBe('Bo.')
  expect(await expectSameText(ada, bo)).toBe('Bo.')
})

story('headings, lists, quotes, code and links reach the other tab', async ({ weft, browser }) => {
  const url = `${weft.url}/d/formats`
  const ada = await Person.open(await browser.newContext(), url)
  const bo = await Person.open(await browser.newContext(), url)
  await ada.focusEnd()
  const press = (key: string) => ada.page.keyboard.press(key)
  await ada.type('# Title')
  await press('Enter')
  await ada.type('- one')
  await press('Enter')
  await ada.type('two')
  await press('Enter')
  await press('Enter')
  await ada.type('> quoted')
  await press('Enter')
  await press('Enter')
  await ada.type('Some `code` and **bold** ')
  await press('Enter')
  await ada.type('``` ')
  await ada.type('let x = 1')
  await expect(bo.editor.getByRole('heading', { name: 'Title' })).toBeVisible()
  await expect(bo.editor.getByRole('listitem')).toHaveText(['one', 'two'])
  await expect(bo.editor.locator('blockquote')).toHaveText('quoted')
  await expect(bo.editor.locator('p code')).toHaveText('code')
  await expect(bo.editor.locator('strong')).toHaveText('bold')
  await expect(bo.editor.locator('pre code')).toHaveText('let x = 1')
  await expectSameText(ada, bo)
})

story(
  'a link leads to the document, and a new document is another one',
  async ({ weft, browser }) => {
    const context = await browser.newContext()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const page = await context.newPage()
    await page.goto(weft.url)
    await page.getByRole('link', { name: 'New document' }).click()
    const ada = new Person(page)
    await ada.saved()
    const url = page.url()
    await ada.focusEnd()
    await ada.type('Look here')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(url)
    const bo = await Person.open(await browser.newContext(), url)
    await expect.poll(() => bo.text()).toBe('Look here')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'New document' }).click()
    await expect(page).not.toHaveURL(url)
    await expect.poll(() => ada.text()).toBe('')
  },
)

story(
  'the welcome document is there once, also for two who come at once',
  async ({ weft, browser }) => {
    const url = `${weft.url}/d/welcome`
    const visit = async () => Person.open(await browser.newContext(), url)
    const [ada, bo, cy] = await Promise.all([visit(), visit(), visit()])
    await expectSameText(ada, bo, cy)
    await expect(ada.editor.getByRole('heading', { level: 1 })).toHaveCount(1)
    await expect(ada.editor.getByRole('table')).toHaveCount(1)
  },
)
