import { fileURLToPath } from 'node:url'
import { test as base, type Browser } from '@playwright/test'
import type { EditorOnPage } from './editor-on-page.ts'
import { ExamplePerson } from './example-person.ts'
import { expect } from './story.ts'
import { WeftProcess } from './weft-process.ts'

const PAGES = fileURLToPath(new URL('../../apps/examples/dist', import.meta.url))

/** A test with a server of its own, which has the built example pages. */
export const exampleStory = base.extend<{ weft: WeftProcess }>({
  weft: async ({ browser }, use) => {
    const weft = await WeftProcess.start(['--pages', PAGES])
    await use(weft)
    await Promise.all(browser.contexts().map((context) => context.close()))
    await weft.dispose()
  },
})

/** What every example page must be able to do. */
export function twoPeopleStory(editor: EditorOnPage): void {
  exampleStory(
    `${editor.folder}: text both ways, names at carets, own undo, and back from offline`,
    async ({ weft, browser }) => {
      const [ada, bo] = await openTwo(browser, weft, editor)
      const [adaName, boName] = await Promise.all([ada.name(), bo.name()])
      expect(adaName).not.toBe(boName)

      await ada.writeAtEnd('Ada. ')
      await bo.sees('Ada. ')
      await bo.seesCaretsOf(adaName)
      await bo.writeAtEnd('Bo. ')
      await ada.sees('Ada. Bo. ')
      await ada.seesCaretsOf(boName)

      await ada.undo()
      await bo.sees('Bo. ')
      await ada.sees('Bo. ')

      await cutOff(weft, ada, bo)
      await ada.writeAtEnd('Off with Ada. ')
      await bo.writeAtEnd('Off with Bo. ')
      await ada.sees('Bo. Off with Ada. ')
      await bo.sees('Bo. Off with Bo. ')
      await reunite(weft, ada, bo)
      await expect.poll(() => ada.text()).toContain('Off with Bo. ')
      const together = await ada.text()
      expect(together).toContain('Off with Ada. ')
      expect(together).toHaveLength('Bo. Off with Ada. Off with Bo. '.length)
      await bo.sees(together)
    },
  )
}

export function openTwo(
  browser: Browser,
  weft: WeftProcess,
  editor: EditorOnPage,
): Promise<[ExamplePerson, ExamplePerson]> {
  return Promise.all([
    ExamplePerson.open(browser, weft, editor, 0),
    ExamplePerson.open(browser, weft, editor, 1),
  ])
}

/** Takes the server away, until {@link reunite}. */
export async function cutOff(weft: WeftProcess, ...people: readonly ExamplePerson[]) {
  await weft.kill()
  // So that they try again as soon as it is over, and not only when their next attempt is due.
  for (const { page } of people) await page.context().setOffline(true)
  await Promise.all(people.map((person) => person.isCutOff()))
}

export async function reunite(weft: WeftProcess, ...people: readonly ExamplePerson[]) {
  await weft.start()
  for (const { page } of people) await page.context().setOffline(false)
  await Promise.all(people.map((person) => person.isSaved()))
}
