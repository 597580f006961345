const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Throws a `TypeError` for what cannot name a document in any storage: the empty string, U+0000 (adapters may end a
 * name with it) and lone surrogates (in UTF-8 they would all become the same name).
 */
export function requireDocumentName(name: string): void {
  if (name === '') throw new TypeError('Cannot use "" as a document name: it must not be empty')
  requireNamePart(name)
}

/** The same for what may be compared with a name: part of one, or nothing. */
export function requireNamePart(text: string): void {
  if (text.includes('\0')) {
    throw new TypeError(
      `Cannot use ${JSON.stringify(text)} as a document name: it must not hold U+0000`,
    )
  }
  if (LONE_SURROGATE.test(text)) {
    throw new TypeError(
      `Cannot use ${JSON.stringify(text)} as a document name: it is not valid Unicode`,
    )
  }
}

/** Orders names as their UTF-8 bytes are ordered. JavaScript's own order differs from it above U+FFFF. */
export function compareDocumentNames(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i)
    const b = right.charCodeAt(i)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

// A surrogate stands for a code point above U+FFFF, so it sorts after every other code unit.
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit
}
