import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Browser, turn } from './tab.test-support.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.close())

describe('a document that is kept', () => {
  it('is there after a reload, before the server has said a word', async () => {
    const before = await browser.open()
    before.type('kept')
    before.close()
    const after = await browser.open()

    expect(after.text).toBe('kept')
    expect(after.provider.offline?.state).toEqual({ name: 'keeping' })
    expect(after.provider.synced).toBe(false)
  })

  it('comes with the provider as its origin, and is no edit', async () => {
    const before = await browser.open()
    before.type('kept')
    before.socket.welcome()
    before.socket.say({ type: 'saved', count: 1, sequence: 6 })
    before.close()
    const doc = new Y.Doc()
    const origins: unknown[] = []
    doc.on('update', (_, origin) => origins.push(origin))
    const after = await browser.open({ doc })

    expect(origins).toEqual([after.provider])
    expect(after.provider.unsavedChanges).toBe(0)
  })

  it('holds what the server sent, what was edited while it was read, and what was in it from the start', async () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, '1')
    const tab = browser.begin({ doc })
    tab.type('2')
    await tab.provider.offline?.whenLoaded
    await turn()
    tab.socket.welcome()
    tab.socket.say({ type: 'update', update: updateAfter(doc, '3') })

    expect(await browser.keptText()).toBe('123')
  })

  it('holds what the document’s listeners make of what was kept', async () => {
    const before = await browser.open()
    before.type('a')
    before.close()
    const doc = new Y.Doc()
    const text = doc.getText('text')
    text.observe(() => {
      if (text.toString() === 'a') text.insert(1, 'b')
    })
    const after = await browser.open({ doc })

    expect(await browser.keptText()).toBe('ab')
    expect(after.provider.unsavedChanges).toBe(2)
  })

  it('holds what was edited in the turn in which the provider is destroyed', async () => {
    const tab = await browser.open()
    tab.type('last words')
    tab.provider.destroy()

    expect(await browser.keptText()).toBe('last words')
    expect(tab.provider.offline?.state).toMatchObject({ name: 'stopped', because: 'destroyed' })
  })

  it('holds what was edited while it was read, also when the provider is destroyed meanwhile', async () => {
    const first = await browser.open()
    first.type('a')
    await browser.kept()
    first.close()
    const hasty = browser.begin()
    hasty.type('b')
    hasty.close()
    await turn()
    expect([...(await browser.keptText())].toSorted()).toEqual(['a', 'b'])
    const last = await browser.open()
    expect(last.provider.unsavedChanges).toBe(2)
  })

  it('is another one for another server, and where the application names it otherwise', async () => {
    const ours = await browser.open()
    ours.type('ours')
    const theirs = await browser.open({ url: 'ws://other' })
    const bobs = await browser.open({ copy: { databaseName: (name) => `bob/${name}` } })
    bobs.type('Bob’s')

    expect(theirs.text).toBe('')
    expect(await browser.keptText()).toBe('ours')
    expect(await browser.keptText('bob/doc')).toBe('Bob’s')
  })

  it('becomes one piece when it has many, with what other tabs have added and this one has not seen', async () => {
    const ada = await browser.open({ copy: { trimSize: 10 } })
    const bob = await browser.open()
    bob.type('Bob was here. ')
    for (let count = 0; count < 9; count += 1) {
      ada.type(`${count}`)
      // Each in a turn of its own, so that each is a piece.
      await turn()
    }
    expect((await browser.kept()).updates).toHaveLength(10)
    ada.type('9')
    await turn()
    await browser.kept()

    expect((await browser.kept()).updates).toHaveLength(1)
    expect(await browser.keptText()).toContain('Bob was here. ')
    expect(await browser.keptText()).toContain('0123456789')
  })

  it('becomes one piece when it is read, if it has many then', async () => {
    const before = await browser.open()
    for (const letter of 'abcdef') {
      before.type(letter)
      await turn()
    }
    before.close()
    expect((await browser.kept()).updates).toHaveLength(6)
    await browser.open({ copy: { trimSize: 6 } })

    expect((await browser.kept()).updates).toHaveLength(1)
    expect(await browser.keptText()).toBe('abcdef')
  })
})

