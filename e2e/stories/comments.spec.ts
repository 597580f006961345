import { devices } from '@playwright/test'
import { violations } from '../support/accessibility.ts'
import { Commenter } from '../support/commenter.ts'
import { latePart } from '../support/late-part.ts'
import { expect, sharedStory } from '../support/story.ts'

sharedStory(
  'two people comment, answer, change and resolve; the one who is not looking sees a count',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    const bo = await Commenter.open(await browser.newContext(), documentUrl)
    await ada.write('The cat sat on the mat.', 'The dog did not.')
    await expect.poll(() => bo.text()).toContain('did not')
    // What is there when the comments are loaded is not new.
    await latePart(bo.page, 'open-comments')

    await ada.comment('dog', 'Which dog?')
    await ada.comment('cat sat', 'A cat would lie.')
    await expect(bo.button).toHaveAccessibleName('Comments, 2 new')
    await expect.poll(() => bo.marked()).toBe('cat sat|dog')
    // In the order of the text, which is not that of their making.
    await bo.button.click()
    await expect.poll(() => bo.said).toEqual(['A cat would lie.', 'Which dog?'])
    await expect(bo.button).toHaveAccessibleName('Comments')

    await bo.caretBefore('at sat')
    await expect(bo.panel.locator('.thread[data-current="true"]')).toContainText('A cat would lie.')
    await bo.reply('<b>Not</b> this one.')
    await expect.poll(() => ada.said).toContain('<b>Not</b> this one.')
    await expect(bo.threads.first().getByRole('button', { name: 'Edit your comment' })).toHaveCount(
      1,
    )

    await bo.threads.first().getByRole('button', { name: 'Edit your comment' }).click()
    await expect(bo.panel.getByRole('textbox', { name: 'Edit your comment' })).toBeFocused()
    await bo.page.keyboard.press('Control+a')
    await bo.page.keyboard.insertText('Not mine.')
    await bo.page.keyboard.press('Control+Enter')
    await expect(ada.threads.first()).toContainText('Not mine.')
    await expect(ada.threads.first()).toContainText('(edited)')

    await ada.threads
      .first()
      .getByRole('button', { name: /^Resolve/ })
      .click()
    await expect(bo.panel.getByText('Resolved (1)')).toBeVisible()
    await expect.poll(() => bo.marked()).toBe('dog')
    await bo.panel.getByText('Resolved (1)').click()
    await bo.panel.getByRole('button', { name: /^Reopen/ }).click()
    await expect.poll(() => ada.marked()).toBe('cat sat|dog')

    // The text's undo is the text's: the comments stay.
    await ada.focusEnd()
    await ada.page.keyboard.insertText(' Yet.')
    await ada.page.keyboard.press('Control+z')
    await expect.poll(() => bo.text()).not.toContain('Yet')
    await expect(ada.threads).toHaveCount(2)
  },
)

sharedStory(
  'a comment that is deleted can be put back, and what is written is kept until it is sent',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    await ada.write('Only one line.')
    await ada.comment('one', 'Which one?')
    await ada.panel.getByRole('button', { name: 'Delete your comment' }).click()
    await expect(ada.threads).toHaveCount(0)
    await expect.poll(() => ada.marked()).toBe('')
    await ada.panel.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => ada.said).toEqual(['Which one?'])
    await expect.poll(() => ada.marked()).toBe('one')

    await ada.panel.getByRole('textbox', { name: /^Reply/ }).fill('Half a thou')
    await ada.button.click()
    await expect(ada.panel).toHaveCount(0)
    await ada.button.click()
    await expect(ada.panel.getByRole('textbox', { name: /^Reply/ })).toHaveValue('Half a thou')
    await ada.panel.getByRole('textbox', { name: /^Reply/ }).press('Escape')
    await expect(ada.panel.getByRole('textbox', { name: /^Reply/ })).toHaveValue('')
  },
)

