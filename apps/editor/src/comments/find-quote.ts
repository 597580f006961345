/** Words, and the words around them. */
export interface Quote {
  readonly text: string
  readonly before: string
  readonly after: string
}

/** Context that must agree at least, in UTF-16 units; less only where there is no more of it. */
const ENOUGH_CONTEXT = 8
/** Words that are all over a document say nothing about where they were. */
const MAX_PLACES = 200

/**
 * Where in `text` the quoted words are: of several places the one whose surroundings agree best, and none when that is
 * a tie or the surroundings are others. A comment at the wrong words is worse than one that has lost its place.
 *
 * @param context `any` accepts long words in other surroundings, for a search in what was just pasted.
 */
export function findQuote(
  text: string,
  quote: Quote,
  context: 'same' | 'any' = 'same',
): { readonly start: number; readonly end: number } | undefined {
  if (quote.text === '') return undefined
  const needed = Math.min(ENOUGH_CONTEXT, quote.before.length + quote.after.length)
  const isLong = quote.text.length >= 12
  let best: { readonly start: number; readonly score: number } | undefined
  let isTie = false
  let places = 0
  for (let at = text.indexOf(quote.text); at >= 0; at = text.indexOf(quote.text, at + 1)) {
    places += 1
    if (places > MAX_PLACES) return undefined
    const end = at + quote.text.length
    const score = sameEnd(text.slice(0, at), quote.before) + sameStart(text, end, quote.after)
    if (best === undefined || score > best.score) {
      best = { start: at, score }
      isTie = false
    } else if (score === best.score) {
      isTie = true
    }
  }
  if (!best || isTie || (best.score < needed && !(context === 'any' && isLong))) return undefined
  return { start: best.start, end: best.start + quote.text.length }
}

function sameEnd(text: string, end: string): number {
  let count = 0
  while (count < end.length && text.at(-1 - count) === end.at(-1 - count)) count += 1
  return count
}

function sameStart(text: string, from: number, start: string): number {
  let count = 0
  while (count < start.length && text[from + count] === start[count]) count += 1
  return count
}
