import {
  devices,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test'
import { outOfReach, overflow, tooSmallToTouch, violations } from '../support/accessibility.ts'
import { pasteHtml, putPicture } from '../support/clipboard.ts'
import { Commenter } from '../support/commenter.ts'
import { expect, sharedStory } from '../support/story.ts'

/** Something of everything. */
const EVERYTHING = `<h1>The mill</h1><p>Fetch water from the well, and <a href="https://example.com/">read on</a>.</p>
<h2>Looms</h2><ul><li>Warp</li><li>Weft</li></ul>
<blockquote><p>What one sows.</p></blockquote>
<pre><code class="language-typescript">// why\nconst thread: string = \`b\${1}\`</code></pre>
<p><img src="https://elsewhere.example/a.png" alt="A loom"></p>
<table><tbody><tr><th>Name</th><th>Since</th></tr><tr><td>Ada</td><td>1843</td></tr></tbody></table>
<hr><p>The last words.</p>`

/** Bo has written something of everything and commented on it; Ada sees it, with Bo's caret and selection. */
async function open(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const bo = await Commenter.open(await browser.newContext({ reducedMotion: 'reduce' }), url)
  await bo.focusEnd()
  await putPicture(bo.page, 'paste')
  await expect(bo.editor.locator('.image-box img')).toBeVisible()
  await pasteHtml(bo.page, EVERYTHING)
  await bo.comment('water', 'Which well?')
  await bo.saved()
  const ada = await Commenter.open(
    await browser.newContext({ reducedMotion: 'reduce', ...options }),
    url,
  )
  await expect(ada.editor.locator('.hljs-comment')).toBeVisible()
  await bo.select('last words')
  await expect(ada.carets).toHaveCount(1)
  return { ada, bo }
}

/** What is built otherwise on a phone, and not only narrower. */
const otherOnPhone = new Set(['text', 'find', 'menu', 'comments', 'developer'])

const dialogs = [
  ['Import a file…', 'Import a file'],
  ['Download…', 'Download'],
  ['Keyboard shortcuts', 'Keyboard shortcuts'],
  ['Delete…', /Delete/],
] as const

for (const { name, options } of [
  { name: 'screen, light and dark', options: {} },
  { name: 'phone, light and dark', options: devices['Pixel 7'] },
]) {
  sharedStory(`axe finds nothing on a page in use: ${name}`, async ({ documentUrl, browser }) => {
    const isPhone = name.startsWith('phone')
    const { ada, bo } = await open(browser, documentUrl, options)
    const { page } = ada
    const menu = page.getByRole('button', { name: 'More' })
    const item = (label: string) => page.getByRole('menu').getByText(label, { exact: true })
    const isFine = async (what: string, within?: string) => {
      if (!isPhone || otherOnPhone.has(what))
        expect.soft(await violations(page, within), what).toEqual([])
      expect.soft(await overflow(page), what).toBe(0)
      expect.soft(await outOfReach(page), what).toEqual([])
      if (isPhone) expect.soft(await tooSmallToTouch(page), what).toEqual([])
    }

    await ada.editor.locator('td').first().click()
    await expect(page.getByRole('toolbar', { name: 'Table' })).toBeVisible()
    if (!isPhone) {
      await menu.click()
      await item('Outline').click()
      await ada.button.click()
      await expect(ada.panel).toContainText('Which well?')
      await ada.editor.locator('td').first().click()
    }
    await isFine('text')

    await ada.select('Looms')
    await expect(page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
    await page.keyboard.press('Control+f')
    await page.getByRole('button', { name: 'Replace', exact: true }).click()
    await page.getByRole('textbox', { name: 'Find' }).fill('w')
    await isFine('find', '.tools')
    await page.keyboard.press('Escape')

    await ada.select('Looms')
    await expect(page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
    await isFine('selection', '.selection-menu')
    await ada.caretBefore('ead on')
    await expect(page.getByRole('link', { name: /example/ }).last()).toBeVisible()
    await isFine('link', '.selection-menu')
    await ada.editor.locator('.image-box img').click()
    await expect(page.getByRole('toolbar', { name: 'Image' })).toBeVisible()
    await isFine('image', '.block-menu')
    await page.getByRole('button', { name: 'Describe the image' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await isFine('description', 'dialog')
    await page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()

    // On a phone it has a story of its own, with the writing.
    if (!isPhone) {
      await ada.editor.getByText('The last words.').click()
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await ada.type('/')
      await expect(page.getByRole('listbox')).toBeVisible()
      await isFine('slash', '.slash-menu')
      await page.keyboard.press('Escape')
    }
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog')).toBeVisible()
    await isFine('link dialog', 'dialog')
    await page.keyboard.press('Escape')

    await ada.people.click()
    await expect(page.getByRole('dialog', { name: 'People here' })).toBeVisible()
    await isFine('people', '.bar')
    await page.getByRole('button', { name: 'Change your name or color' }).click()
    await expect(page.getByRole('dialog', { name: 'How others see you' })).toBeVisible()
    await isFine('profile', 'dialog')
    await page.keyboard.press('Escape')
    await page.locator('.status .pill').click()
    await isFine('status', '.bar')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Share' }).click()
    await expect(page.getByRole('dialog', { name: 'Share this document' })).toBeVisible()
    await isFine('share', 'dialog')
    await page.keyboard.press('Escape')

    await menu.click()
    await isFine('menu', '.bar')
    for (const [label, title] of dialogs) {
      await item(label).click()
      await expect(page.getByRole('dialog', { name: title })).toBeVisible()
      await isFine(label, 'dialog')
      await page.keyboard.press('Escape')
      await expect(menu).toBeFocused()
      await menu.click()
    }
    if (isPhone) {
      await item('Outline').click()
      await isFine('outline', 'aside')
      await page.getByRole('button', { name: 'Close panel' }).click()
      await ada.button.click()
      await ada.threads.first().click({ position: { x: 20, y: 20 } })
      await isFine('comments', 'aside')
      await page.getByRole('button', { name: 'Close panel' }).click()
      await menu.click()
    }
    await item('Developer panel').click()
    const panel = page.getByRole('complementary', { name: 'Developer panel' })
    for (const summary of await panel.locator('summary').all()) await summary.click()
    await panel.getByRole('radio', { name: 'Slow' }).check()
    await isFine('developer', 'aside')
    await panel.getByRole('radio', { name: 'Normal' }).check()
    await panel.getByRole('button', { name: 'Close panel' }).click()

    await page
      .getByRole('button', { name: /^Follow / })
      .first()
      .click()
    await expect(page.locator('.follow-bar')).toBeVisible()
    await isFine('follow')
    await page.keyboard.press('Escape')

    await bo.page.getByRole('button', { name: 'More' }).click()
    await bo.page.getByText('Delete…').click()
    await bo.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByRole('region', { name: 'This document was deleted' })).toBeVisible()
    await isFine('banner', 'main')

    await page.goto(new URL(documentUrl).origin)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await isFine('start')
  })
}

/** What has the focus, by name, and whether one sees that it has. */
function focused(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const label = element.getAttribute('aria-label') ?? element.textContent ?? ''
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const isText = element.matches('[contenteditable="true"]')
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    return {
      name: element === document.body ? '' : label.trim(),
      // In the text it is the caret that one sees.
      isSeen: isText || element === document.body || isOutlined,
    }
  })
}

sharedStory(
  'by keyboard alone one gets everywhere and back, and hears no names in the text',
  async ({ documentUrl, browser }) => {
    const { ada, bo } = await open(browser, documentUrl)
    const { page } = ada
    const [adaName, boName] = [await ada.name(), await bo.name()]
    const stops: string[] = []
    for (;;) {
      await page.keyboard.press('Tab')
      const { name, isSeen } = await focused(page)
      if (name === '' || stops.length > 40) break
      expect.soft(isSeen, name).toBe(true)
      stops.push(name)
    }
    const title = decodeURIComponent(documentUrl.split('/').at(-1) ?? '')
    expect(stops).toEqual([
      'All documents',
      'Title',
      'Status: Saved',
      `Follow ${boName}, editing`,
      `People here: ${adaName} (you), ${boName}`,
      'Share',
      'Comments',
      'More',
      'Undo',
      `Document ${title}`,
      'Language of this code',
      'Copy code',
      'Open in a new tab',
    ])

    // What each of the bar opens gives the focus back.
    for (const name of ['Status: Saved', /^People here/, 'Share']) {
      const button = page.locator('.bar').getByRole('button', { name })
      await button.focus()
      await page.keyboard.press('Enter')
      await expect(page.locator('dialog[open], [popover]:popover-open')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(button).toBeFocused()
    }
    const menu = page.getByRole('button', { name: 'More' })
    const choose = async (name: string) => {
      await menu.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menu').locator('[role^="menuitem"]', { hasText: name }).press('Enter')
    }
    for (const name of ['Outline', 'Developer panel', 'Comments']) {
      await choose(name)
      const panel = page.getByRole('complementary', { name })
      await panel.getByRole('button').nth(1).focus()
      await panel.getByRole('button', { name: 'Close panel' }).press('Enter')
      await expect(panel).toBeHidden()
      await expect(menu, name).toBeFocused()
    }

    // The tools of a table and of selected text, and of the page.
    await ada.editor.locator('td').first().click()
    const tableTools = page.getByRole('toolbar', { name: 'Table' })
    await expect(tableTools).toBeVisible()
    await page.keyboard.press('Alt+F9')
    await expect(tableTools.locator(':focus')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()
    await page.keyboard.press('Alt+F10')
    const tools = page.getByRole('toolbar', { name: 'Formatting' })
    await expect(tools.getByRole('button', { name: 'Undo' })).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(tools.getByRole('button', { name: 'Redo' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(ada.editor).toBeFocused()
    const follow = page.getByRole('button', { name: /^Follow / })
    await follow.focus()
    await page.keyboard.press('Enter')
    await expect(follow).toHaveAttribute('aria-pressed', 'true')
    await expect(page.locator('.follow-bar')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(follow).toHaveAttribute('aria-pressed', 'false')
    await expect(follow).toBeFocused()

    // What a screen reader reads as the text is the text.
    await ada.editor.focus()
    await page.keyboard.press('Control+f')
    await page.getByRole('textbox', { name: 'Find' }).fill('the')
    await expect(ada.editor.locator('.find-match').first()).toBeVisible()
    await expect(ada.carets).toHaveCount(1)
    await expect(ada.editor).toMatchAriaSnapshot(`
      - textbox /Document/:
        - heading "The mill" [level=1]
        - paragraph:
          - text: Fetch water from the well, and
          - link "read on"
          - text: .
        - heading "Looms" [level=2]
        - list:
          - listitem:
            - paragraph: Warp
          - listitem:
            - paragraph: Weft
    `)
    const read = await ada.editor.ariaSnapshot()
    expect(read).toContain('paragraph: The last words.')
    expect(read).not.toContain(boName)
    expect(read).not.toContain('\u2060')
  },
)

/** What speaks by itself on a page. */
const SPEAKING = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"]'

sharedStory(
  'one place on the page speaks by itself, and politely',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    const { page } = ada
    await page.keyboard.press('Control+Alt+d')
    await ada.button.click()
    const speaking = page.locator(SPEAKING)
    await expect(speaking).toHaveCount(1)
    await expect(speaking).toHaveAttribute('aria-live', 'polite')
  },
)

sharedStory(
  'with forced colors what is on, chosen or has the focus is drawn; with reduced motion nothing moves',
  async ({ documentUrl, browser }) => {
    const { ada } = await open(browser, documentUrl, { forcedColors: 'active' })
    const { page } = ada
    await page.evaluate(() => {
      const { scrollTo } = window
      // What follows somebody scrolls by this.
      window.scrollTo = (...args: unknown[]) => {
        document.body.dataset['scrolled'] = JSON.stringify(args)
        Reflect.apply(scrollTo, window, args)
      }
    })
    const outlineOf = (locator: Locator) =>
      locator.evaluate((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
      })
    const moving = () =>
      page.evaluate(() =>
        document
          .getAnimations()
          .map(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0))
          .filter((durationMs) => durationMs > 10),
      )

    const caret = ada.carets.first()
    const colorOf = async () => {
      const [drawn, person] = await caret.evaluate((element): [string, string] => [
        getComputedStyle(element).borderLeftColor,
        element.style.getPropertyValue('--person'),
      ])
      return person !== '' && drawn === rgbOf(person)
    }
    await expect.poll(colorOf, 'the caret has its color').toBe(true)
    expect(await caret.evaluate((element) => getComputedStyle(element).borderLeftWidth)).toBe('2px')

    await ada.select('Looms')
    const bold = page.locator('.toolbar [data-tool="bold"]')
    expect(await outlineOf(bold)).toBe(0)
    await page.keyboard.press('Control+b')
    await expect(bold).toHaveAttribute('aria-pressed', 'true')
    expect(await outlineOf(bold)).toBe(2)
    expect(await moving()).toEqual([])

    await ada.focusEnd()
    await page.keyboard.press('Enter')
    await ada.type('/')
    const options = page.getByRole('listbox', { name: 'Insert' }).getByRole('option')
    await expect(options.first()).toBeVisible()
    expect(await outlineOf(options.first())).toBe(2)
    expect(await outlineOf(options.nth(1))).toBe(0)
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'More' }).press('Enter')
    const chosen = page.getByRole('menuitemradio', { checked: true })
    expect(await outlineOf(chosen)).toBe(2)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect(chosen).toBeFocused()
    expect(await outlineOf(chosen)).toBe(3)
    expect(await outlineOf(page.getByRole('menuitemradio', { checked: false }).first())).toBe(0)
    expect(await moving()).toEqual([])
    await page.keyboard.press('Escape')

    await page.evaluate(() => scrollBy(0, 1e6))
    await page.getByRole('button', { name: /^Follow / }).click()
    await expect(page.locator('.follow-frame')).toBeVisible()
    expect(await moving()).toEqual([])
    expect(await page.evaluate(() => document.body.dataset['scrolled'] ?? '')).not.toContain(
      'smooth',
    )
  },
)

/** As styles are told: `rgb(1, 2, 3)` for `#010203`. */
function rgbOf(hex: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return `rgb(${parts.join(', ')})`
}

sharedStory(
  'zoomed to 200 % and 400 % everything is within reach, and the caret is never covered',
  async ({ documentUrl, browser }) => {
    const { ada } = await open(browser, documentUrl)
    const { page } = ada
    const isFine = async (what: string) => {
      expect.soft(await overflow(page), what).toBe(0)
      expect.soft(await outOfReach(page), what).toEqual([])
    }
    // Of a window of 1280×800 and of 1440×900; and of 1280 pixels at 400 %.
    for (const [width, height] of [
      [640, 400],
      [720, 450],
      [320, 256],
    ] as const) {
      const what = `${width}×${height}`
      await page.setViewportSize({ width, height })
      await ada.editor.focus()
      await page.keyboard.press('Control+Home')
      await isFine(what)
      const press = async (key: string, times: number) => {
        for (let time = 0; time < times; time += 1) {
          await page.keyboard.press(key)
          expect.soft(await overCaret(page), `${what}, ${key} ${time}`).toBe('')
        }
      }
      await press('ArrowDown', 14)
      await page.keyboard.press('Control+End')
      await press('Enter', 4)
      await press('x', 1)
      await press('ArrowUp', 18)
      await page.getByRole('button', { name: 'More' }).click()
      await expect(page.getByRole('menuitem').first()).toBeFocused()
      await isFine(`${what}, menu`)
      await page.getByRole('menu').getByText('Keyboard shortcuts').click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await isFine(`${what}, shortcuts`)
      await page.keyboard.press('Escape')
    }
    await page.goto(new URL(documentUrl).origin)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await isFine('start page, 320×256')
  },
)

/** What covers the caret as it is drawn, and where that is, if it stands in words and something does. */
function overCaret(page: Page): Promise<string> {
  return page.evaluate(async () => {
    // The editor hears of a caret that the browser has moved with the next frame.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const { focusNode: node, focusOffset } = getSelection() ?? {}
    if (!(node instanceof Text)) return ''
    const range = document.createRange()
    range.setStart(node, focusOffset ?? 0)
    const [line] = range.getClientRects()
    if (!line) return ''
    // A hair inside of it, on either side of which the text goes on or ends.
    const at = (y: number) => document.elementFromPoint(Math.max(line.left, 1), y)
    const over = [line.top + 2, line.bottom - 2]
      .map(at)
      .find((element) => !element?.closest('.paper'))
    if (over === undefined) return ''
    const what = over?.outerHTML.slice(0, 80) ?? 'the edge of the window'
    return `${what} at ${line.top}, scrolled ${scrollY}: ${node.data} ${focusOffset}`
  })
}