sharedStory(
  'replies that were written offline by two people both arrive, also in a thread that was resolved meanwhile',
  async ({ documentUrl, browser }) => {
    const [adas, bos] = [await browser.newContext(), await browser.newContext()]
    const ada = await Commenter.open(adas, documentUrl)
    const bo = await Commenter.open(bos, documentUrl)
    await ada.write('A plan.')
    await ada.comment('plan', 'Whose?')
    await bo.button.click()
    await expect.poll(() => bo.said).toEqual(['Whose?'])
    await bo.caretBefore('lan')
    for (const context of [adas, bos]) await context.setOffline(true)
    await ada.reply('Mine, I think.')
    await bo.reply('Ours!')
    await ada.threads.getByRole('button', { name: /^Resolve/ }).click()
    await expect(ada.threads).toHaveCount(0)
    for (const context of [adas, bos]) await context.setOffline(false)
    for (const each of [ada, bo]) {
      await expect
        .poll(async () => (await each.said).toSorted())
        .toEqual(['Mine, I think.', 'Ours!', 'Whose?'])
    }
  },
)

sharedStory(
  'a comment follows its words when somebody else splits, retypes and joins their block, and when these are undone',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    const bo = await Commenter.open(await browser.newContext(), documentUrl)
    await ada.write('one', 'alpha beta gamma delta')
    await bo.button.click()
    await expect.poll(() => bo.text()).toContain('delta')
    await bo.comment('gamma', 'This one.')
    await expect.poll(() => ada.marked()).toBe('gamma')

    await ada.caretBefore('beta')
    await ada.page.keyboard.press('Enter')
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha ', 'beta gamma delta'])
    await expect.poll(() => bo.marked()).toBe('gamma')
    await ada.page.keyboard.press('Control+Alt+2')
    await expect(bo.editor.getByRole('heading', { name: 'beta gamma delta' })).toBeVisible()
    await expect.poll(() => bo.marked()).toBe('gamma')
    await ada.page.keyboard.press('Backspace')
    await expect.poll(() => bo.lines()).toEqual(['one', 'alpha beta gamma delta'])
    await expect.poll(() => bo.marked()).toBe('gamma')
    // For whoever has not seen it happen, too.
    const cy = await Commenter.open(await browser.newContext(), documentUrl)
    await expect.poll(() => cy.marked()).toBe('gamma')

    await ada.select('gamma')
    await ada.page.keyboard.press('Delete')
    await expect(bo.panel).toContainText('The text was deleted')
    await expect(bo.panel.locator('.thread-quote')).toContainText('gamma')
    await ada.page.keyboard.press('Control+z')
    for (const each of [ada, bo, cy]) await expect.poll(() => each.marked()).toBe('gamma')
    await expect(bo.panel).not.toContainText('The text was deleted')

    await bo.caretBefore('gamma')
    await bo.page.keyboard.type('mega')
    await bo.caretBefore(' delta')
    await bo.page.keyboard.type('s')
    await expect.poll(() => ada.text()).toContain('megagammas')
    for (const each of [ada, bo, cy]) await expect.poll(() => each.marked()).toBe('gamma')
  },
)

sharedStory(
  'everything goes by keyboard, from the text to its thread and back',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    const { keyboard } = ada.page
    await ada.write('alpha beta gamma')
    await ada.comment('beta', 'Second.')
    await ada.comment('alpha', 'First.')
    await expect(ada.threads.first()).toBeFocused()
    await keyboard.press('ArrowDown')
    await expect(ada.threads.last()).toBeFocused()
    await expect(ada.editor.locator('.comment-mark.current')).toHaveText('beta')
    await keyboard.press('Enter')
    await expect(ada.panel.getByRole('textbox', { name: /^Reply/ })).toBeFocused()
    await keyboard.insertText('Third.')
    await keyboard.press('Control+Enter')
    await expect.poll(() => ada.said).toEqual(['First.', 'Second.', 'Third.'])
    await keyboard.press('Escape')
    await expect(ada.threads.last()).toBeFocused()

    await keyboard.press('Control+Alt+m')
    await expect(ada.editor).toBeFocused()
    await keyboard.type('Z')
    await expect.poll(() => ada.text()).toBe('alpha Zbeta gamma')
    await keyboard.press('ArrowRight')
    await keyboard.press('Control+Alt+m')
    await expect(ada.threads.last()).toBeFocused()
    await keyboard.press('Escape')
    await expect(ada.panel).toHaveCount(0)
    await expect(ada.editor).toBeFocused()
    // What a screen reader is given: the text as it is, and where its comments are.
    expect(await ada.editor.ariaSnapshot()).not.toContain('First.')
    await ada.button.click()
    const details = await ada.editor.locator('.comment-mark').first().getAttribute('aria-details')
    await expect(ada.page.locator(`#${details}`)).toContainText('First.')
  },
)

