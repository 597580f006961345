import type { Announcer } from '../collaboration/announcer.ts'
import type { Clock } from '../collaboration/clock.ts'
import { Observable, type Readable } from '../collaboration/observable.ts'
import { comments as words } from '../strings/comments.ts'
import type { Comment, Thread } from './thread.ts'

/** New comments are told this often at most. */
const EVERY_MS = 5_000
const GATHER_MS = 1_000

export interface CommentNewsOptions {
  readonly threads: Readable<readonly Thread[]>
  /** The Yjs client ID of this tab: what was written here is no news. */
  readonly clientId: number
  readonly announcer: Pick<Announcer, 'say'>
  readonly clock: Clock
}

/** How many comments came from elsewhere since somebody here looked. Tells of them aloud, gathered and rarely. */
export class CommentNews extends Observable<number> {
  readonly #options: CommentNewsOptions
  #known: ReadonlySet<string>
  #isRead = false
  readonly #untold = new Map<string, string>()
  #lastToldMs = Number.NEGATIVE_INFINITY
  #cancel: (() => void) | undefined
  readonly #stop: () => void

  constructor(options: CommentNewsOptions) {
    super(0)
    this.#options = options
    const { threads } = options
    this.#known = new Set(commentsIn(threads.get()).map(({ id }) => id))
    this.#stop = threads.subscribe(() => this.#update())
  }

  /** Whether the comments are before somebody's eyes: then nothing is unread. */
  reading(isRead: boolean): void {
    this.#isRead = isRead
    if (isRead) this.set(0)
  }

  destroy(): void {
    this.#stop()
    this.#cancel?.()
  }

  #update(): void {
    const { threads, clientId } = this.#options
    const all = commentsIn(threads.get())
    const news = all.filter(({ id }) => !this.#known.has(id) && !id.startsWith(`${clientId}-`))
    // Those that are gone stay known: put back by an undo they are nothing new.
    this.#known = new Set([...this.#known, ...all.map(({ id }) => id)])
    if (news.length === 0) return
    if (!this.#isRead) this.set(this.get() + news.length)
    for (const { id, author } of news) this.#untold.set(id, author.name)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#cancel) return
    const { clock } = this.#options
    const restMs = this.#lastToldMs + EVERY_MS - clock.now()
    this.#cancel = clock.after(Math.max(GATHER_MS, restMs), () => this.#tell())
  }

  #tell(): void {
    const { announcer, clock } = this.#options
    this.#cancel = undefined
    this.#lastToldMs = clock.now()
    announcer.say(words.announce([...new Set(this.#untold.values())], this.#untold.size))
    this.#untold.clear()
  }
}

function commentsIn(threads: readonly Thread[]): readonly Comment[] {
  return threads.flatMap(({ comments }) =>
    comments.filter(({ content }) => content.kind === 'text'),
  )
}
