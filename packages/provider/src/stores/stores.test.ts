import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets } from '../fake-web-socket.test-support.ts'
import { WeftProvider } from '../index.ts'
import type { OfflineState } from '../offline-copy.ts'
import {
  documentSizeStore,
  latencyStore,
  myPresenceStore,
  presenceStore,
  refusalStore,
  rightsStore,
  saveStore,
  statusStore,
  offlineStore,
  syncedStore,
  syncProgressStore,
  type Store,
  userOf,
} from './index.ts'

let network = fakeWebSockets()
let provider: WeftProvider
const others: Awareness[] = []

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  network = fakeWebSockets()
  provider = new WeftProvider('ws://host', 'notes', new Y.Doc(), {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
  })
})

afterEach(() => {
  provider.destroy()
  for (const awareness of others.splice(0)) awareness.destroy()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** What a subscriber was told so far. */
function follow<Value>(store: Store<Value>): { readonly told: Value[]; readonly stop: () => void } {
  const told: Value[] = []
  return { told, stop: store.subscribe((value) => told.push(value)) }
}

/** Somebody else who has the document open, whose state comes in as it does from the server. */
function somebody(state: Record<string, unknown>) {
  const awareness = new Awareness(new Y.Doc())
  others.push(awareness)
  const tell = (next: Record<string, unknown> | null) => {
    awareness.setLocalState(next)
    applyAwarenessUpdate(
      provider.awareness,
      encodeAwarenessUpdate(awareness, [awareness.clientID]),
      provider,
    )
  }
  tell(state)
  return { clientId: awareness.clientID, tell }
}

const allStores = () => ({
  status: statusStore(provider),
  synced: syncedStore(provider),
  progress: syncProgressStore(provider),
  offline: offlineStore(provider),
  save: saveStore(provider),
  rights: rightsStore(provider),
  documentSize: documentSizeStore(provider),
  refusal: refusalStore(provider),
  latency: latencyStore(provider),
  presence: presenceStore(provider),
  selected: presenceStore(provider, {
    select: ({ cursor }: { cursor?: { at: number } }) => ({ cursor }),
  }),
  mine: myPresenceStore(provider),
})

describe('every store', () => {
  it('tells a new subscriber at once, as Svelte expects, and ends twice without harm', () => {
    for (const [name, store] of Object.entries(allStores())) {
      const run = vi.fn<(value: unknown) => void>()
      const stop = (store as Store<unknown>).subscribe(run)
      expect(run.mock.calls, name).toEqual([[store.getSnapshot()]])
      stop()
      stop()
    }
  })

  it('gives the same snapshot until it changes, as React demands', () => {
    network.socket.welcome()
    somebody({ user: { name: 'Ada' }, cursor: { at: 1 } })
    for (const [name, store] of Object.entries(allStores())) {
      expect(store.getSnapshot(), name).toBe(store.getSnapshot())
      expect(store.getServerSnapshot(), name).toBe(store.getServerSnapshot())
    }
  })

  it('listens to nothing without a subscriber, and leaves neither listener nor timer behind', () => {
    const listeners = () => ({
      provider: countOf(provider._observers),
      awareness: countOf(provider.awareness._observers),
      timers: vi.getTimerCount(),
    })
    const before = listeners()
    const stores = Object.values(allStores()) as Store<unknown>[]
    for (const store of stores) store.getSnapshot()
    expect(listeners()).toEqual(before)

    const stops = stores.flatMap((store) => [store.subscribe(() => {}), store.subscribe(() => {})])
    expect(listeners().provider).toBeGreaterThan(before.provider)
    expect(listeners().awareness).toBeGreaterThan(before.awareness)
    for (const stop of stops) stop()
    expect(listeners()).toEqual(before)
  })

  it('goes on for the others when one subscriber throws or ends amid the news', () => {
    const errors: unknown[] = []
    const surface = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      try {
        run()
      } catch (error) {
        errors.push(error)
      }
    })
    const store = syncedStore(provider)
    store.subscribe((isSynced) => {
      if (!isSynced) return
      stopThird()
      throw new Error('cannot draw')
    })
    const second = follow(store)
    const third = follow(store)
    const stopThird = third.stop
    network.socket.welcome()
    expect(second.told).toEqual([false, true])
    expect(third.told).toEqual([false])
    expect(errors).toEqual([new Error('cannot draw')])
    surface.mockRestore()
  })

  it('says what it said of a provider that was destroyed', () => {
    const { told } = follow(statusStore(provider))
    network.socket.welcome()
    provider.destroy()
    expect(told).toEqual(['connecting', 'connected', 'disconnected'])
    expect(() => Object.values(allStores()).map((store) => store.getSnapshot())).not.toThrow()
  })

  it('tells a subscriber what somebody else has read first', () => {
    const latency = vi.spyOn(provider, 'latencyMs', 'get').mockReturnValue(12.4)
    const store = latencyStore(provider)
    const { told, stop } = follow(store)
    latency.mockReturnValue(20)
    expect(store.getSnapshot()).toBe(20)
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual([12, 20])
    stop()
  })
})

