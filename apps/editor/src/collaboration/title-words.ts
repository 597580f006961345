import { header } from '../strings/header.ts'
import { isLinkName } from './link-name.ts'

/** The longest title, in characters. */
export const MAX_TITLE_LENGTH = 120

// As in names of people: what cannot be seen makes a title lie about itself. The joiner is kept for emoji.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const JOINER = '\u200d'

/** A title as it may be shown: one line, nothing invisible, not too long. Undefined when nothing is left of it. */
export function cleanTitle(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const visible = value
    .slice(0, 10 * MAX_TITLE_LENGTH)
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, (char) => (char === JOINER ? char : ''))
    .trim()
  const short = [...visible].slice(0, MAX_TITLE_LENGTH).join('').trim()
  return short.replaceAll(JOINER, '') === '' ? undefined : short
}

/**
 * What a document without a title is called: `Calm harbour` for a name that was drawn, else the name itself. What is read by
 * a link has no name that would say anything.
 */
export function titleFromName(documentName: string): string {
  if (isLinkName(documentName)) return header.sharedDocument
  const [, adjective = '', place] =
    /^([a-z]+)-([a-z]+)-[0-9a-hjkmnp-tv-z]{12}$/.exec(documentName) ?? []
  if (place === undefined) return documentName
  return `${adjective.slice(0, 1).toUpperCase()}${adjective.slice(1)} ${place}`
}
