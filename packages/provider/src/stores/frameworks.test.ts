import { readFileSync } from 'node:fs'
import { computed, effectScope } from '@vue/reactivity'
import { derived, get } from 'svelte/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets } from '../fake-web-socket.test-support.ts'
import { WeftProvider } from '../index.ts'
import * as stores from './index.ts'
import { useStore } from './vue-store.test-support.ts'

const { presenceStore, statusStore, syncedStore } = stores

let network = fakeWebSockets()
let provider: WeftProvider

beforeEach(() => {
  network = fakeWebSockets()
  provider = new WeftProvider('ws://host', 'notes', new Y.Doc(), {
    WebSocketPolyfill: network.WebSocketClass,
    disableBc: true,
  })
})

afterEach(() => provider.destroy())

/** The provider's own, for `whenSynced`, has gone once it is synced. */
const listeners = () => [...provider._observers.values()].reduce((sum, { size }) => sum + size, 0)

describe('Svelte', () => {
  it('takes a store as one of its own', () => {
    const words = derived([statusStore(provider), syncedStore(provider)], ([status, isSynced]) =>
      isSynced ? 'ready' : status,
    )
    const told: string[] = []
    const stop = words.subscribe((word) => told.push(word))
    network.socket.welcome()
    stop()
    expect(told).toEqual(['connecting', 'connected', 'ready'])
    expect(get(words)).toBe('ready')
    expect(listeners()).toBe(0)
  })
})

describe('Vue', () => {
  it('takes a store with the few lines of the README', () => {
    const scope = effectScope()
    const shown = scope.run(() => {
      const status = useStore(statusStore(provider))
      const people = useStore(presenceStore(provider))
      return computed(() => `${status.value}, ${people.value.length} here`)
    })
    expect(shown?.value).toBe('connecting, 1 here')
    network.socket.welcome()
    expect(shown?.value).toBe('connected, 1 here')
    scope.stop()
    expect(listeners()).toBe(0)
  })

  it('has the lines that are tested here in the README', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
    const code = read('./vue-store.test-support.ts')
      .replace('@vue/reactivity', 'vue')
      .replace('./index.ts', '@weft/provider/stores')
    expect(read('../../README.md')).toContain(`\`\`\`ts\n${code}\`\`\``)
  })
})

describe('README', () => {
  it('has every store', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const rows = [...readme.matchAll(/^\| `(\w+Store)\(/gm)].map(([, name]) => name)
    const named = Object.keys(stores).filter((name) => name.endsWith('Store'))
    expect(new Set(rows)).toEqual(new Set(named))
  })
})
