import type { Doc } from 'yjs'
import type { Area, Catalogue } from './catalogue.ts'

/** The longest title that is kept, in characters. */
const MAX_LENGTH = 120
/** What is longer than this is somebody's text under the same name and no title, in UTF-16 units. */
const MAX_UNITS = 10_000

// Control, format and invisible characters: direction overrides and zero-width ones make a title lie about itself.
// The joiner is kept, because emoji are built with it.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const JOINER = '\u200d'

/** A title as it may be kept and shown: one line, nothing invisible, not too long. Undefined when nothing is left. */
export function cleanTitle(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const visible = value
    .slice(0, MAX_UNITS)
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, (char) => (char === JOINER ? char : ''))
    .trim()
  const short = [...visible].slice(0, MAX_LENGTH).join('').trim()
  return short.replaceAll(JOINER, '') === '' ? undefined : short
}

/** The titles of documents, as they were when each last changed. Documents without one are not in it. */
export class Titles {
  readonly #area: Area<string>

  constructor(catalogue: Catalogue) {
    this.#area = catalogue.area('titles', cleanTitle)
  }

  of(document: string): string | undefined {
    return this.#area.get(document)
  }

  /** Notes the title that a document has now. Resolves when it is on disk. */
  async note(document: string, doc: Doc): Promise<void> {
    await this.put(document, titleOf(doc))
  }

  /** The same for a title that is known, as whoever brings a document says: it is cleaned. */
  async put(document: string, given: string | undefined): Promise<void> {
    const title = cleanTitle(given)
    if (title === this.of(document)) return
    if (title === undefined) await this.#area.delete(document)
    else await this.#area.set(document, title)
  }

  /** The document is no more. */
  async forget(document: string): Promise<void> {
    if (this.of(document) !== undefined) await this.#area.delete(document)
  }
}

/** The title that the editor keeps in a document. Anybody can write there anything of any kind. */
export function titleOf(doc: Doc): string | undefined {
  // Asking for a text where there is none would make one.
  if (!doc.share.has('title')) return undefined
  try {
    const text = doc.getText('title')
    return text.length > MAX_UNITS ? undefined : cleanTitle(text.toString())
  } catch {
    // It is another type's.
    return undefined
  }
}
