/** How many words of a query count; more find nothing that these do not. */
const MAX_WORDS = 10

/** A text as it is searched: without case, accents and other marks, each run of blanks one blank. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Whether a text holds each word of the query, in any order, also as part of a longer word. Undefined for no words. */
export function createSearch(query: string): ((folded: string) => boolean) | undefined {
  const words = foldText(query).split(' ').filter(Boolean).slice(0, MAX_WORDS)
  return words.length === 0 ? undefined : (folded) => words.every((word) => folded.includes(word))
}

/** Remembers how documents are searched, which takes longer to find out than to look through. */
export class SearchTexts {
  readonly #limit: number
  readonly #known = new Map<string, { readonly title: string; readonly folded: string }>()

  /** @param limit How many documents are remembered. */
  constructor(limit: number) {
    this.#limit = limit
  }

  of(document: string, title: string): string {
    const known = this.#known.get(document)
    if (known?.title === title) return known.folded
    // Those that are gone are not known to be; this seldom comes.
    if (this.#known.size >= this.#limit) this.#known.clear()
    const folded = foldText(`${title} ${document}`)
    this.#known.set(document, { title, folded })
    return folded
  }
}
