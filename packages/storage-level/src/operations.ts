import { StorageError } from '@weft/storage'

type State =
  | { readonly status: 'open' }
  | { readonly status: 'closing'; readonly closed: Promise<void> }

/** Lets operations begin until it is closed, and knows when the last of them has ended. */
export class Operations {
  readonly #path: string
  #state: State = { status: 'open' }
  #running = 0
  #whenIdle: (() => void) | undefined

  constructor(path: string) {
    this.#path = path
  }

  get closing(): boolean {
    return this.#state.status === 'closing'
  }

  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.closing) {
      throw new StorageError('CLOSED', `Cannot use storage at "${this.#path}": it is closed`)
    }
    this.#running += 1
    try {
      return await operation()
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#whenIdle?.()
    }
  }

  /** Lets nothing begin any more, and carries out `finish` when all that has begun has ended. */
  close(finish: () => Promise<void>): Promise<void> {
    if (this.#state.status === 'open') {
      this.#state = { status: 'closing', closed: this.#idle().then(finish) }
    }
    return this.#state.closed
  }

  #idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenIdle = resolve
    })
  }
}
