/** The longest comment, in UTF-16 units. */
export const MAX_COMMENT_LENGTH = 4_000

// Control and format characters, but for line ends and the joiner of emoji: direction overrides make a text lie.
const INVISIBLE = /(?![\n\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A text as it may be stored and shown: not too long, nothing invisible. Undefined when nothing is left of it. */
export function cleanText(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value
    .slice(0, maxLength)
    .replace(/\r\n?/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
  return text.replaceAll('\u200d', '') === '' ? undefined : text
}