sharedStory(
  'on a phone: a comment from the menu beside selected text, and a sheet that is opened at the text and left for it',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(devices['Pixel 7']), documentUrl)
    await ada.write('alpha beta gamma')
    await ada.select('beta')
    await ada.page.getByRole('button', { name: 'Comment', exact: true }).tap()
    await ada.isWriting()
    await ada.page.keyboard.insertText('By touch.')
    await ada.panel.getByRole('button', { name: 'Comment', exact: true }).tap()
    await expect(ada.threads).toContainText('By touch.')
    await ada.panel.getByRole('button', { name: /^Go to the text/ }).tap()
    await expect(ada.panel).toHaveCount(0)
    await expect(ada.editor).toBeFocused()
    await ada.page.getByRole('button', { name: /^Comment by/ }).tap()
    await expect(ada.threads).toBeFocused()
    const sheet = await ada.panel.boundingBox()
    const mark = await ada.editor.locator('.comment-mark').boundingBox()
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThan(sheet?.y ?? 0)
  },
)

sharedStory(
  'who may only read the document reads its comments, and is offered no box to write in',
  async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    await ada.write('alpha beta')
    await ada.comment('beta', 'Why?')
    const bos = await browser.newContext()
    const page = await bos.newPage()
    let say: (frame: readonly number[]) => void = () => {}
    await page.routeWebSocket(/\/d\/|\/[^/]*$/, (client) => {
      const server = client.connectToServer()
      client.onMessage((frame) => server.send(frame))
      server.onMessage((frame) => client.send(frame))
      say = (frame) => client.send(Buffer.from(frame))
    })
    const bo = new Commenter(page)
    await bo.goto(documentUrl)
    // "rights": the peer may only read.
    say([0x46, 0x00])
    await bo.hasStatus('view-only')
    await bo.button.click()
    await expect.poll(() => bo.said).toEqual(['Why?'])
    await bo.threads.click()
    await expect(bo.editor.locator('.comment-mark.current')).toHaveText('beta')
    await expect(bo.panel.getByRole('textbox')).toHaveCount(0)
    await expect(bo.panel.getByRole('button', { name: /Resolve|Delete|Edit/ })).toHaveCount(0)
  },
)

for (const { name, options } of [
  { name: 'screen', options: {} },
  { name: 'phone', options: devices['Pixel 7'] },
] as const) {
  sharedStory(`axe finds nothing in the comments, ${name}`, async ({ documentUrl, browser }) => {
    const ada = await Commenter.open(await browser.newContext(), documentUrl)
    await ada.write('alpha beta gamma', 'and delta')
    await ada.comment('delta', 'Gone soon.')
    await ada.comment('alpha', 'Done.')
    await ada.threads
      .first()
      .getByRole('button', { name: /^Resolve/ })
      .click()
    await ada.comment('beta', 'Why?')
    await ada.select('delta')
    await ada.page.keyboard.press('Delete')
    await ada.saved()

    const bo = await Commenter.open(await browser.newContext(options), documentUrl)
    await bo.button.click()
    await expect(bo.panel).toContainText('The text was deleted')
    await bo.panel.getByText('Resolved (1)').click()
    await bo.threads.first().click({ position: { x: 20, y: 80 } })
    await bo.reply('Because.')
    expect(await violations(bo.page)).toEqual([])
    const overflow = await bo.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
  })
}
