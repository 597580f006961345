import { ManualClock, settle } from '@weft/testkit'
import { expect, test } from 'vitest'
import { keptFiles } from './kept-files.ts'
import { PageKeeper } from './page-keeper.ts'

const manifest = {
  'index.html': {
    file: 'assets/index.js',
    css: ['assets/index.css'],
    imports: ['_react.js'],
    dynamicImports: ['document.tsx'],
  },
  '_react.js': { file: 'assets/react.js' },
  'document.tsx': {
    file: 'assets/document.js',
    css: ['assets/document.css'],
    imports: ['_react.js'],
    dynamicImports: ['dialog.tsx', 'index.html'],
  },
  'dialog.tsx': { file: 'assets/dialog.js', dynamicImports: ['cobol.js'] },
  'cobol.js': { file: 'assets/cobol.js' },
  'service-worker.ts': { file: 'service-worker.js' },
}

class MemoryCache {
  readonly entries = new Map<string, Response>()
  readonly #fetch: (url: string) => Promise<Response>
  constructor(fetch: (url: string) => Promise<Response>) {
    this.#fetch = fetch
  }
  match(key: string | Request) {
    return Promise.resolve(this.entries.get(pathOf(key))?.clone())
  }
  put(key: string, response: Response) {
    this.entries.set(pathOf(key), response)
    return Promise.resolve()
  }
  async addAll(urls: readonly string[]) {
    for (const url of urls) {
      const response = await this.#fetch(url)
      if (!response.ok) throw new TypeError(`no ${url}`)
      await this.put(url, response)
    }
  }
}

const pathOf = (key: string | Request) =>
  new URL(typeof key === 'string' ? key : key.url, 'http://weft').pathname

function world({ base = '/', stores = new Map<string, MemoryCache>() } = {}) {
  const clock = new ManualClock()
  const server = {
    isUp: true,
    build: 1,
    breaks: '',
    mark: true,
    status: 200,
    hangs: false,
    unregistered: 0,
  }
  const fetch = (url: string | Request): Promise<Response> => {
    if (server.hangs) return new Promise(() => {})
    if (!server.isUp) return Promise.reject(new TypeError('Failed to fetch'))
    const path = pathOf(url)
    if (path === server.breaks) return Promise.resolve(new Response('', { status: 404 }))
    if (path === `${base}_weft/manifest.json`) return Promise.resolve(Response.json(manifest))
    if (path.startsWith(`${base}_weft/`))
      return Promise.resolve(new Response(`${path} ${server.build}`))
    const headers = {
      'Content-Type': 'text/html',
      ETag: `"${server.build}"`,
      ...(server.mark ? { 'Weft-Page': 'editor' } : {}),
    }
    return Promise.resolve(new Response(`page ${server.build}`, { status: server.status, headers }))
  }
  const caches = {
    open: (name: string) => {
      const cache = stores.get(name) ?? new MemoryCache(fetch)
      stores.set(name, cache)
      return Promise.resolve(cache)
    },
    keys: () => Promise.resolve([...stores.keys()]),
    delete: (name: string) => Promise.resolve(stores.delete(name)),
    match: async (request: Request) => {
      for (const store of stores.values()) {
        const found = await store.match(request)
        if (found) return found
      }
      return undefined
    },
  } as object as CacheStorage
  const keeper = new PageKeeper({
    caches,
    fetch,
    after: (delayMs, run) => clock.after(delayMs, run),
    base,
    unregister: () => {
      server.unregistered += 1
      return Promise.resolve()
    },
  })
  const visit = async () => {
    const works: Promise<unknown>[] = []
    const page = await keeper.page(new Request(`http://weft${base}d/notes`), (work) =>
      works.push(work),
    )
    await Promise.allSettled(works)
    return page.text()
  }
  return { clock, stores, server, keeper, visit }
}

test('while the server answers, its page is the one', async () => {
  const { visit, server } = world()
  expect(await visit()).toBe('page 1')
  server.build = 2
  expect(await visit()).toBe('page 2')
})

test('when it is away, the last page comes from this device, with its files', async () => {
  const { visit, server, keeper } = world()
  await visit()
  server.isUp = false
  expect(await visit()).toBe('page 1')
  const file = await keeper.file(new Request('http://weft/_weft/assets/dialog.js'))
  expect(await file.text()).toBe('/_weft/assets/dialog.js 1')
  await expect(keeper.file(new Request('http://weft/_weft/assets/cobol.js'))).rejects.toThrow(
    'fetch',
  )
})

test('a file that may change comes from the server, and as it was when that is away', async () => {
  const { visit, server, keeper } = world()
  await visit()
  server.build = 2
  const theme = () => keeper.freshFile(new Request('http://weft/_weft/theme.js'))
  expect(await (await theme()).text()).toBe('/_weft/theme.js 2')
  server.isUp = false
  expect(await (await theme()).text()).toBe('/_weft/theme.js 1')
})

test('when it hangs, nobody waits longer than three seconds', async () => {
  const { visit, server, clock } = world()
  await visit()
  server.hangs = true
  const page = visit()
  await settle()
  await clock.advance(3_000)
  expect(await page).toBe('page 1')
})

test('a proxy that answers for a server that is away does not count', async () => {
  const { visit, server } = world()
  await visit()
  server.status = 502
  expect(await visit()).toBe('page 1')
})

test('with nothing kept, what the network says is said', async () => {
  const { visit, server } = world()
  server.isUp = false
  await expect(visit()).rejects.toThrow('Failed to fetch')
  server.isUp = true
  server.status = 503
  expect(await visit()).toBe('page 1')
})

test('the newest two builds are kept, and no more', async () => {
  const { visit, server, stores } = world()
  for (server.build = 1; server.build <= 4; server.build += 1) await visit()
  expect([...stores.keys()]).toEqual(['weft-page "3"', 'weft-page "4"'])
})

test('a build that cannot be had whole is not kept, and the one before stays', async () => {
  const { visit, server, stores } = world()
  await visit()
  server.build = 2
  server.breaks = '/_weft/assets/dialog.js'
  expect(await visit()).toBe('page 2')
  expect([...stores.keys()]).toEqual(['weft-page "1"'])
  server.isUp = false
  expect(await visit()).toBe('page 1')
})

test('another application at the same address ends it', async () => {
  const { visit, server, stores } = world()
  await visit()
  server.mark = false
  await visit()
  expect(stores.size).toBe(0)
  expect(server.unregistered).toBe(1)
})

test('a page that may not be seen, or is not there, ends nothing', async () => {
  const { visit, server, stores } = world()
  await visit()
  server.mark = false
  for (const status of [401, 403, 404]) {
    server.status = status
    await visit()
  }
  expect(stores.size).toBe(1)
  expect(server.unregistered).toBe(0)
})

test('servers below other paths of the host keep theirs, whatever becomes of one', async () => {
  const { stores, visit, server } = world()
  await visit()
  const team = world({ base: '/team/', stores })
  for (team.server.build = 1; team.server.build <= 3; team.server.build += 1) await team.visit()
  server.isUp = false
  expect(await visit()).toBe('page 1')
  team.server.mark = false
  await team.visit()
  expect([...stores.keys()]).toEqual(['weft-page "1"'])
  expect(await visit()).toBe('page 1')
})

test('what opens in a page is kept, what only comes after that is not', () => {
  expect(keptFiles(manifest, 'index.html')).toEqual([
    'assets/index.js',
    'assets/index.css',
    'assets/react.js',
    'assets/document.js',
    'assets/document.css',
    'assets/dialog.js',
  ])
})
