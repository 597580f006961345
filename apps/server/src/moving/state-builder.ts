import { applyUpdate, Doc, transact } from 'yjs'
import { readableUpdate } from './readable-update.ts'
import type { SourceUpdate } from './source.ts'

/** Updates are applied together up to this many bytes: then what is in memory depends on the document, not on its log. */
const TOGETHER_BYTES = 4 * 1024 * 1024

/** All that could be read of a document. */
export interface SourceState {
  readonly doc: Doc
  /** What could not, in words. Empty for a whole document. */
  readonly problems: readonly string[]
  /** What its updates took in the source, in bytes. */
  readonly bytes: number
}

/** How many problems of one document are told. */
const MAX_TOLD = 5

/** Builds a document from what a source has of it, just as it would be built there. */
export class StateBuilder {
  readonly #doc = new Doc()
  readonly #told: string[] = []
  #untold = 0
  #bytes = 0
  #together: Uint8Array[] = []
  #togetherBytes = 0

  add(given: SourceUpdate): void {
    const update = given instanceof Uint8Array ? readableUpdate(given) : given
    if (given instanceof Uint8Array) this.#bytes += given.length
    if (!(update instanceof Uint8Array)) return this.#note(update.unreadable)
    this.#together.push(update)
    this.#togetherBytes += update.length
    if (this.#togetherBytes >= TOGETHER_BYTES) this.#apply()
  }

  finish(): SourceState {
    this.#apply()
    const more = this.#untold > 0 ? [`and ${this.#untold} more like these`] : []
    return { doc: this.#doc, problems: [...this.#told, ...more], bytes: this.#bytes }
  }

  #apply(): void {
    applyAll(this.#doc, this.#together, (problem) => this.#note(problem))
    this.#together = []
    this.#togetherBytes = 0
  }

  #note(problem: string): void {
    if (this.#told.length < MAX_TOLD) this.#told.push(problem)
    else this.#untold += 1
  }
}

/**
 * Brings updates into a document as they are: no formatting is cleaned up on the way, so that a copy stays a copy.
 *
 * @param note Told of each that Yjs throws on, in words.
 */
export function applyAll(
  doc: Doc,
  updates: readonly Uint8Array[],
  note: (problem: string) => void,
): void {
  transact(
    doc,
    (transaction) => {
      for (const update of updates) {
        try {
          applyUpdate(doc, update)
        } catch (error) {
          note(`it cannot be applied: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      transaction.local = true
    },
    undefined,
    false,
  )
}
