import type { Clock } from '../collaboration/clock.ts'
import { Observable } from '../collaboration/observable.ts'
import type { Asked } from './ask-server.ts'
import type { ListQuery, ServerDocument, ServerPage } from './server-documents.ts'

/** How many documents are asked for at a time. */
export const PAGE_SIZE = 30
/** How long after the last key is searched, in milliseconds. */
export const TYPING_MS = 150

/** What is known of the server's list. */
export type ListState =
  | { readonly is: 'asking' }
  /** The server keeps its list to itself. */
  | { readonly is: 'refused' }
  | { readonly is: 'failed' }
  | {
      readonly is: 'listed'
      /** What was searched for to get it; empty for all. */
      readonly search: string
      readonly documents: readonly ServerDocument[]
      readonly total: number
      readonly next: string | undefined
    }

type Fetch = (query: ListQuery, signal: AbortSignal) => Promise<Asked<ServerPage>>

/** The documents on the server, as far as they were asked for. What was asked first never covers what was asked last. */
export class ServerList extends Observable<ListState> {
  readonly #fetch: Fetch
  readonly #clock: Clock
  #search = ''
  #asking = new AbortController()
  #cancelTyping: (() => void) | undefined

  constructor(fetch: Fetch, clock: Clock) {
    super({ is: 'asking' })
    this.#fetch = fetch
    this.#clock = clock
  }

  /** Searches once whoever types has paused. */
  search(text: string): void {
    const search = text.trim()
    this.#cancelTyping?.()
    if (search === this.#search) return
    this.#cancelTyping = this.#clock.after(TYPING_MS, () => {
      this.#search = search
      void this.refresh()
    })
  }

  /** Asks for the list from its beginning; what is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    const search = this.#search
    const answer = await this.#ask({ search, limit: PAGE_SIZE })
    if (!answer) return
    if (answer.is === 'answered') this.set({ is: 'listed', search, ...answer.value })
    else this.set({ is: answer.is === 'failed' ? 'failed' : 'refused' })
  }

  /** Asks for the next page. */
  async more(): Promise<void> {
    const { search, next } = this.#listed() ?? {}
    if (search === undefined || next === undefined) return
    const answer = await this.#ask({ search, after: next, limit: PAGE_SIZE })
    const before = this.#listed()
    if (answer?.is !== 'answered' || !before) return
    const known = new Set(before.documents.map(({ name }) => name))
    const added = answer.value.documents.filter(({ name }) => !known.has(name))
    this.set({ is: 'listed', search, ...answer.value, documents: [...before.documents, ...added] })
  }

  /** It has this title now. */
  retitled(name: string, title: string | undefined): void {
    this.#change((documents) =>
      documents.map((each) => (each.name === name ? { ...each, title } : each)),
    )
  }

  /** It is there no more. */
  removed(name: string): void {
    this.#change((documents) => documents.filter((each) => each.name !== name))
  }

  /** Nothing is asked any more. */
  stop(): void {
    this.#cancelTyping?.()
    this.#asking.abort()
  }

  #change(change: (documents: readonly ServerDocument[]) => readonly ServerDocument[]): void {
    const listed = this.#listed()
    if (!listed) return
    const documents = change(listed.documents)
    const total = listed.total - (listed.documents.length - documents.length)
    this.set({ ...listed, documents, total })
  }

  #listed(): (ListState & { readonly is: 'listed' }) | undefined {
    const state = this.get()
    return state.is === 'listed' ? state : undefined
  }

  /** Undefined when something else was asked meanwhile. */
  async #ask(query: ListQuery): Promise<Asked<ServerPage> | undefined> {
    this.#asking.abort()
    const asking = new AbortController()
    this.#asking = asking
    const answer = await this.#fetch(query, asking.signal)
    return asking.signal.aborted ? undefined : answer
  }
}
