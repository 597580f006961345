import { keptFiles, type Manifest } from './kept-files.ts'

/** What a {@link PageKeeper} has of the browser. */
export interface KeeperWorld {
  /** Where the server has all that it serves, with a slash at both ends. */
  readonly base: string
  readonly caches: CacheStorage
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>
  /** Calls back later, unless what is returned is called before. */
  readonly after: (delayMs: number, run: () => void) => () => void
  /** Takes the service worker away for good. */
  readonly unregister: () => Promise<unknown>
}

/** How long a server may take before the page comes from this device, in milliseconds. */
const PATIENCE_MS = 3_000
/** By this header the server says that a page is the editor's. */
const MARK = 'Weft-Page'
/** What the page asks for besides what the build has named by its content. */
export const FRESH_FILES: readonly string[] = ['theme.js']
const CACHE = 'weft-page'
/** The newest build, and the one before for the pages that are still open. */
const KEPT_BUILDS = 2

/**
 * Keeps the page of documents on this device, with the files that it needs, for when the server is away. The server comes
 * first whenever it answers in time, so nobody is left with an old page. What is in a document is not kept here.
 */
export class PageKeeper {
  readonly #world: KeeperWorld
  /** Below this are the files of the build. */
  readonly #files: string
  /** The key of the page, which is the same for all documents. */
  readonly #page: string
  /** How the caches of this server's pages begin, which are one for all of the host; behind it is the build. */
  readonly #cache: string

  constructor(world: KeeperWorld) {
    this.#world = world
    this.#files = `${world.base}_weft/`
    this.#page = `${world.base}d/`
    this.#cache = `${CACHE}${world.base === '/' ? '' : world.base} `
  }

  /** Answers for a document's page. `afterwards` is what is left to do with the answer. */
  async page(request: Request, afterwards: (work: Promise<unknown>) => void): Promise<Response> {
    const fresh = this.#world.fetch(request)
    const answer = await this.#inTime(fresh)
    // A proxy in front of a server that is away answers for it.
    if (answer && answer.status < 500) {
      afterwards(this.#learn(answer.clone()))
      return answer
    }
    return (await this.#kept()) ?? fresh
  }

  /** Answers for a file that is named by its content. */
  async file(request: Request): Promise<Response> {
    return (await this.#world.caches.match(request)) ?? this.#world.fetch(request)
  }

  /** Answers for a file that may change under its name: as it is now, or as it was kept. */
  async freshFile(request: Request): Promise<Response> {
    const { caches, fetch } = this.#world
    return fetch(request).catch(async (error: unknown) => {
      const kept = await caches.match(request)
      if (kept) return kept
      throw error
    })
  }

  /**
   * Fetches a page and keeps it.
   *
   * @throws {Error} When it cannot be kept whole.
   */
  async keep(url: string): Promise<void> {
    const answer = await this.#world.fetch(url)
    if (!isOurs(answer)) throw new Error(`${url} is no page to keep`)
    await this.#keepBuild(answer)
  }

  async #learn(answer: Response): Promise<void> {
    if (isOurs(answer)) return this.#keepBuild(answer)
    // Another application has taken the address, and must not find the old one in its way.
    const isPage =
      answer.type !== 'opaqueredirect' &&
      answer.headers.get('Content-Type')?.startsWith('text/html')
    if (answer.ok && isPage) await this.#leave()
  }

  async #keepBuild(page: Response): Promise<void> {
    const { caches, fetch } = this.#world
    const name = this.#cache + (page.headers.get('ETag') ?? '')
    const cache = await caches.open(name)
    if (await cache.match(this.#page)) return
    try {
      const manifest = await fetch(`${this.#files}manifest.json`, { cache: 'no-cache' })
      const files = keptFiles((await manifest.json()) as Manifest, 'index.html')
      await cache.addAll([...files, ...FRESH_FILES].map((file) => this.#files + file))
      // Last: it says that all the others are there.
      await cache.put(this.#page, page)
    } catch (error) {
      await caches.delete(name)
      throw error
    }
    const builds = await this.#builds()
    for (const old of builds.slice(0, -KEPT_BUILDS)) await caches.delete(old)
  }

  /** The newest page that is kept whole. */
  async #kept(): Promise<Response | undefined> {
    for (const name of [...(await this.#builds())].reverse()) {
      const page = await (await this.#world.caches.open(name)).match(this.#page)
      if (page) return page
    }
    return undefined
  }

  /** From the oldest to the newest. */
  async #builds(): Promise<readonly string[]> {
    return (await this.#world.caches.keys()).filter((name) => name.startsWith(this.#cache))
  }

  async #leave(): Promise<void> {
    for (const name of await this.#builds()) await this.#world.caches.delete(name)
    await this.#world.unregister()
  }

  /** The answer, unless it takes too long or none comes. */
  #inTime(answer: Promise<Response>): Promise<Response | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#world.after(PATIENCE_MS, () => resolve(undefined))
      answer.then(resolve, () => resolve(undefined)).finally(cancel)
    })
  }
}

function isOurs(answer: Response): boolean {
  return answer.ok && answer.headers.has(MARK)
}
