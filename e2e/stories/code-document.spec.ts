import { readFile } from 'node:fs/promises'
import { devices, type BrowserContext, type Page } from '@playwright/test'
import { WeftProvider } from '@weft/provider'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { violations } from '../support/accessibility.ts'
import { expectSameText, Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

/** Opens a document and notes what the browser complains of: errors, and breaches of the content policy. */
async function openWatched(
  context: BrowserContext,
  url: string,
): Promise<{ person: Person; complaints: string[]; scripts: string[] }> {
  const page = await context.newPage()
  const [complaints, scripts]: [string[], string[]] = [[], []]
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
      console.error(`content policy: ${violatedDirective} in ${sourceFile}`)
    })
  })
  const person = new Person(page)
  await person.goto(url)
  return { person, complaints, scripts }
}

const languageOf = (page: Page) => page.getByRole('combobox', { name: 'Language' })

sharedStory(
  'two people write code: carets with names, own undo, one language for both, and a file of it',
  async ({ documentUrl, browser }) => {
    const {
      person: ada,
      complaints,
      scripts,
    } = await openWatched(await browser.newContext(), documentUrl)
    expect(scripts.some((url) => url.includes('code-editor'))).toBe(false)
    // A panel that only formatted text has stays open beside it.
    await ada.page.getByRole('button', { name: 'More', exact: true }).click()
    await ada.page.getByRole('menuitemcheckbox', { name: 'Outline' }).click()
    await ada.page.getByRole('button', { name: 'More', exact: true }).click()
    scripts.length = 0
    await ada.page.getByRole('menuitem', { name: 'New code document' }).click()
    await ada.page.waitForURL(/\?code$/)
    await ada.saved()
    await expect(ada.page.getByRole('complementary')).toHaveCount(0)
    await ada.focusEnd()
    await ada.page.keyboard.insertText('def greet(name):\n    return "Hello"\n')
    await ada.saved()
    expect(scripts.some((url) => /text-document|y-tiptap/.test(url))).toBe(false)

    // Bo's link says nothing of code; the document does.
    const link = ada.page.url().replace('?code', '')
    const opened = await openWatched(await browser.newContext({ colorScheme: 'dark' }), link)
    const bo = opened.person
    await expectSameText(ada, bo)
    await bo.focusEnd()
    await bo.page.keyboard.insertText('print(greet(1))')
    expect(await expectSameText(ada, bo)).toContain('print(greet(1))')
    await expect.poll(() => ada.caretNames).toEqual([await bo.name()])
    await expect.poll(() => bo.caretNames).toEqual([await ada.name()])

    await languageOf(bo.page).selectOption('Python')
    await expect(languageOf(ada.page)).toHaveValue('Python')
    for (const { editor } of [ada, bo]) {
      await expect(editor.locator('.tok-keyword').first()).toHaveText('def')
    }
    await bo.focusEnd()
    await bo.page.keyboard.press('Shift+Home')
    await expect(ada.editor.locator('.remote-selection')).toHaveText('print(greet(1))')

    await bo.people.click()
    await bo.page.getByRole('button', { name: 'Change your name or color' }).click()
    await bo.page.getByRole('textbox', { name: 'Name' }).fill('Grace')
    await bo.page.getByRole('button', { name: 'Save', exact: true }).click()
    await bo.editor.focus()
    await expect.poll(() => ada.caretNames).toEqual(['Grace'])

    await ada.focusEnd()
    await ada.page.keyboard.press('Control+z')
    await expect.poll(() => bo.text()).toBe('print(greet(1))')
    await ada.page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => bo.text()).toContain('def greet')

    for (const person of [ada, bo]) expect(await violations(person.page)).toEqual([])
    const download = ada.page.waitForEvent('download')
    await ada.page.getByRole('button', { name: 'More', exact: true }).click()
    await ada.page.getByRole('menuitem', { name: 'Download as a file' }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/\.py$/)
    expect(await readFile(await file.path(), 'utf8')).toBe(await ada.text())
    expect([...complaints, ...opened.complaints]).toEqual([])
  },
)

sharedStory(
  'code by keyboard and on a phone: Tab indents, Escape and Tab leave, and what is found can be replaced',
  async ({ documentUrl, browser }) => {
    const { person: ada, complaints } = await openWatched(
      await browser.newContext(),
      `${documentUrl}?code`,
    )
    await expect(ada.editor).toBeFocused()
    await ada.type('one')
    await ada.page.keyboard.press('Home')
    await ada.page.keyboard.press('Tab')
    await ada.page.keyboard.press('End')
    await ada.page.keyboard.press('Enter')
    await ada.type('one two')
    await expect.poll(() => ada.lines()).toEqual(['  one', '  one two'])
    await ada.page.keyboard.press('Escape')
    await ada.page.keyboard.press('Tab')
    await expect(ada.editor).not.toBeFocused()

    await ada.editor.focus()
    await ada.page.keyboard.press('Control+f')
    await ada.page.keyboard.type('one')
    await expect(ada.editor.locator('.cm-searchMatch')).toHaveCount(2)
    await ada.page.getByRole('textbox', { name: 'Replace with' }).fill('three')
    await ada.page.getByRole('button', { name: 'Replace all' }).click()
    await expect.poll(() => ada.lines()).toEqual(['  three', '  three two'])
    expect(await violations(ada.page)).toEqual([])
    await ada.page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()
    await expect(ada.page.getByRole('textbox', { name: 'Replace with' })).toHaveCount(0)
    await ada.saved()

    const bo = await Person.open(await browser.newContext(devices['Pixel 7']), documentUrl)
    await expect.poll(() => bo.text()).toBe('  three\n  three two')
    const wrap = bo.page.getByRole('button', { name: 'Wrap long lines' })
    await expect(wrap).toHaveAttribute('aria-pressed', 'true')
    await wrap.tap()
    await expect(wrap).toHaveAttribute('aria-pressed', 'false')
    await bo.page.getByRole('button', { name: 'Find and replace' }).tap()
    expect(await violations(bo.page)).toEqual([])
    expect(complaints).toEqual([])
  },
)

