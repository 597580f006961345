import { createHash } from 'node:crypto'
import {
  checkDocumentName,
  documentNameFromPath,
  documentNameToPath,
  MAX_DOCUMENT_NAME_BYTES,
  type DocumentName,
} from '@weft/protocol'
import { isReservedName, RESERVED } from '../access/link-name.ts'

/** What a document is to be called here. */
export type TargetName =
  | { readonly ok: true; readonly name: DocumentName }
  /** Its name cannot be. */
  | { readonly ok: false; readonly reason: string; readonly proposal: DocumentName }

/**
 * The document that clients reach when they ask for this name, as they asked the other system. Some keep names as they
 * stand in the URL (`my%20room`), which means `my room`.
 */
export function targetName(name: string): TargetName {
  const reached = documentNameFromPath(documentNameToPath(name))
  if (!reached.ok) return { ok: false, reason: reached.reason, proposal: propose(name) }
  if (!isReservedName(reached.name)) return reached
  // It would come, and nobody could ever open it.
  return { ok: false, reason: RESERVED, proposal: propose(name) }
}

/** The nearest name that can be. */
function propose(name: string): DocumentName {
  const parts = name
    .replaceAll(/%(?=[0-9a-f]{2})/gi, '-')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '-')
    .split('/')
    .map((part) => (part === '.' || part === '..' ? part.replaceAll('.', '-') : part))
  const path = parts.join('/').replace(/^\/*_(?=weft(\/|$))/i, '')
  const near = checkDocumentName(path)
  if (near.ok) return near.name
  // What is left is empty, or too long; and two that begin alike must not become one.
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 12)
  const start = Buffer.from(path).subarray(0, MAX_DOCUMENT_NAME_BYTES - 20)
  const shortened = checkDocumentName(`${start.toString().replace(/\ufffd+$/, '')}-${mark}`)
  if (shortened.ok) return shortened.name
  const unnamed = checkDocumentName(`document-${mark}`)
  if (!unnamed.ok) throw new Error(unnamed.reason)
  return unnamed.name
}
