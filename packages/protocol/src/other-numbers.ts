import { commonLength } from './common-length.ts'

const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39]
const [COMMA, COLON, OPENING_BRACKET, CLOSING_BRACKET, CLOSING_BRACE] = [
  0x2c, 0x3a, 0x5b, 0x5d, 0x7d,
]

/**
 * Whether a text is a JSON text that is known, with other numbers in it and nothing else changed: then it is one, too, and
 * as deep. Which is what becomes of a state when a cursor moves, and costs a tenth of parsing it.
 *
 * In a string, what looks like a whole number between such marks may be another just as well: no escape ends in a mark.
 *
 * @param known A JSON text.
 */
export function hasOtherNumbers(known: string, text: string): boolean {
  let [knownAt, at] = [0, 0]
  for (;;) {
    const same = commonLength(known, knownAt, text, at)
    knownAt += same
    at += same
    if (at === text.length) return knownAt === known.length
    const start = at - lengthOfNumberBefore(text, at)
    const end = numberEnd(text, start)
    const knownEnd = numberEnd(known, knownAt - (at - start))
    if (end < 0 || knownEnd < 0) return false
    if (!beginsValue(text.charCodeAt(start - 1)) || !endsValue(text.charCodeAt(end))) return false
    ;[knownAt, at] = [knownEnd, end]
    // From here on both go on alike, with the same mark.
    if (known.charCodeAt(knownAt) !== text.charCodeAt(at)) return false
  }
}

function lengthOfNumberBefore(text: string, at: number): number {
  let from = at
  while (isOfNumber(text.charCodeAt(from - 1))) from -= 1
  return at - from
}

/** Where a number without an exponent ends that begins here; -1 if none does. */
function numberEnd(text: string, start: number): number {
  const from = text.charCodeAt(start) === MINUS ? start + 1 : start
  let end = digitsEnd(text, from)
  if (end === from) return -1
  if (text.charCodeAt(from) === ZERO && end > from + 1) return -1
  if (text.charCodeAt(end) !== POINT) return end
  const fraction = end + 1
  end = digitsEnd(text, fraction)
  return end === fraction ? -1 : end
}

function digitsEnd(text: string, from: number): number {
  let end = from
  while (isDigit(text.charCodeAt(end))) end += 1
  return end
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE
}

function isOfNumber(unit: number): boolean {
  return isDigit(unit) || unit === MINUS || unit === POINT
}

function beginsValue(unit: number): boolean {
  return unit === COLON || unit === COMMA || unit === OPENING_BRACKET
}

function endsValue(unit: number): boolean {
  return unit === COMMA || unit === CLOSING_BRACE || unit === CLOSING_BRACKET
}