describe('what the provider says', () => {
  it('is told from the first attempt to the refusal', () => {
    const status = follow(statusStore(provider))
    const synced = follow(syncedStore(provider))
    const refusal = follow(refusalStore(provider))
    const progress = follow(syncProgressStore(provider))
    network.socket.welcome()
    network.socket.drop(1006)
    vi.advanceTimersByTime(1_000)
    network.socket.fail()
    vi.advanceTimersByTime(2_000)
    network.socket.welcome()
    network.socket.drop(4403, 'not yours')
    provider.connect()

    expect(status.told).toEqual([
      'connecting',
      'connected',
      'connecting',
      'connected',
      'disconnected',
      'connecting',
    ])
    expect(synced.told).toEqual([false, true, false, true, false])
    expect(progress.told).toEqual([0, 1, 0, 1, 0])
    expect(refusal.told).toEqual([
      undefined,
      { because: 'forbidden', code: 4403, reason: 'not yours' },
      undefined,
    ])
  })

  it('knows that an attempt was given up', () => {
    const { told } = follow(statusStore(provider))
    provider.disconnect()
    expect(told).toEqual(['connecting', 'disconnected'])
  })

  it('includes rights and size', () => {
    const rights = follow(rightsStore(provider))
    const size = follow(documentSizeStore(provider))
    network.socket.welcome({ rights: { canWrite: false } })
    network.socket.say({ type: 'rights', rights: { canWrite: true } })
    expect(rights.told.map(({ canWrite }) => canWrite)).toEqual([true, false, true])
    const isFull = { bytes: 9, warnBytes: 5, maxBytes: 10 }
    network.socket.say({ type: 'documentSize', ...isFull })
    expect(size.told).toEqual([undefined, isFull])
  })
})

describe('the copy on this device', () => {
  it('is told as it comes to be kept', () => {
    const copy = {
      state: { name: 'loading' } as OfflineState,
      whenLoaded: new Promise<void>(() => {}),
      clear: async () => {},
      destroy: () => {},
    }
    const kept = new WeftProvider('ws://host', 'kept', provider.doc, {
      WebSocketPolyfill: network.WebSocketClass,
      disableBc: true,
      offline: () => copy,
    })
    const { told } = follow(offlineStore(kept))
    copy.state = { name: 'keeping' }
    kept.emit('offline-state', [copy.state])
    kept.destroy()
    expect(told).toEqual([{ name: 'loading' }, { name: 'keeping' }])
    expect(offlineStore(provider).getSnapshot()).toBeUndefined()
  })
})

describe('what is saved', () => {
  it('is saving at once, and saved only when that has lasted', async () => {
    network.socket.welcome()
    const { told } = follow(saveStore(provider))
    const exact = follow(saveStore(provider, { settleMs: 0 }))
    await type('a')
    save(2)
    vi.advanceTimersByTime(299)
    expect(told.at(-1)).toEqual({ state: 'saving', unsavedChanges: 0 })
    expect(exact.told.at(-1)).toEqual({ state: 'saved', unsavedChanges: 0 })
    await type('b')
    save(3)
    vi.advanceTimersByTime(299)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([
      { state: 'saved', unsavedChanges: 0 },
      { state: 'saving', unsavedChanges: 1 },
      { state: 'saving', unsavedChanges: 0 },
      { state: 'saving', unsavedChanges: 1 },
      { state: 'saving', unsavedChanges: 0 },
      { state: 'saved', unsavedChanges: 0 },
    ])
  })

  it('says at once what is not saved', async () => {
    network.socket.welcome()
    const { told } = follow(saveStore(provider))
    await type('a')
    network.socket.drop(1006)
    expect(told.at(-1)).toEqual({ state: 'offline', unsavedChanges: 1 })
  })

  it('settles nothing where nobody looks', async () => {
    network.socket.welcome()
    const store = saveStore(provider)
    const { stop } = follow(store)
    await type('a')
    save(2)
    expect(store.getSnapshot().state).toBe('saving')
    stop()
    expect(store.getSnapshot().state).toBe('saved')
  })

  /** An edit, and the turn at whose end it is sent. */
  async function type(words: string) {
    provider.doc.getText().insert(0, words)
    await Promise.resolve()
  }

  /** @param count Of messages with content. The first is the answer to the server's question for the state. */
  function save(count: number) {
    network.socket.say({ type: 'saved', count, sequence: count })
  }
})

