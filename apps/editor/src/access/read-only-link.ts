import { basePath } from '../browser/base-path.ts'
import { documentPathOf } from '../collaboration/document-path.ts'
import { Observable } from '../collaboration/observable.ts'
import { field } from '../collaboration/person.ts'

/** A document's read-only link, as far as is known. */
export type LinkState =
  | { readonly is: 'unknown' }
  | { readonly is: 'none' }
  | { readonly is: 'there'; readonly url: string }
  /** The server could not be asked, or did not do it. */
  | { readonly is: 'failed' }

type Fetch = (path: string, init: { readonly method: string }) => Promise<Response>

/** The read-only link of one document: asked for, made and stopped at the server. */
export class ReadOnlyLink extends Observable<LinkState> {
  readonly #path: string
  readonly #origin: string
  readonly #fetch: Fetch

  /** @param origin Of the server's pages, e.g. `https://notes.example`. */
  constructor(
    documentName: string,
    origin: string,
    fetchFrom: Fetch = (path, init) => fetch(path, init),
  ) {
    super({ is: 'unknown' })
    this.#path = `${basePath}_weft/links/${documentPathOf(documentName)}`
    this.#origin = origin
    this.#fetch = fetchFrom
  }

  load(): Promise<void> {
    return this.#ask('GET')
  }

  /** Makes one, or gets the one that somebody else has made meanwhile. */
  create(): Promise<void> {
    return this.#ask('POST')
  }

  /** Once it resolves, nobody reads by it any more. */
  stop(): Promise<void> {
    return this.#ask('DELETE')
  }

  /** Never rejects. */
  async #ask(method: string): Promise<void> {
    try {
      const answer = await this.#fetch(this.#path, { method })
      this.set(answer.ok ? stateFrom(await answer.json(), this.#origin) : FAILED)
    } catch {
      this.set(FAILED)
    }
  }
}

const FAILED: LinkState = { is: 'failed' }

function stateFrom(answer: unknown, origin: string): LinkState {
  const link = field(answer, 'link')
  if (link === null) return { is: 'none' }
  const path = field(link, 'path')
  const isPath = typeof path === 'string' && /^\/_weft\/view\/[\w-]+$/.test(path)
  return isPath ? { is: 'there', url: `${origin}${basePath.slice(0, -1)}${path}` } : FAILED
}
