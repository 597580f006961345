import { MAX_DOCUMENT_NAME_BYTES } from './limits.ts'

declare const brand: unique symbol

/** The name that identifies a document: legal by {@link checkDocumentName}, compared byte for byte. */
export type DocumentName = string & { readonly [brand]: 'DocumentName' }

export type DocumentNameResult =
  | { readonly ok: true; readonly name: DocumentName }
  | { readonly ok: false; readonly reason: string }

// C0 and C1 controls and DEL: they vanish in logs and terminals, and URL parsers strip some of them.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Whether a decoded name is legal: 1–512 bytes of UTF-8 without control characters. Slashes are allowed. */
export function checkDocumentName(name: string): DocumentNameResult {
  if (name === '') return { ok: false, reason: 'the document name is empty' }
  if (CONTROL.test(name)) return { ok: false, reason: 'the document name contains a control character' }
  if (LONE_SURROGATE.test(name)) return { ok: false, reason: 'the document name is not valid Unicode' }
  const bytes = utf8Length(name)
  if (bytes > MAX_DOCUMENT_NAME_BYTES) {
    return { ok: false, reason: `the document name has ${bytes} bytes; at most ${MAX_DOCUMENT_NAME_BYTES} are allowed` }
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
    return { ok: false, reason: 'the document name has malformed percent-encoding' }
  }
  return checkDocumentName(decoded)
}

/**
 * The path that reaches a document, for a URL. Percent-escapes in the name are kept as they are, as y-websocket
 * does; what a URL parser would take for its own (`?`, `#`, `\`, a lone `%`) is escaped.
 */
export function documentNameToPath(name: string): string {
  return name
    .replace(/%(?![0-9a-fA-F]{2})/g, '%25')
    .replace(/[?#\\]/g, (char) => encodeURIComponent(char))
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
