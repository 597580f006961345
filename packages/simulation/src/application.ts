import type { Authorize } from '@weft/server/core'
import type { Page } from './page.ts'
import type { World } from './world.ts'

/** What the application answers a page's request for a token late, or never, or not at all. */
const MAX_ANSWER_MS = 2_000

/** The application around server and pages: it gives out tokens that end, and says who may write. */
export class Application {
  readonly #world: World
  readonly #tokenMs: number
  readonly #readers = new Set<string>()
  /** Nothing goes wrong any more. */
  isHealed = false

  /** @param tokenMs How long a token is good for at most, in milliseconds; 0: there are none. */
  constructor(world: World, tokenMs: number) {
    this.#world = world
    this.#tokenMs = tokenMs
  }

  get hasTokens(): boolean {
    return this.#tokenMs > 0
  }

  readonly authorize: Authorize = ({ token = '' }, action) => {
    const [name = '', ends = ''] = token.split('|')
    const nowMs = this.#world.clock.now()
    // Stock clients have none.
    if (name === '') return { allowed: true }
    const validForMs = ends === '' ? Number.POSITIVE_INFINITY : Number(ends) - nowMs
    if (validForMs <= 0) {
      this.#world.count('application: a token has run out')
      return { allowed: false, because: 'unauthenticated', reason: 'the token has run out' }
    }
    if (action === 'write' && this.#readers.has(name)) {
      return { allowed: false, because: 'forbidden', reason: 'it may only read' }
    }
    return { allowed: true, validForMs, user: name, name: `${name}, as the application has it` }
  }

  /** An awareness state as a page's is told to others: with who the application says it is. */
  stamped(state: object | null, { name }: Page): object | null {
    return state && { ...state, user: { id: name, name: `${name}, as the application has it` } }
  }

  /** What a page's provider is given as its token, perhaps late. */
  async token(page: Page): Promise<string> {
    const { random } = this.#world
    if (!this.hasTokens) return `${page.name}|`
    if (!this.isHealed) {
      if (random.chance(0.1)) throw new Error('the application gives no token')
      if (random.chance(0.05)) await new Promise<void>(() => {})
      if (random.chance(0.2)) await page.process.wait(random.next() * MAX_ANSWER_MS)
    }
    const validForMs = this.#tokenMs * (0.5 + random.next() / 2)
    this.#world.count('application: gives a token')
    return `${page.name}|${this.#world.clock.now() + validForMs}`
  }

  /** From now on the page may only read; or it may write again. To be followed by asking anew. */
  allowWriting({ name }: Page, isAllowed: boolean): void {
    this.#world.fault(isAllowed ? 'application: gives rights' : 'application: takes rights', name)
    if (isAllowed) this.#readers.delete(name)
    else this.#readers.add(name)
  }
}
