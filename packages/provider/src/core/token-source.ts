import type { Cancel, Clock } from './ports.ts'

export interface TokenSourceOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly fetchToken: () => string | Promise<string>
  /** Another token is here, in time before the one in use ends. */
  readonly renewed: (token: string) => void
  readonly failed: (error: Error) => void
}

/** What is known of a token that was fetched: itself, or why there is none. */
export type Fetched = { readonly token: string } | { readonly error: Error }

// A token that ends sooner is renewed as often as this, in milliseconds.
const LEAST_WAIT_MS = 1_000

/** Gets tokens, and another one well before the one in use ends. */
export class TokenSource {
  readonly #options: TokenSourceOptions
  #cancel: Cancel | undefined

  constructor(options: TokenSourceOptions) {
    this.#options = options
  }

  /** Asks the application for a token. Whatever that does, `done` is called, at once if the token is there. */
  fetch(done: (fetched: Fetched) => void): void {
    const failed = (cause: unknown) =>
      done({ error: new Error('Cannot connect: no token could be had', { cause }) })
    const ready = (token: unknown) =>
      typeof token === 'string'
        ? done({ token })
        : failed(new TypeError('The token is not a string'))
    let token
    try {
      token = this.#options.fetchToken()
    } catch (cause) {
      return failed(cause)
    }
    if (typeof token === 'string') ready(token)
    else void Promise.resolve(token).then(ready, failed)
  }

  /** The token in use ends then. Another is fetched at a random time before that, and if none can be had again and again. */
  renewWithin(validForMs: number): void {
    this.stop()
    const { clock, random, renewed, failed } = this.#options
    const endsAtMs = clock.now() + validForMs
    const waitMs = Math.max(LEAST_WAIT_MS, validForMs * (0.5 + 0.3 * random()))
    const cancel = clock.after(waitMs, () =>
      this.fetch((fetched) => {
        // Meanwhile the connection may have ended, or another one begun.
        if (cancel !== this.#cancel) return
        if ('token' in fetched) return renewed(fetched.token)
        failed(fetched.error)
        this.renewWithin(endsAtMs - clock.now())
      }),
    )
    this.#cancel = cancel
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
