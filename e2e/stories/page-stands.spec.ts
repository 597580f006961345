import type { BrowserContext } from '@playwright/test'
import { WeftProvider } from '@weft/provider'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { Person } from '../support/person.ts'
import { expect, sharedStory } from '../support/story.ts'

/** Somebody who writes into a document what no editor would. */
async function peerIn(socketUrl: string, documentUrl: string): Promise<WeftProvider> {
  const documentName = new URL(documentUrl).pathname.slice('/d/'.length)
  const peer = new WeftProvider(socketUrl, documentName, new Y.Doc(), {
    WebSocketPolyfill: WebSocket,
  })
  await peer.whenSynced
  return peer
}

/** What goes wrong in a browser from now on. */
function faultsIn(context: BrowserContext): readonly string[] {
  const faults: string[] = []
  context.on('weberror', (error) => faults.push(error.error().message))
  return faults
}

sharedStory(
  'a text that a peer declares to be code, and back, leaves the page standing, whatever is open on it',
  async ({ documentUrl, weft, browser }) => {
    const context = await browser.newContext()
    const faults = faultsIn(context)
    const ada = await Person.open(context, documentUrl)
    await ada.focusEnd()
    await ada.type('Mine')
    await ada.saved()
    const { page } = ada
    const choose = async (role: 'menuitem' | 'menuitemcheckbox', name: string) => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole(role, { name }).click()
    }
    const outline = page.getByRole('complementary', { name: 'Outline' })
    await choose('menuitemcheckbox', 'Outline')
    await expect(outline).toBeVisible()
    await choose('menuitem', 'Download…')
    await expect(page.getByRole('dialog')).toBeVisible()

    const peer = await peerIn(weft.socketUrl, documentUrl)
    const meta = peer.doc.getMap('meta')
    meta.set('kind', 'code')
    await expect(page.getByRole('combobox', { name: 'Language' })).toBeVisible()
    await expect(outline).toHaveCount(0)
    meta.set('kind', { toString: 'code' })
    await expect(outline).toBeVisible()
    await expect.poll(() => ada.text()).toBe('Mine')
    expect(faults).toEqual([])
    peer.destroy()
  },
)

sharedStory(
  'what a newer version wrote is not deleted by a page that is older: it asks to be loaded again',
  async ({ documentUrl, weft, browser }) => {
    const context = await browser.newContext()
    const faults = faultsIn(context)
    const ada = await Person.open(context, documentUrl)
    await ada.focusEnd()
    await ada.type('Mine')
    await ada.saved()
    const peer = await peerIn(weft.socketUrl, documentUrl)
    const text = peer.doc.getXmlFragment('default')
    const written = () => text.toString()
    peer.doc.getMap('meta').set('schema', 2)
    text.push([new Y.XmlElement('callout')])

    const { page } = ada
    const notice = page.getByRole('alert').filter({ hasText: 'a newer version of the editor' })
    await expect(notice).toBeVisible()
    await expect(ada.editor).toHaveCount(0)
    await expect(notice.getByRole('button')).toHaveText(['Reload'])
    await page.keyboard.type('late')
    await ada.saved()
    await notice.getByRole('button', { name: 'Reload' }).click()
    // Here the server has no newer page, as when somebody has lied.
    const anyway = notice.getByRole('button', { name: 'Edit anyway' })
    await expect(anyway).toBeVisible()
    expect(written()).toBe('<paragraph>Mine</paragraph><callout></callout>')

    await anyway.click()
    await expect.poll(() => ada.text()).toBe('Mine')
    await ada.focusEnd()
    await ada.type(' again')
    await expect.poll(written).toBe('<paragraph>Mine again</paragraph>')
    expect(faults).toEqual([])
    peer.destroy()
  },
)

sharedStory(
  'a part of the page that cannot be loaded is left out, and the text stays and is saved',
  async ({ documentUrl, browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const refused: string[] = []
    await context.route(/\/assets\/(find-bar|slash-menu|share-dialog)-.*\.js$/, (route) => {
      refused.push(route.request().url())
      return route.abort()
    })
    const ada = await Person.open(context, documentUrl)
    await ada.focusEnd()
    await ada.type('Mine')
    await ada.page.keyboard.press('Control+f')
    await ada.page.getByRole('button', { name: 'Share' }).click()
    await expect.poll(() => new Set(refused).size).toBe(3)
    // Until then what is typed is kept out of the text.
    await expect(ada.page.getByRole('alert')).toContainText('could not be loaded')
    await ada.editor.focus()
    await ada.type(' still')
    await ada.saved()
    await expect.poll(() => ada.text()).toContain('still')
  },
)
