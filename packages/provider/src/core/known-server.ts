import type { Rights, Welcome } from '@weft/protocol'
import { isOtherHistory, type History } from './history.ts'

/** What is known of the server and its document from one connection to the next. */
export class KnownServer {
  #history: History | undefined
  #rights: Rights = { canWrite: true }
  #session = { sessionId: '', resumeSecret: '' }

  /** @param history What is known from before, as beside an offline copy. */
  constructor(history: History | undefined) {
    this.#history = history
  }

  get history(): History | undefined {
    return this.#history
  }

  /** What the server last said that we may do; everything until it says so. */
  get rights(): Rights {
    return this.#rights
  }

  /** Names the last session, so that the next one may take its place at once; empty when there was none. */
  get session(): { readonly sessionId: string; readonly resumeSecret: string } {
    return this.#session
  }

  /**
   * Takes in a welcome, unless the document has another history than the one known: then nothing is taken in, and the two
   * histories are returned.
   *
   * @param isEmpty Whether our document is empty.
   */
  accept(
    welcome: Welcome,
    isEmpty: boolean,
  ): { readonly before: History; readonly now: History } | undefined {
    const { epoch, sequence, sessionId, resumeSecret } = welcome
    const before = this.#history
    const now = { epoch, sequence }
    if (before && isOtherHistory(before, now, isEmpty)) return { before, now }
    this.#history = now
    this.#session = { sessionId, resumeSecret }
    return undefined
  }

  /** Another tab, whose content is to be merged into ours, knows this. */
  learnt(history: History): void {
    this.#history ??= history
    if (this.#history.epoch === history.epoch) this.reached(history.sequence)
  }

  /** The log has reached this sequence number on disk. */
  reached(sequence: number): void {
    if (!this.#history || sequence <= this.#history.sequence) return
    this.#history = { epoch: this.#history.epoch, sequence }
  }

  /** Returns whether these are other rights than before. */
  grant(rights: Rights): boolean {
    const { canWrite, isFull } = this.#rights
    const isOther = rights.canWrite !== canWrite || rights.isFull !== isFull
    this.#rights = rights
    return isOther
  }
}
