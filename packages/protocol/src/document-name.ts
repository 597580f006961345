import { MAX_DOCUMENT_NAME_BYTES } from './limits.ts'

declare const brand: unique symbol

/** The name that identifies a document: legal by {@link checkDocumentName}, compared byte for byte. */
export type DocumentName = string & { readonly [brand]: 'DocumentName' }

export type DocumentNameResult =
  | { readonly ok: true; readonly name: DocumentName }
  | { readonly ok: false; readonly reason: string }

// C0 and C1 controls and DEL: they vanish in logs and terminals, and URL parsers strip some of them.
const CONTROL = /\p{Cc}/u
const LONE_SURROGATE = /\p{Cs}/u
// URL parsers resolve these away, percent-encoded or not, so a browser that asks for such a name reaches another one.
const DOT_SEGMENT = /(?:^|\/)\.\.?(?:\/|$)/

/**
 * Whether a decoded name is legal: 1–512 bytes of UTF-8, no control characters, and no part between slashes that is `.`
 * or `..`. Slashes are allowed anywhere.
 */
export function checkDocumentName(name: string): DocumentNameResult {
  if (name === '') return refused('the document name is empty')
  if (CONTROL.test(name)) return refused('the document name contains a control character')
  if (LONE_SURROGATE.test(name)) return refused('the document name is not valid Unicode')
  if (DOT_SEGMENT.test(name)) {
    return refused('the document name has "." or ".." between slashes, which URLs resolve away')
  }
  const bytes = utf8Length(name)
  if (bytes > MAX_DOCUMENT_NAME_BYTES) {
    return refused(
      `the document name has ${bytes} bytes; at most ${MAX_DOCUMENT_NAME_BYTES} are allowed`,
    )
  }
  return { ok: true, name: name as DocumentName }
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
    return refused('the document name has malformed percent-encoding')
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

function refused(reason: string): DocumentNameResult {
  return { ok: false, reason }
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