sharedStory(
  'whatever a peer writes into a code document, the others’ editors go on',
  async ({ documentUrl, browser }) => {
    const { person: ada, complaints } = await openWatched(
      await browser.newContext(),
      `${documentUrl}?code`,
    )
    await ada.focusEnd()
    await ada.type('before')
    await ada.saved()

    const { host, pathname } = new URL(documentUrl)
    const doc = new Y.Doc()
    const provider = new WeftProvider(`ws://${host}`, pathname.slice('/d/'.length), doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    })
    try {
      await provider.whenSynced
      const text = doc.getText('code')
      text.insertEmbed(2, { image: 'javascript:alert(1)' })
      text.insert(text.length, '\r\nlast\u2028')
      doc.getMap('meta').set('language', { name: 'Python' })
      const edge: unknown = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, 2))
      provider.awareness.setLocalState({
        user: { name: '<b>Eve</b>', color: 'red; background: url(//evil.example)' },
        cursor: { anchor: edge, head: edge },
      })
      await expect.poll(() => ada.caretNames).toEqual(['<b>Eve</b>'])
      provider.awareness.setLocalStateField('cursor', { anchor: { item: 'x' }, head: 7 })
      await expect(ada.carets).toHaveCount(0)
      await ada.focusEnd()
      await ada.type('!')
      await provider.whenSaved()
      await expect.poll(() => text.toString()).toMatch(/last\u2028!$/)
      await expect.poll(() => ada.lines()).toHaveLength(2)
      await expect(languageOf(ada.page)).toHaveValue('')

      doc.getMap('meta').set('kind', 'spreadsheet')
      await expect(ada.page.getByRole('toolbar', { name: 'Formatting' })).toBeVisible()
      doc.getMap('meta').set('kind', 'code')
      await expect(languageOf(ada.page)).toBeVisible()
      await expect.poll(() => ada.text()).toContain('last')
      expect(complaints).toEqual([])
    } finally {
      provider.destroy()
    }
  },
)

sharedStory(
  'a document of text stays one, whatever its address says, and one who may not write can only read',
  async ({ documentUrl, browser, page }) => {
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await bo.focusEnd()
    await bo.type('Text')
    await bo.saved()
    const ada = await Person.open(await browser.newContext(), `${documentUrl}?code`)
    await expect(ada.page.getByRole('toolbar', { name: 'Formatting' })).toBeVisible()
    await expect.poll(() => ada.text()).toBe('Text')

    let say: (frame: readonly number[]) => void = () => {}
    await page.routeWebSocket(/-code$/, (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => server.send(frame))
      server.onMessage((frame) => client.send(frame))
      say = (frame) => client.send(Buffer.from(frame))
    })
    const reader = new Person(page)
    await reader.goto(`${documentUrl}-code?code`)
    await reader.focusEnd()
    await reader.type('mine')
    await reader.saved()
    // "rights": the peer may not write.
    say([0x46, 0x00])
    await reader.hasStatus('view-only')
    await expect(reader.editor).toHaveAttribute('aria-readonly', 'true')
    await reader.editor.focus()
    await reader.type('yours')
    expect(await reader.text()).toBe('mine')
    await expect(languageOf(page)).toBeDisabled()
  },
)

sharedStory('somebody can be followed through code', async ({ documentUrl, browser }) => {
  const ada = await Person.open(await browser.newContext(), `${documentUrl}?code`)
  await ada.focusEnd()
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index + 1}`)
  await ada.page.keyboard.insertText(lines.join('\n'))
  await ada.saved()
  const phone = await browser.newContext(devices['Pixel 7'])
  const bo = await Person.open(phone, documentUrl)
  await expect(bo.editor.getByText('line 1', { exact: true })).toBeInViewport()
  const follow = bo.page.getByRole('button', { name: new RegExp(`^Follow ${await ada.name()}`) })
  await follow.first().tap()
  await expect(bo.editor.getByText('line 300', { exact: true })).toBeInViewport()
  await ada.page.keyboard.press('Control+Home')
  await expect(bo.editor.getByText('line 1', { exact: true })).toBeInViewport()
  await expect(bo.carets).toBeInViewport()
})
