import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { Browser, turn } from './tab.test-support.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.close())

describe('a database of y-indexeddb', () => {
  it('is taken over, and counts as unsaved: it does not say what the server has', async () => {
    const doc = new Y.Doc()
    const persistence = new IndexeddbPersistence('doc', doc)
    await persistence.whenSynced
    doc.getText('text').insert(0, 'theirs')
    await persistence.destroy()
    const tab = await browser.open({ copy: { databaseName: (documentName) => documentName } })

    expect(tab.text).toBe('theirs')
    expect(tab.provider.unsavedChanges).toBe(1)
    tab.socket.welcome()
    tab.socket.say({ type: 'saved', count: 1, sequence: 6 })
    expect(tab.provider.saveState).toBe('saved')
  })

  it('and one of ours can be read by it', async () => {
    const tab = await browser.open()
    tab.type('ours')
    tab.socket.welcome()
    await turn()
    tab.close()
    const doc = new Y.Doc()
    const persistence = new IndexeddbPersistence('weft:ws://host/doc', doc)
    await persistence.whenSynced

    expect(doc.getText('text').toString()).toBe('ours')
    await persistence.destroy()
  })
})

// Why the databases are y-indexeddb's and the code that writes them is not.
describe('y-indexeddb itself', () => {
  it('throws into the edit once another tab has removed the database; the copy lets go', async () => {
    const doc = new Y.Doc()
    const persistence = new IndexeddbPersistence('weft:ws://host/doc', doc)
    await persistence.whenSynced
    const tab = await browser.open()
    await tab.provider.offline?.clear()

    expect(() => doc.getText('text').insert(0, 'a')).toThrow()
    expect(() => tab.type('a')).not.toThrow()
    await turn()
  })
})
