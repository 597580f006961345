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
