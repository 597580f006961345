import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { Browser, turn, type Tab } from './tab.test-support.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.close())

describe('the history of a document', () => {
  it('is kept with the first content of it, and with what is known to be saved', async () => {
    const tab = await browser.open()
    tab.socket.welcome()
    expect((await browser.kept()).history).toBeUndefined()
    tab.socket.say({ type: 'update', update: updateOf('theirs') })
    expect((await browser.kept()).history).toEqual({ epoch: 'epoch', sequence: 5 })
    tab.type('ours')
    await turn()
    tab.socket.say({ type: 'saved', count: 2, sequence: 9 })

    expect((await browser.kept()).history).toEqual({ epoch: 'epoch', sequence: 9 })
  })

  it('is kept as soon as the server tells it, when content of the device may have gone there', async () => {
    const tab = await browser.open()
    tab.type('words')
    await browser.kept()
    tab.socket.welcome({ sequence: 0 })
    await turn()
    // The page crashes before anything is confirmed.
    expect((await browser.kept()).history).toEqual({ epoch: 'epoch', sequence: 0 })
    tab.close()
    const again = await browser.open()
    again.socket.welcome({ epoch: 'new', sequence: 3 })

    expect(again.provider.refusal?.because).toBe('history-changed')
  })

  it('never falls behind what another tab knows of it', async () => {
    const behind = await browser.open()
    const ahead = await browser.open()
    behind.socket.welcome({ sequence: 5 })
    ahead.socket.welcome({ sequence: 9 })
    ahead.type('a')
    await browser.kept()
    behind.type('b')

    expect((await browser.kept()).history).toEqual({ epoch: 'epoch', sequence: 9 })
  })
})

describe('a document that was made anew on the server while this device was away', () => {
  it('is not merged with what was kept, which stays as it is', async () => {
    await keep('old')
    const tab = await browser.open()
    const changed = vi.fn<() => void>()
    tab.provider.on('history-changed', changed)
    tab.type(' and offline')
    tab.socket.welcome({ epoch: 'new' })

    expect(changed).toHaveBeenCalledOnce()
    expect(tab.provider.refusal?.because).toBe('history-changed')
    expect(tab.provider.saveState).toBe('failed')
    expect(await browser.keptText()).toBe('old and offline')
    expect((await browser.kept()).history?.epoch).toBe('epoch')
  })

  it('is told of again after a reload, until the application has decided', async () => {
    await keep('old')
    for (let count = 0; count < 2; count += 1) {
      const tab = await browser.open()
      tab.socket.welcome({ epoch: 'new' })
      expect(tab.provider.refusal?.because).toBe('history-changed')
      tab.close()
    }
  })

  it('can be had alone: the copy is removed, and a new document opened', async () => {
    const old = await openOverNewHistory()
    await old.provider.offline?.clear()
    old.close()
    const tab = await browser.open()
    tab.socket.welcome({ epoch: 'new' })
    tab.socket.say({ type: 'update', update: updateOf('new') })

    expect(tab.text).toBe('new')
    expect(await browser.keptText()).toBe('new')
    expect((await browser.kept()).history?.epoch).toBe('new')
  })

  it('or can be merged with what was kept: the copy is removed, and a provider made for the same document', async () => {
    const old = await openOverNewHistory()
    const { doc } = old.provider
    await old.provider.offline?.clear()
    old.close()
    const tab = await browser.open({ doc })
    tab.socket.welcome({ epoch: 'new' })
    tab.socket.say({ type: 'update', update: updateOf('new') })

    expect([...tab.text].toSorted()).toEqual([...'oldnew'].toSorted())
    expect(tab.provider.unsavedChanges).toBe(1)
    expect(await browser.keptText()).toBe(tab.text)
  })
})

it('a tab whose document has another history than what other tabs keep writes nothing between it', async () => {
  const late = await browser.open()
  const early = await browser.open()
  early.socket.welcome()
  early.socket.say({ type: 'update', update: updateOf('old') })
  await browser.kept()
  late.socket.welcome({ epoch: 'new' })
  late.socket.say({ type: 'update', update: updateOf('new') })

  expect(await browser.keptText()).toBe('old')
  expect(late.provider.offline?.state).toMatchObject({ because: 'other-history' })
  expect(late.text).toBe('new')
})

/** Something of the history `epoch` was kept and is on the server. */
async function keep(text: string): Promise<void> {
  const tab = await browser.open()
  tab.type(text)
  tab.socket.welcome()
  tab.socket.say({ type: 'saved', count: 1, sequence: 6 })
  await turn()
  tab.close()
}

async function openOverNewHistory(): Promise<Tab> {
  await keep('old')
  const tab = await browser.open()
  tab.socket.welcome({ epoch: 'new' })
  return tab
}

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
