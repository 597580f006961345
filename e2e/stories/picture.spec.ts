import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Person } from '../support/person.ts'
import { expect, story } from '../support/story.ts'

const FOLDER = fileURLToPath(new URL('../../artifacts/', import.meta.url))

// The README's picture: copy artifacts/two-carets.png to apps/docs/images/ when the editor's looks have changed.
story('two carets in one paragraph, for a picture', async ({ weft, browser }) => {
  const url = `${weft.url}/d/release-notes`
  const look = { viewport: { width: 1100, height: 430 }, deviceScaleFactor: 2 }
  const ada = await Person.open(await browser.newContext(look), url)
  const bo = await Person.open(await browser.newContext(look), url)
  const cy = await Person.open(await browser.newContext(look), url)
  await ada.focusEnd()
  await ada.type('# Release notes')
  await ada.page.keyboard.press('Enter')
  await ada.type('Two people can write in one paragraph. Nobody waits, and nobody is overwritten')
  await expect.poll(() => bo.lines()).toHaveLength(2)
  await bo.focusEnd()
  for (let step = 0; step < 40; step += 1) await bo.page.keyboard.press('ArrowLeft')
  await expect(cy.carets).toHaveCount(2)
  await cy.saved()
  // Names show while their carets move.
  await Promise.all([ada.type('.'), bo.page.keyboard.press('ArrowLeft')])
  await expect(cy.editor.locator('.remote-caret[data-moving]')).toHaveCount(2)
  await mkdir(FOLDER, { recursive: true })
  await cy.page.screenshot({
    path: `${FOLDER}two-carets.png`,
    animations: 'disabled',
    caret: 'hide',
  })
})
