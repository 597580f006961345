import type { BrowserContext } from '@playwright/test'
import { WeftProvider } from '@weft/provider'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { pasteHtml, putPicture } from '../support/clipboard.ts'
import { latePart } from '../support/late-part.ts'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

const open = (browser: BrowserContext, url: string) => Person.open(browser, url)

const rows = ({ editor }: Person): Promise<string[][]> =>
  editor
    .locator('tr')
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.children].map((cell) => (cell.textContent ?? '').replaceAll('\u2060', '')),
      ),
    )

sharedStory(
  'a table: made from the toolbar, filled by Tab, changed by two people at once, tools by keyboard',
  async ({ documentUrl, browser }) => {
    const ada = await open(await browser.newContext(), documentUrl)
    const { page } = ada
    await ada.focusEnd()
    await ada.type('Above')
    // Before that, Tab leaves the table.
    await latePart(page, 'table-editing')
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await expect(ada.editor.locator('th')).toHaveCount(3)
    const words = ['Name', 'Role', 'Since', 'Ada', 'Weaver', '1843', 'Grace', 'Spinner', '1952']
    for (const word of words) {
      await ada.type(word)
      await page.keyboard.press('Tab')
    }
    await ada.type('Next')
    await expect
      .poll(() => rows(ada))
      .toEqual([
        ['Name', 'Role', 'Since'],
        ['Ada', 'Weaver', '1843'],
        ['Grace', 'Spinner', '1952'],
        ['Next', '', ''],
      ])
    await page.keyboard.press('Shift+Tab')
    await ada.type('1953')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('End')
    await ada.type('!')
    await expect
      .poll(async () => (await rows(ada)).map((row) => row[2]))
      .toEqual(['Since', '1843!', '1953', ''])

    const bo = await open(await browser.newContext(), documentUrl)
    await bo.editor.locator('td', { hasText: 'Grace' }).click()
    await expect(ada.editor.locator('td .remote-caret')).toHaveCount(1)
    // At once: one a row, the other a column. The new row is then short of a cell, for everybody alike.
    const press = (person: Person, name: string) =>
      person.page.getByRole('toolbar', { name: 'Table' }).getByRole('button', { name }).click()
    await Promise.all([press(ada, 'Add column after'), press(bo, 'Add row below')])
    for (const { editor } of [ada, bo]) {
      await expect(editor.locator('tr')).toHaveCount(5)
      await expect(editor.locator('th')).toHaveCount(4)
    }
    await expect.poll(() => rows(bo)).toEqual(await rows(ada))
    // It is made whole by the next who changes the table, once.
    await press(bo, 'Add row below')
    await expect
      .poll(async () => (await rows(ada)).map((row) => row.length))
      .toEqual(Array.from({ length: 6 }, () => 4))
    await expect.poll(() => rows(bo)).toEqual(await rows(ada))

    // By keyboard alone: into the tools and back.
    await ada.editor.locator('th').first().click()
    await page.keyboard.press('Alt+F9')
    await page.keyboard.press('End')
    await expect(page.getByRole('button', { name: 'Delete table' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()
    await page.keyboard.press('Alt+F9')
    await page.keyboard.press('Enter')
    await expect(ada.editor.locator('table')).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(bo.editor.locator('tr')).toHaveCount(6)
  },
)

sharedStory(
  'pictures: pasted, dropped and chosen; shown while they are sent; described; the same for everybody',
  async ({ documentUrl, weft, browser }) => {
    const ada = await open(await browser.newContext(), documentUrl)
    const bo = await open(await browser.newContext(), documentUrl)
    const { page } = ada
    await ada.focusEnd()
    await ada.type('Above')
    let goOn = () => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    await page.route('**/_weft/images?*', async (route) => {
      await held
      await route.continue()
    })
    await putPicture(page, 'paste')
    await expect(ada.editor.getByRole('group', { name: 'Uploading picture.png' })).toBeVisible()
    // While others write, it keeps its place, and nobody else knows of it.
    await expect.poll(() => bo.text()).toBe('Above')
    await bo.focusStart()
    await bo.type('Bo. ')
    await expect.poll(() => ada.text()).toContain('Bo. Above')
    await expect(bo.editor.locator('.image-box, .image-upload')).toHaveCount(0)
    goOn()
    const image = bo.editor.locator('.image-box img')
    await expect(image).toHaveAttribute('src', /^\/_weft\/images\/[0-9a-f]{64}\.png$/)
    await expect(image).toHaveAttribute('width', '320')
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(320)
    await expect(ada.editor.locator('.image-upload')).toHaveCount(0)
    expect((await ada.lines())[0]).toBe('Bo. Above')

    const served = await page.request.get(`${weft.url}${await image.getAttribute('src')}`)
    expect(served.headers()).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    })

    // What it shows is asked for and said to those who cannot see it.
    await ada.editor.locator('.image-box img').click()
    await page.getByRole('button', { name: 'Describe the image' }).click()
    await page.getByLabel('What can be seen').fill('A blue field')
    await page.keyboard.press('Enter')
    await expect(bo.editor.getByRole('img', { name: 'A blue field' })).toBeVisible()

    await putPicture(page, 'drop', 'dropped.png')
    await expect(bo.editor.locator('.image-box img')).toHaveCount(2)
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Image', exact: true }).click()
    await (
      await chooser
    ).setFiles([
      { name: 'a.gif', mimeType: 'image/gif', buffer: Buffer.from(DOT, 'base64') },
      { name: 'b.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
    ])
    await expect(bo.editor.locator('.image-box img')).toHaveCount(3)
    const refused = ada.editor.locator('.image-upload[data-state="failed"]')
    await expect(refused).toContainText('use PNG, JPEG, GIF, WebP or AVIF')
    await refused.getByRole('button', { name: 'Cancel' }).click()
    await expect(refused).toHaveCount(0)

    // Without the server the file is kept, and sent when there is one again.
    await page.unroute('**/_weft/images?*')
    await page.route('**/_weft/images?*', (route) => route.abort())
    await putPicture(page, 'paste', 'later.png')
    await expect(refused).toContainText('kept here')
    await page.unroute('**/_weft/images?*')
    await refused.getByRole('button', { name: 'Try again' }).click()
    await expect(bo.editor.locator('.image-box img')).toHaveCount(4)
  },
)

const DOT = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

sharedStory(
  'what is pasted from elsewhere is not loaded from there; pictures within it are uploaded',
  async ({ documentUrl, weft, browser }) => {
    // What takes pictures is loaded when somebody comes to write. Ada will have pasted before it is there.
    const context = await browser.newContext()
    let arrives = () => {}
    const arrival = new Promise<void>((resolve) => (arrives = resolve))
    await context.route('**/assets/image-editing-*.js', async (route) => {
      await arrival
      await route.continue()
    })
    const ada = await open(context, documentUrl)
    const { page } = ada
    const foreign: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!/^(blob:|data:)/.test(request.url()) && !request.url().startsWith(weft.url))
        foreign.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await ada.focusEnd()
    await pasteHtml(page, `<p>zero <img src="data:image/gif;base64,${DOT}"></p>`)
    expect(await ada.text()).not.toContain('zero')
    arrives()
    await expect(ada.editor.locator('img[src$=".gif"]')).toHaveCount(1)
    await ada.focusEnd()
    await pasteHtml(
      page,
      `<p>one <img src="https://elsewhere.example/a.png" alt="A loom"> two</p>
       <p>three</p><p><img src="data:image/gif;base64,${DOT}"></p><p>four</p>`,
    )
    const card = ada.editor.locator('.image-card')
    await expect(card).toContainText('An image on elsewhere.example')
    await expect(card).toContainText('A loom')
    await expect(card.getByRole('link', { name: 'Open in a new tab' })).toHaveAttribute(
      'href',
      'https://elsewhere.example/a.png',
    )
    await expect(ada.editor.locator('img[src$=".gif"]')).toHaveCount(2)
    const order = await ada.editor.evaluate((editor) =>
      [...editor.children].map((it) =>
        it.querySelector('img') ? 'image' : it.textContent?.trim(),
      ),
    )
    expect(order.indexOf('zero')).toBe(0)
    expect(order.indexOf('image')).toBe(1)
    expect(order.lastIndexOf('image')).toBeGreaterThan(order.indexOf('three'))
    expect(order.lastIndexOf('image')).toBeLessThan(order.indexOf('four'))
    expect(await ada.text()).not.toMatch(/[\uE000-\uF8FF]/)
    expect([foreign, complaints]).toEqual([[], []])
  },
)

sharedStory(
  'code: its colors come, its language is chosen, Tab indents and Escape leads out',
  async ({ documentUrl, browser }) => {
    const ada = await open(await browser.newContext(), documentUrl)
    const bo = await open(await browser.newContext(), documentUrl)
    const { page } = ada
    await ada.focusEnd()
    await ada.type('``` ')
    await ada.type('const loom = 1')
    const language = page.getByLabel('Language of this code')
    await expect(language).toHaveValue('')
    await language.selectOption({ label: 'TypeScript' })
    await expect(bo.editor.locator('.hljs-keyword')).toHaveText('const')
    await expect(bo.page.getByLabel('Language of this code')).toHaveValue('typescript')

    await ada.editor.locator('pre').click()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await ada.type('return loom')
    await page.keyboard.press('Enter')
    await ada.type('again')
    await expect
      .poll(async () => (await bo.lines())[0])
      .toBe('const loom = 1\n  return loom\n  again')
    await page.keyboard.press('Shift+Tab')
    await expect(bo.editor.locator('.hljs-keyword')).toHaveText(['const', 'return'])
    await expect.poll(async () => (await bo.lines())[0]).toMatch(/\nagain$/)

    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('button', { name: 'Copy code' })).toBeFocused()
    await ada.editor.locator('pre').click()
    await page.keyboard.press('Control+Enter')
    await ada.type('After the code')
    await expect(bo.editor.locator('p', { hasText: 'After the code' })).toBeVisible()
    await expectSameText(ada, bo)
  },
)

