import type { KnownPlace, Rights, Welcome } from '@weft/protocol'
import { historyOf, isOtherHistory, type History } from './history.ts'

/** What is known of the server and its document from one connection to the next. */
export class KnownServer {
  #history: History | undefined
  /** The branch of what the server has yet to tell of in this session. */
  #nextBranch: string | undefined
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
    const { epoch, sequence, sessionId, resumeSecret, line } = welcome
    const before = this.#history
    const now = historyOf(epoch, sequence, line?.branch)
    if (before && isOtherHistory(before, now, isEmpty, line?.hasPlace)) return { before, now }
    this.#history = now
    this.#nextBranch = line?.nextBranch
    this.#session = { sessionId, resumeSecret }
    return undefined
  }

  /** Another tab, whose content is to be merged into ours, knows this. */
  learnt(history: History): void {
    this.#history ??= history
    const isNewer = history.sequence > this.#history.sequence
    if (this.#history.epoch === history.epoch && isNewer) this.#history = history
  }

  /** The log has reached this sequence number on disk, as the server has said in this session. */
  reached(sequence: number): void {
    if (!this.#history || sequence <= this.#history.sequence) return
    this.#history = historyOf(this.#history.epoch, sequence, this.#nextBranch)
  }

  /** What hello says of it, so that the server can tell whether its log is still the one that we know. */
  get place(): KnownPlace | undefined {
    if (!this.#history || this.#history.sequence === 0) return undefined
    const { epoch, sequence, branch = '' } = this.#history
    return { epoch, sequence, branch }
  }

  /** Returns whether these are other rights than before. */
  grant(rights: Rights): boolean {
    const { canWrite, isFull } = this.#rights
    const isOther = rights.canWrite !== canWrite || rights.isFull !== isFull
    this.#rights = rights
    return isOther
  }
}
