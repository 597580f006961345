import { createHash, createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

/** How long somebody stays signed in, in milliseconds. */
export const SESSION_MS = 30 * 24 * 60 * 60 * 1000

/** A browser in which somebody signed in. */
export interface BrowserSession {
  readonly id: string
  /** Wall-clock time in milliseconds since 1970. */
  readonly expiresMs: number
}

/**
 * Writes and checks what a signed-in browser holds: an id and an end, signed. The key is made of the server's secret and
 * the password, so another password ends all sessions, and whoever steals a cookie cannot try passwords on it without the
 * data folder; with it, each guess costs a scrypt.
 */
export class SessionTokens {
  /** Tells servers of one host apart, whose cookies are one heap: ports are nothing to a browser there. */
  readonly cookieName: string
  readonly #key: Buffer

  /** @param secret At least 128 random bits, the same over restarts. */
  constructor(secret: Buffer, password: string) {
    this.#key = scryptSync(password, secret, 32)
    const name = createHash('sha256').update('cookie').update(secret).digest('hex')
    this.cookieName = `weft-${name.slice(0, 8)}`
  }

  begin(nowMs: number): { readonly session: BrowserSession; readonly token: string } {
    const session = { id: randomBytes(16).toString('base64url'), expiresMs: nowMs + SESSION_MS }
    const signed = `${session.id}.${session.expiresMs.toString(36)}`
    return { session, token: `${signed}.${this.#signatureOf(signed)}` }
  }

  /** The session that a token is of; undefined when it has ended, or we have not written it. */
  read(token: string, nowMs: number): BrowserSession | undefined {
    const [, signed = '', id = '', end = '', signature = ''] =
      /^(([\w-]{22})\.([\da-z]{1,11}))\.([\w-]{43})$/.exec(token) ?? []
    const expected = this.#signatureOf(signed)
    if (!timingSafeEqual(digest(signature), digest(expected))) return undefined
    const expiresMs = Number.parseInt(end, 36)
    return expiresMs > nowMs ? { id, expiresMs } : undefined
  }

  #signatureOf(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
