import { encodeUtf8 } from 'lib0/string'
import { MAX_DOCUMENT_NAME_BYTES } from './limits.ts'

declare const brand: unique symbol

/** The name that identifies a document: legal by {@link checkDocumentName}, compared byte for byte. */
export type DocumentName = string & { readonly [brand]: 'DocumentName' }

/** The name, or why there can be none such. */
export type DocumentNameResult =
  | { readonly ok: true; readonly name: DocumentName }
  | { readonly ok: false; readonly reason: string }

// Control characters vanish in logs and terminals, and URL parsers strip some of them. Surrogates that stand alone are no
// Unicode. Dots are resolved away by URL parsers, percent-encoded or not, so a browser that asks for such a name reaches
// another one.
const ILLEGAL = /^$|[\p{Cc}\p{Cs}]|(?:^|\/)\.\.?(?:\/|$)/u

/**
 * Whether a decoded name is legal: 1–512 bytes of UTF-8, no control characters, and no part between slashes that is `.`
 * or `..`. Slashes are allowed anywhere.
 */
export function checkDocumentName(name: string): DocumentNameResult {
  return ILLEGAL.test(name) || encodeUtf8(name).length > MAX_DOCUMENT_NAME_BYTES
    ? refused(
        `must have 1 to ${MAX_DOCUMENT_NAME_BYTES} bytes of UTF-8, no control characters, and no . or .. between slashes`,
      )
    : { ok: true, name: name as DocumentName }
}

/**
 * The name in a URL's path, given without the leading slash and without the query. Decoded exactly once:
 * y-websocket sends room names as they are, so `my room` and `my%20room` must mean the same document.
 */
export function documentNameFromPath(path: string): DocumentNameResult {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return refused('has malformed percent-encoding')
  }
  return checkDocumentName(decoded)
}

/**
 * The path that reaches a document, for a URL. Percent-escapes in the name are kept as they are, as y-websocket does;
 * what a URL parser would take for its own (`?`, `#`, `\`, a lone `%`, a space at the end) is escaped.
 *
 * So a name with percent-escapes reaches the document that they spell. Which one that is, and whether there can be one,
 * tells `documentNameFromPath(documentNameToPath(name))`.
 */
export function documentNameToPath(name: string): string {
  return name.replace(/%(?![0-9a-fA-F]{2})|[?#\\ ]/g, (char) => encodeURIComponent(char))
}

function refused(why: string): DocumentNameResult {
  return { ok: false, reason: `the document name ${why}` }
}
