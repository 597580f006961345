/** What a document turned out to hold, against what was reported. */
export interface Verdict {
  /** Reported saved, or read from disk before, and gone. */
  readonly lost: readonly string[]
  /** Their deletion was reported saved, and they are there all the same. */
  readonly undeleted: readonly string[]
  /** There more than once. */
  readonly doubled: readonly string[]
  /** Edits that were never reported saved and are on disk: the crash came between the two. */
  readonly unreported: number
  /** Edits that were never reported saved and are not on disk: the crash came before. */
  readonly dropped: number
}

/**
 * - `sent`: handed to the provider.
 * - `seen`: not reported saved, but read from the disk after a crash.
 * - `saved`: reported saved.
 */
type Fate = 'sent' | 'seen' | 'saved'

interface Item {
  insertion: Fate
  deletion: Fate | undefined
}

/** Every edit that was made to one document, and how much of it was reported saved. An item is a word of its own. */
export class Ledger {
  readonly #items = new Map<string, Item>()
  #saved = 0

  /** How many edits were reported saved. */
  get saved(): number {
    return this.#saved
  }

  inserted(word: string): void {
    this.#items.set(word, { insertion: 'sent', deletion: undefined })
  }

  deleted(word: string): void {
    const item = this.#items.get(word)
    if (item) item.deletion ??= 'sent'
  }

  reportedInserted(word: string): void {
    const item = this.#items.get(word)
    if (!item || item.insertion === 'saved') return
    item.insertion = 'saved'
    this.#saved += 1
  }

  reportedDeleted(word: string): void {
    const item = this.#items.get(word)
    if (!item || item.deletion === 'saved') return
    item.deletion = 'saved'
    this.#saved += 1
  }

  /**
   * Compares with what a client reads that had nothing, when nobody is left who could bring anything. What it reads
   * must stay from then on.
   */
  compare(words: readonly string[]): Verdict {
    const present = new Set(words)
    const lost: string[] = []
    const undeleted: string[] = []
    let unreported = 0
    let dropped = 0
    for (const [word, item] of this.#items) {
      const isThere = present.has(word)
      const { insertion, deletion } = item
      if (!isThere && insertion !== 'sent' && deletion === undefined) lost.push(word)
      if (isThere && deletion !== undefined && deletion !== 'sent') undeleted.push(word)
      if (insertion === 'sent') {
        if (isThere || deletion === 'saved') {
          item.insertion = 'seen'
          unreported += 1
        } else {
          this.#items.delete(word)
          dropped += 1
        }
      }
      if (deletion === 'sent') {
        item.deletion = isThere ? undefined : 'seen'
        if (isThere) dropped += 1
        else unreported += 1
      }
    }
    const once = new Set<string>()
    const doubled = words.filter((word) => once.size === once.add(word).size)
    return { lost, undeleted, doubled, unreported, dropped }
  }
}
