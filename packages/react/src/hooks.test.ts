// @vitest-environment happy-dom
import { WeftProvider, type WeftProviderOptions } from '@weft/provider'
import { latencyStore, type Person, rightsStore } from '@weft/provider/stores'
import {
  act,
  Activity,
  Component,
  createElement as h,
  memo,
  type ReactNode,
  StrictMode,
  Suspense,
  use,
  useEffect,
} from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { countedWebSockets } from './counted-web-socket.test-support.ts'
import {
  useMyPresence,
  usePresence,
  useProvider,
  useProviderStore,
  useSaveState,
  useStatus,
  useSynced,
  useWeftProvider,
  WeftDocument,
} from './index.ts'

let network = countedWebSockets()
let container: HTMLElement
let root: Root
/** Every provider that a component was given, in order, without repetition. */
let given: WeftProvider[] = []

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  network = countedWebSockets()
  given = []
  container = document.createElement('div')
  root = createRoot(container)
})

afterEach(async () => {
  await act(async () => root.unmount())
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const draw = (node: ReactNode) => act(async () => root.render(node))

const options = (over: WeftProviderOptions = {}): WeftProviderOptions => ({
  WebSocketPolyfill: network.WebSocketClass,
  disableBc: true,
  ...over,
})

function Opened(props: { name?: string; doc?: Doc; options?: WeftProviderOptions }) {
  const { name = 'notes' } = props
  const provider = useWeftProvider({
    url: 'ws://host',
    name,
    doc: props.doc,
    options: props.options ?? options(),
  })
  if (provider && given.at(-1) !== provider) given.push(provider)
  return h('p', null, provider ? provider.roomname : 'opening', ' ', useStatus(provider))
}

const text = () => container.textContent

describe('useWeftProvider', () => {
  it('opens one document while it is mounted', async () => {
    await draw(h(Opened))
    expect(network.sockets.map(({ url }) => url)).toEqual(['ws://host/notes'])
    expect(text()).toBe('notes connecting')
    await act(async () => network.sockets[0]?.open())
    expect(text()).toBe('notes connected')
    await draw(null)
    expect(network.open).toBe(0)
    expect(given[0]?.shouldConnect).toBe(false)
  })

  it('opens one socket in StrictMode, too, and shows nobody the provider that was destroyed', async () => {
    const destroyed = vi.spyOn(WeftProvider.prototype, 'destroy')
    await draw(h(StrictMode, null, h(Opened)))
    expect(destroyed).toHaveBeenCalledTimes(1)
    expect(network.sockets).toHaveLength(1)
    expect(network.open).toBe(1)
    expect(given).toHaveLength(1)
    expect(given[0]?.doc.isDestroyed).toBe(false)
    await draw(null)
    expect(network.sockets).toHaveLength(1)
    expect(network.open).toBe(0)
  })

  it('leaves no listener and no timer behind, StrictMode or not', async () => {
    const doc = new Doc()
    const listeners = vi.spyOn(globalThis, 'addEventListener')
    const removed = vi.spyOn(globalThis, 'removeEventListener')
    const intervals = vi.spyOn(globalThis, 'setInterval')
    const cleared = vi.spyOn(globalThis, 'clearInterval')
    // An Awareness never takes back that it listens to this one, whoever makes it.
    const listenersOf = ({ _observers }: Doc) =>
      countOf(new Map([..._observers].filter(([event]) => event !== 'destroy')))
    const before = listenersOf(doc)
    await draw(h(StrictMode, null, h(Opened, { doc })))
    expect(listenersOf(doc)).toBeGreaterThan(before)
    expect(intervals).toHaveBeenCalled()
    await draw(null)
    expect(listenersOf(doc)).toBe(before)
    expect(cleared.mock.calls.length).toBeGreaterThanOrEqual(intervals.mock.calls.length)
    expect(removed.mock.calls.length).toBe(listeners.mock.calls.length)
  })

  it('keeps a document of the application, and ends its own', async () => {
    const doc = new Doc()
    await draw(h(Opened, { doc }))
    await draw(h(Opened))
    expect(doc.isDestroyed).toBe(false)
    const own = given.at(-1)?.doc
    await draw(null)
    expect(own?.isDestroyed).toBe(true)
    expect(doc.isDestroyed).toBe(false)
    expect(network.open).toBe(0)
  })

  it('opens another document when the name changes, and never shows the one before under the new name', async () => {
    const shown: string[] = []
    const Named = ({ name }: { name: string }) => {
      const provider = useWeftProvider({ url: 'ws://host', name, options: options() })
      if (provider) shown.push(`${name}: ${provider.roomname}`)
      return null
    }
    await draw(h(Named, { name: 'one' }))
    await draw(h(Named, { name: 'two' }))
    expect(new Set(shown)).toEqual(new Set(['one: one', 'two: two']))
    expect(network.sockets.map(({ url }) => url)).toEqual(['ws://host/one', 'ws://host/two'])
    expect(network.open).toBe(1)
  })

  it('stays with its provider when only options change, and asks the newest function for the token', async () => {
    const tokens = vi.fn<(which: string) => string>((which) => which)
    await draw(h(Opened, { options: options({ token: () => tokens('first') }) }))
    await draw(h(Opened, { options: options({ token: () => tokens('second') }) }))
    await act(async () => given[0]?.disconnect())
    await act(async () => given[0]?.connect())
    expect(given).toHaveLength(1)
    expect(tokens.mock.calls).toEqual([['first'], ['second']])
  })

  it('does not connect when told not to', async () => {
    await draw(h(StrictMode, null, h(Opened, { options: options({ connect: false }) })))
    expect(network.sockets).toHaveLength(0)
    expect(text()).toBe('notes disconnected')
  })

  it('makes nothing for a drawing that React throws away', async () => {
    const never = new Promise<void>(() => {})
    const Suspended = () => {
      useWeftProvider({ url: 'ws://host', name: 'notes', options: options() })
      use(never)
      return null
    }
    const made = vi.spyOn(Awareness.prototype, 'setLocalState')
    await draw(h(Suspense, { fallback: 'waiting' }, h(Suspended)))
    expect(text()).toBe('waiting')
    expect(made).not.toHaveBeenCalled()
    expect(network.sockets).toHaveLength(0)
  })

  it('opens anew what was hidden and is shown again, and draws nobody with the one that was destroyed', async () => {
    const destroyed = new Set<WeftProvider>()
    const drawnDestroyed: string[] = []
    const Watched = () => {
      const provider = useWeftProvider({ url: 'ws://host', name: 'notes', options: options() })
      if (provider && destroyed.has(provider)) drawnDestroyed.push(provider.roomname)
      useEffect(() => {
        if (provider) given.push(provider)
        return () => {
          if (provider) destroyed.add(provider)
        }
      }, [provider])
      return h('p', null, useStatus(provider))
    }
    const page = (mode: 'visible' | 'hidden') => h(Activity, { mode, children: h(Watched) })
    await draw(page('visible'))
    await draw(page('hidden'))
    expect(network.open).toBe(0)
    await draw(page('visible'))
    expect(network.open).toBe(1)
    expect(given).toHaveLength(2)
    expect(drawnDestroyed).toEqual([])
  })

  it('gives what cannot be opened to the error boundary', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await draw(h(Boundary, null, h(Opened, { name: 'a/../b' })))
    expect(text()).toMatch(/^TypeError/)
  })
})

describe('WeftDocument', () => {
  it('gives its provider to everything inside it', async () => {
    const Inside = () => h('b', null, useProvider().roomname, String(useSynced()))
    await draw(h(WeftDocument, { url: 'ws://host', name: 'notes', options: options() }, h(Inside)))
    expect(text()).toBe('notesfalse')
    await act(async () => {
      network.sockets[0]?.open()
      network.sockets[0]?.sync()
    })
    expect(text()).toBe('notestrue')
  })

  it('is missed with words', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const Lost = () => h('b', null, useStatus())
    await draw(h(Boundary, null, h(Lost)))
    expect(text()).toContain('put it inside <WeftDocument>')
  })

  it('draws its fallback on a server, where it opens nothing, and takes over from there', async () => {
    const Inside = () => h('b', null, useStatus())
    const page = h(
      StrictMode,
      null,
      h(
        WeftDocument,
        { url: 'ws://host', name: 'notes', options: options(), fallback: h('i', null, '…') },
        h(Inside),
      ),
    )
    container = document.createElement('div')
    container.innerHTML = renderToString(page)
    expect(container.innerHTML).toBe('<i>…</i>')
    expect(network.sockets).toHaveLength(0)
    const mismatch = vi.spyOn(console, 'error')
    await act(async () => {
      root = hydrateRoot(container, page)
    })
    expect(container.innerHTML).toBe('<b>connecting</b>')
    expect(mismatch).not.toHaveBeenCalled()
    expect(network.open).toBe(1)
  })
})