describe('who is here', () => {
  it('is this tab first, then the others as they joined, and names them wherever an editor put the name', () => {
    provider.awareness.setLocalStateField('user', { name: 'Me', color: '#102030' })
    const people = [
      somebody({ user: { name: 'Ada', color: '#aa0000', avatar: 'ada.png' }, cursor: null }),
      somebody({ name: 'Lex', color: '#00aa00', anchorPos: null, focusing: true }),
      somebody({ data: { name: 'Slate', color: '#0000aa' } }),
      somebody({}),
    ]
    const list = presenceStore(provider).getSnapshot()
    expect(list.map(({ clientId }) => clientId)).toEqual([
      provider.awareness.clientID,
      ...people.map(({ clientId }) => clientId),
    ])
    expect(list.map(({ isSelf }) => isSelf)).toEqual([true, false, false, false, false])
    expect(list.map(({ user }) => user)).toEqual([
      { name: 'Me', color: '#102030' },
      { name: 'Ada', color: '#aa0000', avatar: 'ada.png' },
      { name: 'Lex', color: '#00aa00' },
      { name: 'Slate', color: '#0000aa' },
      undefined,
    ])
    const withoutSelf = presenceStore(provider, { includeSelf: false }).getSnapshot()
    expect(withoutSelf.map(({ clientId }) => clientId)).toEqual(
      people.map(({ clientId }) => clientId),
    )
  })

  it('does not change when something moves that nobody shows', () => {
    const ada = somebody({ user: { name: 'Ada' }, cursor: { at: 1 } })
    const { told } = follow(presenceStore(provider))
    ada.tell({ user: { name: 'Ada' }, cursor: { at: 2 } })
    expect(told).toHaveLength(1)
  })

  it('changes only the one who changed', () => {
    const ada = somebody({ user: { name: 'Ada' }, cursor: { at: 1 } })
    somebody({ user: { name: 'Bob' }, cursor: { at: 1 } })
    const store = presenceStore(provider, {
      includeSelf: false,
      select: ({ cursor }: { cursor?: { at: number } }) => cursor?.at,
    })
    const { told } = follow(store)
    ada.tell({ user: { name: 'Ada' }, cursor: { at: 2 } })
    const [before, after] = told
    expect(told).toHaveLength(2)
    expect(after?.[0]).toMatchObject({ user: { name: 'Ada' }, selected: 2 })
    expect(after?.[0]).not.toBe(before?.[0])
    expect(after?.[1]).toBe(before?.[1])
  })

  it('keeps its snapshot also when a selection is never equal', () => {
    somebody({ user: { name: 'Ada' } })
    const store = presenceStore(provider, { select: () => new Date() })
    expect(store.getSnapshot()).toBe(store.getSnapshot())
  })

  it('empties when the connection is lost, but for this tab', () => {
    network.socket.welcome()
    somebody({ user: { name: 'Ada' } })
    const { told } = follow(presenceStore(provider))
    network.socket.drop(1006)
    expect(told.map(({ length }) => length)).toEqual([2, 1])
  })

  it('cannot be changed', () => {
    somebody({ user: { name: 'Ada' } })
    const list = presenceStore(provider).getSnapshot()
    expect(list.every((person) => Object.isFrozen(person))).toBe(true)
    expect(Object.isFrozen(list)).toBe(true)
  })

  it.each([
    [null, undefined],
    ['Ada', undefined],
    [[{ name: 'Ada' }], undefined],
    [{ user: 'Ada' }, undefined],
    [{ user: { name: 7 } }, undefined],
    [{ user: { name: '' }, data: { name: 'Ada' } }, { name: 'Ada' }],
    [{ user: { name: null, color: null }, name: 'Ada', color: 3 }, { name: 'Ada' }],
    [{ user: { name: 'Ada', color: 'red', id: 1 } }, { name: 'Ada', color: 'red', id: 1 }],
  ])('reads a user out of %j, if there is one', (state, user) => {
    expect(userOf(state)).toEqual(user)
  })
})

describe('what this tab says of itself', () => {
  interface Mine {
    user: { name: string }
    status: 'typing' | 'idle'
  }

  it('is patched field by field, and keeps what the editor puts there', () => {
    const store = myPresenceStore<Mine>(provider)
    const { told } = follow(store)
    provider.awareness.setLocalStateField('cursor', { anchor: 1 })
    store.patch({ status: 'typing' })
    store.patch({ status: 'typing' })
    store.patch({ status: undefined, user: { name: 'Ada' } })
    expect(told).toEqual([
      {},
      { cursor: { anchor: 1 } },
      { cursor: { anchor: 1 }, status: 'typing' },
      { cursor: { anchor: 1 }, user: { name: 'Ada' } },
    ])
    expect(provider.awareness.getLocalState()).toEqual({
      cursor: { anchor: 1 },
      user: { name: 'Ada' },
    })
  })

  it('begins anew when an editor took all of it away', () => {
    const store = myPresenceStore<Mine>(provider)
    provider.awareness.setLocalState(null)
    expect(store.getSnapshot()).toEqual({})
    store.patch({ status: 'idle' })
    expect(provider.awareness.getLocalState()).toEqual({ status: 'idle' })
  })
})

function countOf(observers: ReadonlyMap<string, ReadonlySet<unknown>>): number {
  return [...observers.values()].reduce((sum, { size }) => sum + size, 0)
}
