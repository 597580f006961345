import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

const MARKDOWN = `# Loom

Warp and **weft**, \`woven\`.

- [x] Thread it
- [ ] Weave

| Yarn | Color |
| ---- | ----- |
| wool | madder |

\`\`\`js
weave()
\`\`\`
`

sharedStory(
  'a file is imported, seen by others, undone at once, and comes out as it went in',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const bo = await Person.open(await browser.newContext(), documentUrl)
    await importFile(ada.page, 'loom.md', 'text/markdown', MARKDOWN)
    await expect(bo.editor.getByRole('heading', { name: 'Loom' })).toBeVisible()
    await expect(bo.editor.getByRole('cell', { name: 'madder' })).toBeVisible()
    await expect(bo.editor.getByRole('checkbox', { name: 'Done: Thread it' })).toBeChecked()

    const markdown = await download(ada.page, 'Markdown')
    expect(markdown.name).toMatch(/\.md$/)
    expect(markdown.text).toContain('Warp and **weft**, `woven`.')
    expect(markdown.text).toContain('- [x] Thread it')
    expect(markdown.text).toMatch(/\| wool \| madder \|/)
    const html = await download(ada.page, 'HTML')
    expect(html.text).toContain('<strong>weft</strong>')
    expect(html.text).toContain('class="language-js"')

    const before = await ada.text()
    const json = await download(ada.page, 'JSON')
    await importFile(ada.page, 'again.json', 'application/json', json.text, 'In place of')
    await expect.poll(() => ada.text()).toBe(before)
    await importFile(ada.page, 'more.txt', 'text/plain', 'Below', 'Below the text')
    await expect.poll(() => bo.text()).toBe(`${before}\nBelow`)
    // The dialog gives the focus back to the menu's button, and only then it goes to the text.
    await expect(ada.editor).toBeFocused()
    await ada.page.keyboard.press('Control+z')
    await expect.poll(() => bo.text()).toBe(before)
  },
)

sharedStory('copied as Markdown', async ({ documentUrl, browser }) => {
  const context = await browser.newContext()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const ada = await Person.open(context, documentUrl)
  await ada.focusEnd()
  await ada.type('## Two')
  await action(ada.page, 'Copy as Markdown')
  await expect.poll(() => ada.page.evaluate(() => navigator.clipboard.readText())).toBe('## Two\n')
})

const HOSTILE = `
<h2 onclick="window.hurt = 1" style="background:url(https://elsewhere.example/s)">Title</h2>
<p><img src="x" onerror="window.hurt = 2"><img src="https://elsewhere.example/pixel.png">
<a href="javascript:window.hurt = 3">link</a><script>window.hurt = 4</script></p>
<iframe srcdoc="<script>parent.hurt = 5</script>"></iframe><svg onload="window.hurt = 6"></svg>
<style>body { display: none }</style><form action="https://elsewhere.example"><input autofocus onfocus="window.hurt = 7"></form>
<math><mtext><table><mglyph><style><img src=x onerror="window.hurt = 8">`

sharedStory(
  'HTML that is pasted or imported brings its text, and nothing that runs, hides or calls home',
  async ({ documentUrl, browser }) => {
    const ada = await Person.open(await browser.newContext(), documentUrl)
    const { page } = ada
    const foreign: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('elsewhere')) foreign.push(request.url())
    })
    await ada.focusEnd()
    await ada.editor.evaluate((editor, html) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/html', html)
      editor.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    }, HOSTILE)
    await expect(ada.editor.getByRole('heading', { name: 'Title' })).toHaveCount(1)
    await importFile(page, 'hostile.html', 'text/html', HOSTILE, 'Below the text')
    await expect(ada.editor.getByRole('heading', { name: 'Title' })).toHaveCount(2)
    await importFile(page, 'hostile.md', 'text/markdown', `# Mark\n\n${HOSTILE}`, 'Below the text')
    await expect(ada.editor.getByRole('heading', { name: 'Title' })).toHaveCount(3)
    await expect(ada.editor).toBeVisible()
    const left = await ada.editor.evaluate((editor) =>
      [...editor.querySelectorAll('*')].flatMap((element) => [
        ...(/^(script|style|iframe|svg|math|form|input)$/i.test(element.localName) &&
        !element.closest('[contenteditable="false"]')
          ? [element.localName]
          : []),
        ...[...element.attributes]
          .filter(({ name, value }) => name.startsWith('on') || /javascript:|url\(/i.test(value))
          .map(({ name, value }) => `${name}=${value}`),
      ]),
    )
    expect(left).toEqual([])
    expect(await page.evaluate((): unknown => Reflect.get(window, 'hurt'))).toBeUndefined()
    expect(foreign).toEqual([])
  },
)

sharedStory('a file that cannot be read says why', async ({ documentUrl, browser }) => {
  const ada = await Person.open(await browser.newContext(), documentUrl)
  await action(ada.page, 'Import a file…')
  const dialog = ada.page.getByRole('dialog', { name: 'Import a file' })
  const choose = dialog.getByLabel('Choose a file')
  const file = (name: string, text: string) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(text),
  })
  await choose.setInputFiles(file('a.json', '{"document": {"content": [{"type": "script"}]}}'))
  await expect(dialog.getByRole('status')).toContainText('cannot be read')
  await choose.setInputFiles(file('a.docx', 'PK'))
  await expect(dialog.getByRole('status')).toContainText('.md, .txt, .html or .json')
  await choose.setInputFiles(file('a.txt', 'x'.repeat(8 * 1024 * 1024 + 1)))
  await expect(dialog.getByRole('status')).toContainText('larger than')
  await expect(dialog.getByRole('button', { name: 'Import' })).toBeDisabled()
  await ada.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect.poll(() => ada.text()).toBe('')
})

async function action(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name }).click()
}

async function importFile(
  page: Page,
  name: string,
  mimeType: string,
  text: string,
  place?: string,
): Promise<void> {
  await action(page, 'Import a file…')
  const dialog = page.getByRole('dialog', { name: 'Import a file' })
  await dialog
    .getByLabel('Choose a file')
    .setInputFiles({ name, mimeType, buffer: Buffer.from(text) })
  if (place !== undefined) await dialog.getByLabel(place).check()
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(dialog).toBeHidden()
}

async function download(page: Page, format: string): Promise<{ name: string; text: string }> {
  await action(page, 'Download…')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: format }).click(),
  ])
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}