sharedStory(
  'a hostile table, picture and code: shown harmlessly, and opening them writes nothing',
  async ({ documentUrl, weft, browser }) => {
    const documentName = new URL(documentUrl).pathname.slice('/d/'.length)
    const doc = new Y.Doc()
    const peer = new WeftProvider(weft.socketUrl, documentName, doc, {
      WebSocketPolyfill: WebSocket,
    })
    await peer.whenSynced
    const element = (name: string, attributes: object, ...content: Y.XmlElement[]) => {
      const made = new Y.XmlElement(name)
      for (const each of Object.entries(attributes)) Reflect.apply(made.setAttribute, made, each)
      made.push(content)
      return made
    }
    const text = (words: string) => {
      const made = new Y.XmlElement('paragraph')
      made.push([new Y.XmlText(words)])
      return made
    }
    const wild = { colspan: 1e6, rowspan: 1e6, colwidth: [1e9], align: 'x;background:red' }
    const cell = (words: string, attributes = {}) => element('tableCell', attributes, text(words))
    const code = element('codeBlock', { language: { toString: 'x' } })
    code.push([new Y.XmlText('let x = 1')])
    doc
      .getXmlFragment('default')
      .push([
        text('Above'),
        element('table', {}, element('tableRow', {}, cell('wide', wild), cell('b'))),
        element(
          'table',
          {},
          element('tableRow', {}, cell('a'), cell('b')),
          element('tableRow', {}),
        ),
        element('image', { src: 'javascript:alert(1)', width: 1e9, alt: {} }),
        element('image', { src: 'https://elsewhere.example/track.gif', height: 'x' }),
        element('image', { src: 'data:image/svg+xml,<svg onload="alert(1)"/>' }),
        code,
      ])
    await peer.whenSaved()
    const before = Y.encodeStateVector(doc)

    const context = await browser.newContext()
    const faults: string[] = []
    const foreign: string[] = []
    context.on('weberror', (error) => faults.push(error.error().message))
    context.on('request', (request) => {
      if (!request.url().startsWith(weft.url)) foreign.push(request.url())
    })
    const people = await Promise.all([1, 2, 3].map(() => open(context, documentUrl)))
    for (const { editor } of people) {
      await expect(editor.locator('.image-card')).toHaveCount(3)
      await expect(editor.locator('table')).toHaveCount(2)
    }
    const [ada] = people
    // Also where one comes to write, and other people are there.
    await ada?.editor.locator('td').first().click()
    await ada?.page.keyboard.press('ArrowDown')
    for (const { page } of people) await page.mouse.move(10, 10)
    await Promise.all(people.map((person) => person.saved()))
    expect([...Y.encodeStateVector(doc)]).toEqual([...before])
    expect([faults, foreign]).toEqual([[], []])
    expect(await ada?.editor.locator('td').first().getAttribute('colspan')).toBeNull()
    expect(await ada?.editor.locator('[style*="red"]').count()).toBe(0)
    peer.destroy()
  },
)