describe('hooks over a provider', () => {
  interface Mine {
    user: { name: string }
    cursor: number
  }
  let provider: WeftProvider
  let ada: Awareness

  beforeEach(() => {
    provider = new WeftProvider('ws://host', 'notes', new Doc(), options())
    ada = new Awareness(new Doc())
  })

  afterEach(async () => {
    await draw(null)
    provider.destroy()
    ada.destroy()
  })

  const tell = (state: Partial<Mine>) => {
    ada.setLocalState(state)
    const update = encodeAwarenessUpdate(ada, [ada.clientID])
    applyAwarenessUpdate(provider.awareness, update, provider)
  }

  it('draw only those whose presence changed', async () => {
    const drawn: string[] = []
    const Avatar = memo(({ person }: { person: Person }) => {
      drawn.push(person.user?.name ?? 'somebody')
      return h('i', null, person.user?.name)
    })
    const People = () => {
      drawn.push('list')
      return usePresence({ includeSelf: false }, provider).map((person) =>
        h(Avatar, { key: person.clientId, person }),
      )
    }
    tell({ user: { name: 'Ada' }, cursor: 1 })
    await draw(h(People))
    expect(drawn).toEqual(['list', 'Ada'])

    await act(async () => tell({ user: { name: 'Ada' }, cursor: 2 }))
    await act(async () => provider.awareness.setLocalStateField('cursor', 7))
    expect(drawn).toEqual(['list', 'Ada'])

    const bob = new Awareness(new Doc())
    bob.setLocalState({ user: { name: 'Bob' } })
    const update = encodeAwarenessUpdate(bob, [bob.clientID])
    await act(async () => applyAwarenessUpdate(provider.awareness, update, provider))
    bob.destroy()
    expect(drawn).toEqual(['list', 'Ada', 'list', 'Bob'])
  })

  it('draw what was selected of a presence, with its type', async () => {
    const cursorOf = ({ cursor }: Partial<Mine>) => cursor
    const Cursors = () => {
      const people = usePresence({ select: cursorOf, includeSelf: false }, provider)
      return people.map(({ clientId, selected }) => h('i', { key: clientId }, selected?.toFixed(1)))
    }
    tell({ cursor: 1 })
    await draw(h(Cursors))
    await act(async () => tell({ cursor: 2 }))
    expect(text()).toBe('2.0')
  })

  it('publish fields of the own presence, with a function that stays the same', async () => {
    const patches = new Set<unknown>()
    const Me = ({ name }: { name: string }) => {
      const [mine, patch] = useMyPresence<Mine>(provider)
      patches.add(patch)
      useEffect(() => patch({ user: { name } }), [patch, name])
      return mine.user?.name
    }
    await draw(h(StrictMode, null, h(Me, { name: 'Ada' })))
    await draw(h(StrictMode, null, h(Me, { name: 'Ada Lovelace' })))
    expect(text()).toBe('Ada Lovelace')
    expect(patches.size).toBe(1)
    expect(provider.awareness.getLocalState()).toEqual({ user: { name: 'Ada Lovelace' } })
  })

  it('listen once for all components, and not at all when none is left', async () => {
    const Shown = () => {
      const saving = useSaveState(provider)
      const rights = useProviderStore(rightsStore, { canWrite: true }, provider)
      const latency = useProviderStore(latencyStore, undefined, provider)
      return h('i', null, saving.state, String(rights.canWrite), latency)
    }
    const before = countOf(provider._observers)
    await draw(h(StrictMode, null, h(Shown)))
    const one = countOf(provider._observers)
    await draw(h(StrictMode, null, h(Shown), h(Shown), h(Shown)))
    expect(one).toBeGreaterThan(before)
    expect(countOf(provider._observers)).toBe(one)
    expect(text()).toBe('savedtrue'.repeat(3))
    await draw(null)
    expect(countOf(provider._observers)).toBe(before)
  })

  it('draw on a server what a page without a connection shows', () => {
    tell({ user: { name: 'Ada' } })
    provider.doc.getText().insert(0, 'unsaved')
    const Page = () => {
      const { state, unsavedChanges } = useSaveState(provider)
      const [mine] = useMyPresence<Mine>(provider)
      const words = [useStatus(provider), useSynced(provider), state, unsavedChanges]
      return [...words, usePresence({}, provider).length, JSON.stringify(mine)].join(' ')
    }
    expect(renderToString(h(Page))).toBe('connecting false saved 0 0 {}')
  })
})

class Boundary extends Component<{ children?: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    return this.state.error ? String(this.state.error) : this.props.children
  }
}

function countOf(observers: ReadonlyMap<string, ReadonlySet<unknown>>): number {
  return [...observers.values()].reduce((sum, { size }) => sum + size, 0)
}
