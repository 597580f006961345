import { devices } from '@playwright/test'
import { ada, bo, caretAfter, choose, cleo, importNotes, open, sitDown } from './people.mjs'

const phone = { ...devices['Pixel 7'], deviceScaleFactor: 2 }

/** What each picture shows: sets the stage and gives the page to be taken. */
export const scenes = {
  /** Somebody writes, somebody has selected, and a third looks on. */
  'two-people': ({ browser, weft }) => atWork(browser, weft, {}),

  dark: ({ browser, weft }) => atWork(browser, weft, { colorScheme: 'dark' }),

  phone: ({ browser, weft }) => atWork(browser, weft, phone),

  'phone-in-the-dark': ({ browser, weft }) =>
    atWork(browser, weft, { ...phone, colorScheme: 'dark' }),

  async comments({ browser, weft }) {
    const { page, others } = await gather(browser, weft, {})
    await comment(page, 'one more day of trying', 'Is one day enough? Last time it took three.')
    await comment(page, 'Thursday', 'Morning or evening?')
    const [first] = others
    await caretAfter(first, 'Thursday')
    await first.locator('.comments-button').click()
    await first
      .getByRole('textbox', { name: /^Reply/ })
      .first()
      .fill('At nine, when all are here.')
    await first.keyboard.press('Control+Enter')
    await page.getByText('At nine, when all are here.').waitFor()
    await caretAfter(page, 'Thursday')
    return page
  },

  async follow({ browser, weft }) {
    const { page, others } = await gather(browser, weft, {})
    await page
      .getByRole('button', { name: /^Follow Ada/ })
      .first()
      .click()
    await caretAfter(others[0], 'everybody moved?')
    await others[0].keyboard.type(' ')
    await page.getByRole('region', { name: 'Following Ada' }).waitFor()
    await page.waitForFunction(() => scrollY > 0)
    return page
  },

  async offline({ browser, weft }) {
    const { page } = await gather(browser, weft, {})
    await weft.stop('SIGKILL')
    await caretAfter(page, 'the two commands')
    await page.keyboard.type(', and what to do without a network')
    await page.locator('.banner').waitFor()
    return page
  },

  async 'side-by-side'({ browser, weft }) {
    const { page } = await gather(browser, weft, {})
    await page.goto(page.url().replace('/d/', '/split/'))
    const [left, right] = [0, 1].map((index) => page.frameLocator('.half').nth(index))
    for (const half of [left, right]) await half.locator('[data-save-state="saved"]').waitFor()
    await left.locator('.prose p').first().click()
    await page.keyboard.press('End')
    await right.locator('.prose h2').first().click()
    await page.keyboard.press('End')
    await page.keyboard.type(' ')
    return page
  },

  async code({ browser, weft }) {
    const url = `${weft.url}/d/loom?code`
    const page = await open(await sitDown(browser, ...bo), url)
    await page.getByRole('textbox').last().click()
    await page.keyboard.insertText(
      [
        'def weave(warp, weft):',
        '    """Over and under, row by row."""',
        '    for row, thread in enumerate(weft):',
        '        yield [thread if (row + end) % 2 else end for end in warp]',
        '',
        '',
        'cloth = list(weave(range(8), "madder"))',
      ].join('\n'),
    )
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Python' })
    const other = await open(await sitDown(browser, ...ada), url)
    await other.locator('.cm-line').nth(3).click()
    await other.keyboard.press('End')
    await page.locator('.remote-caret').first().waitFor()
    return page
  },

  async developer({ browser, weft }) {
    const { page, others } = await gather(browser, weft, {})
    await choose(page, 'Developer panel')
    await caretAfter(others[0], 'announcement?')
    await others[0].keyboard.type(' Ada does.', { delay: 30 })
    await page.locator('.message').nth(8).waitFor()
    return page
  },

  async slash({ browser, weft }) {
    const { page } = await gather(browser, weft, {})
    await caretAfter(page, 'everybody moved?')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.keyboard.type('/')
    await page.getByRole('listbox').waitFor()
    return page
  },

  async find({ browser, weft }) {
    const { page } = await gather(browser, weft, {})
    await page.keyboard.press('Control+f')
    await page.keyboard.type('the')
    await choose(page, 'Outline')
    await page.getByRole('complementary', { name: 'Outline' }).getByText('What it costs').waitFor()
    return page
  },

  async start({ browser, weft }) {
    const context = await sitDown(browser, ...ada)
    await listed(context, weft)
    const page = await context.newPage()
    await page.goto(weft.url)
    await page.getByText('autumn-release').first().waitFor()
    return page
  },

  async 'start-on-a-phone'({ browser, weft }) {
    const context = await sitDown(browser, ...ada, { ...phone, colorScheme: 'dark' })
    await listed(context, weft)
    const page = await context.newPage()
    await page.goto(weft.url)
    await page.getByText('autumn-release').first().waitFor()
    return page
  },
}

async function atWork(browser, weft, look) {
  const { page, others } = await gather(browser, weft, look)
  const [first, second] = others
  await caretAfter(second, 'whoever is free', { select: 'whoever is free'.length })
  await caretAfter(first, 'We ship on ')
  await page.locator('.remote-selection').first().waitFor()
  // Names show while their carets move.
  await first.keyboard.press('ArrowLeft')
  await page.locator('.remote-caret[data-moving]').first().waitFor()
  await page.locator('.remote-caret').nth(1).waitFor()
  return page
}

/** Three people in one document: the one who is looked at, and two others. */
async function gather(browser, weft, look) {
  const url = `${weft.url}/d/autumn-release`
  const writer = await open(await sitDown(browser, ...ada), url)
  await importNotes(writer)
  const page = await open(await sitDown(browser, ...bo, look), url)
  const third = await open(await sitDown(browser, ...cleo), url)
  await page.getByRole('heading', { name: 'Open questions' }).waitFor()
  return { page, others: [writer, third] }
}

async function comment(page, words, text) {
  await caretAfter(page, words, { select: words.length })
  await page.keyboard.press('Control+Alt+m')
  await page.getByRole('textbox', { name: 'Comment on the selected text' }).waitFor()
  await page.keyboard.insertText(text)
  await page.keyboard.press('Control+Enter')
  await page.getByText(text).first().waitFor()
}

async function listed(context, weft) {
  for (const name of ['welcome', 'team-notes', 'reading-list', 'autumn-release']) {
    const page = await open(context, `${weft.url}/d/${name}`)
    if (name === 'autumn-release') await importNotes(page)
    await page.close()
  }
}