describe('the order of things', () => {
  it('the server and the other tabs are met only once the copy is there: it says which history the document has', async () => {
    const before = await browser.open()
    before.socket.welcome()
    before.type('a')
    await turn()
    before.socket.say({ type: 'saved', count: 2, sequence: 6 })
    before.close()
    const after = browser.begin({ disableBc: false })
    expect(after.network.sockets).toEqual([])
    expect(after.provider.bcconnected).toBe(false)
    expect(after.provider.shouldConnect).toBe(true)
    await after.provider.offline?.whenLoaded
    await turn()
    after.socket.open()

    expect(after.provider.bcconnected).toBe(true)
    expect(after.provider.history).toMatchObject({ epoch: 'epoch', sequence: 6 })
    const [hello, step1] = after.socket.take()
    expect(hello).toMatchObject({ type: 'hello', place: { epoch: 'epoch', sequence: 6 } })
    expect(step1).toMatchObject({ stateVector: Y.encodeStateVector(before.provider.doc) })
  })

  it('who disconnects or destroys meanwhile is not connected after all', async () => {
    for (const end of ['disconnect', 'destroy'] as const) {
      const tab = browser.begin({ disableBc: false })
      tab.provider[end]()
      await tab.provider.offline?.whenLoaded
      await turn()

      expect(tab.network.sockets).toEqual([])
      expect(tab.provider.bcconnected).toBe(false)
    }
  })
})

describe('several tabs with one copy', () => {
  it('keep what each of them edits', async () => {
    const ada = await browser.open()
    const bob = await browser.open()
    ada.type('Ada')
    bob.type('Bob')
    ada.close()
    bob.close()

    expect([...(await browser.open()).text].toSorted().join('')).toBe('ABabdo')
  })
})

describe('a copy that is removed', () => {
  it('is gone, also from the other tabs, which go on without', async () => {
    const ada = await browser.open()
    const bob = await browser.open()
    ada.type('a')
    await ada.provider.offline?.clear()
    ada.type('b')
    bob.type('c')
    await turn()

    expect(await browser.kept()).toMatchObject({ updates: [], sessions: [] })
    for (const { provider } of [ada, bob]) {
      expect(provider.offline?.state).toMatchObject({ name: 'stopped', because: 'deleted' })
    }
    expect(ada.text).toBe('ab')
  })
})

it('lets go of everything when the provider is destroyed', async () => {
  const doc = new Y.Doc()
  const listeners = () => doc._observers.get('update')?.size ?? 0
  const tab = await browser.open({ doc })
  expect(listeners()).toBeGreaterThan(0)
  tab.close()
  // Would wait for whoever has it open.
  await new Promise<unknown>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('weft:ws://host/doc')
    request.onsuccess = resolve
    request.onblocked = () => reject(new Error('it is still open'))
  })

  expect(listeners()).toBe(0)
  expect(tab.provider._observers.size).toBe(0)
})

it('tells of its state', async () => {
  const tab = browser.begin()
  const told: string[] = []
  tab.provider.on('offline-state', ({ name }) => told.push(name))
  expect(tab.provider.offline?.state.name).toBe('loading')
  await tab.provider.offline?.whenLoaded
  tab.close()

  expect(told).toEqual(['keeping', 'stopped'])
})

/** What somebody else appends to the text. */
function updateAfter(doc: Y.Doc, text: string): Uint8Array {
  const theirs = new Y.Doc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc))
  const before = Y.encodeStateVector(theirs)
  const shared = theirs.getText('text')
  shared.insert(shared.length, text)
  return Y.encodeStateAsUpdate(theirs, before)
}
