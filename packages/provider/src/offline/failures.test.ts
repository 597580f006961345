import { IDBDatabase, IDBObjectStore, IDBTransaction } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from './database.ts'
import { Browser, turn, type Tab } from './tab.test-support.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  browser.close()
})

describe('without IndexedDB the provider goes on, and tells once', () => {
  it('where there is none, as in Node', async () => {
    vi.stubGlobal('indexedDB', undefined)
    const tab = browser.begin()
    const told = statesOf(tab)
    await tab.provider.offline?.whenLoaded
    await turn()
    tab.type('a')
    tab.socket.welcome()
    await turn()

    expect(told).toEqual(['stopped unavailable'])
    expect(tab.provider.synced).toBe(true)
    await expect(tab.provider.offline?.clear()).resolves.toBeUndefined()
  })

  it('where it refuses, as in some private windows', async () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('The user denied permission', 'SecurityError')
      },
    })
    const tab = browser.begin()
    const told = statesOf(tab)
    await tab.provider.offline?.whenLoaded

    expect(told).toEqual(['stopped unavailable'])
    expect(tab.provider.offline?.state).toMatchObject({ error: { name: 'SecurityError' } })
  })

  it('where it does not answer in time, and what comes later is let go', async () => {
    const before = await browser.open()
    before.type('kept')
    await turn()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { indexedDB } = globalThis
    const request: LateRequest = {}
    vi.stubGlobal('indexedDB', { open: () => request })
    const tab = browser.begin()
    const told = statesOf(tab)
    vi.advanceTimersByTime(4_999)
    await turn()
    expect(told).toEqual([])
    expect(tab.network.sockets).toEqual([])
    vi.advanceTimersByTime(1)
    await turn()
    expect(told).toEqual(['stopped timeout'])
    tab.socket.welcome()
    vi.stubGlobal('indexedDB', indexedDB)
    const database = await openDatabase('weft:ws://host/doc')
    const close = vi.spyOn(database, 'close')
    request.result = database
    request.onsuccess?.()
    await turn()

    expect(close).toHaveBeenCalledOnce()
    expect(tab.text).toBe('')
    expect(told).toHaveLength(1)
  })
})

describe('a device that is full', () => {
  it('is told once; the provider goes on, and nothing is thrown into the editor', async () => {
    const tab = await browser.open()
    const told = statesOf(tab)
    fillDevice()
    for (const letter of 'abc') {
      tab.type(letter)
      await browser.kept()
    }

    expect(told).toEqual(['failing full'])
    expect(tab.text).toBe('abc')
    expect(await browser.keptText()).toBe('')
  })

  it('gets the whole document once there is room: what came after a gap is of no use alone', async () => {
    const tab = await browser.open()
    const told = statesOf(tab)
    tab.type('1')
    await browser.kept()
    const full = fillDevice()
    tab.type('2')
    await browser.kept()
    full.mockRestore()
    tab.type('3')
    // Not tried at every key.
    expect(await browser.keptText()).toBe('1')
    const now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => now + 10_001)
    tab.type('4')
    expect(await browser.keptText()).toBe('1234')
    tab.type('5')
    expect(await browser.keptText()).toBe('12345')

    expect(told).toEqual(['failing full', 'keeping'])
    tab.close()
    expect((await browser.open()).provider.unsavedChanges).toBe(5)
  })
})

describe('a copy that goes away', () => {
  it('because the browser closes it is told once, and nothing is thrown into the editor', async () => {
    const tab = await browser.open()
    const told = statesOf(tab)
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('The database connection is closing', 'InvalidStateError')
    })
    tab.type('a')
    await turn()
    tab.type('b')
    await turn()

    expect(told).toEqual(['stopped deleted'])
    expect(tab.text).toBe('ab')
  })

  it('when it is to be made one piece is told as well', async () => {
    const tab = await browser.open({ copy: { trimSize: 2 } })
    const told = statesOf(tab)
    tab.type('a')
    await browser.kept()
    tab.type('b')
    // The second has been given to the database by then, and when it is written there are two pieces.
    await Promise.resolve()
    await Promise.resolve()
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('The database connection is closing', 'InvalidStateError')
    })
    await vi.waitFor(() => expect(told).toEqual(['stopped deleted']))

    expect(tab.text).toBe('ab')
  })
})

it('no timer is left of a provider that is destroyed while IndexedDB hangs', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  vi.stubGlobal('indexedDB', { open: () => ({}) })
  const tab = browser.begin()
  expect(vi.getTimerCount()).toBeGreaterThan(0)
  tab.close()

  expect(vi.getTimerCount()).toBe(0)
})

describe('a damaged copy', () => {
  it('gives what can be read, counts as unsaved, and is left as it is', async () => {
    const before = await browser.open()
    before.type('readable')
    before.socket.welcome()
    before.socket.say({ type: 'saved', count: 1, sequence: 6 })
    await turn()
    before.close()
    const database = await openDatabase('weft:ws://host/doc')
    database
      .transaction('updates', 'readwrite')
      .objectStore('updates')
      .add(Uint8Array.of(9, 9, 9))
    database.close()
    const after = await browser.open()
    after.type('!')
    await turn()

    expect(after.text).toBe('readable!')
    expect(after.provider.offline?.state).toMatchObject({ because: 'unreadable' })
    expect(after.provider.unsavedChanges).toBe(2)
    expect((await browser.kept()).updates).toHaveLength(2)
  })

  it('is not made one piece', async () => {
    const tab = await browser.open({ copy: { trimSize: 3 } })
    tab.type('a')
    await turn()
    const database = await openDatabase('weft:ws://host/doc')
    database
      .transaction('updates', 'readwrite')
      .objectStore('updates')
      .add(Uint8Array.of(9, 9, 9))
    database.close()
    for (const letter of 'bc') {
      tab.type(letter)
      await browser.kept()
    }

    expect((await browser.kept()).updates).toHaveLength(4)
    expect(tab.provider.offline?.state.name).toBe('keeping')
  })
})

interface LateRequest {
  result?: unknown
  onsuccess?: () => void
}

/** Every write fails from now on as on a full device: when it comes to storing it, not before. */
function fillDevice(): { mockRestore(): void } {
  const { add } = IDBObjectStore.prototype
  const adding = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
    this: InstanceType<typeof IDBObjectStore>,
    value: unknown,
  ) {
    const request = add.call(this, value)
    const { transaction } = this
    request.addEventListener('success', () => {
      transaction.abort()
      const error = new DOMException('full', 'QuotaExceededError')
      Object.defineProperty(transaction, 'error', { value: error })
    })
    return request
  })
  const committing = vi
    .spyOn(IDBTransaction.prototype, 'commit')
    .mockImplementation(() => undefined)
  return {
    mockRestore() {
      adding.mockRestore()
      committing.mockRestore()
    },
  }
}

function statesOf({ provider }: Tab): string[] {
  const told: string[] = []
  provider.on('offline-state', (state) => {
    told.push('because' in state ? `${state.name} ${state.because}` : state.name)
  })
  return told
}
