import type { Area } from '../catalogue/catalogue.ts'
import type { BrowserSession } from './session-tokens.ts'

/** The sessions that somebody has ended before their time, each kept until that. */
export class EndedSessions {
  readonly #ends: Area<number>

  /** @param ends When each would have ended by itself, by its id; wall-clock time in milliseconds since 1970. */
  constructor(ends: Area<number>) {
    this.#ends = ends
  }

  has({ id }: BrowserSession): boolean {
    return this.#ends.get(id) !== undefined
  }

  /** Resolves when it will be known after a restart, too. */
  async end({ id, expiresMs }: BrowserSession, nowMs: number): Promise<void> {
    await this.#ends.set(id, expiresMs)
    const over = [...this.#ends.entries()].filter(([, endMs]) => endMs <= nowMs)
    await Promise.all(over.map(([key]) => this.#ends.delete(key)))
  }
}

export const readEnd = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
