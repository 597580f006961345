import type { IncomingMessage } from 'node:http'
import { fileAnswer, pageAnswer, type Answer } from './answer.ts'
import type { EditorFiles } from './editor-files.ts'
import { preloadLink } from './first-files.ts'
import type { Route } from './route.ts'

/** Keeps the pages of documents, and nothing else, for when this server is away. Named in the editor's sources, too. */
const SERVICE_WORKER = 'service-worker.js'

/** By this the service worker knows that the address is still Weft's; without it, it removes itself. */
const MARK = { 'Weft-Page': 'editor' }

/** The page of a document, or of two people who have it open side by side. */
export function documentPageAnswer(
  { page, first }: EditorFiles,
  { shows }: Route & { readonly to: 'page' },
  request: IncomingMessage,
): Answer {
  const liberties = shows === 'document' ? { inFrames: true } : { withFrames: true }
  const answer = pageAnswer(page, request, liberties)
  const headers = { ...answer.headers, ...MARK }
  return shows === 'document'
    ? { ...answer, headers: { ...headers, Link: preloadLink(first) } }
    : { ...answer, headers }
}

/** The page of a document by a read-only link. An address that lets whoever has it read is not to turn up in a search. */
export function viewPageAnswer({ page, first }: EditorFiles, request: IncomingMessage): Answer {
  const answer = fileAnswer(page, request)
  const headers = { 'X-Robots-Tag': 'noindex', Link: preloadLink(first) }
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** A file of the editor, by its path below `/_weft/`; undefined when there is none. */
export function editorFileAnswer(
  { assets }: EditorFiles,
  path: string,
  request: IncomingMessage,
): Answer | undefined {
  const file = assets.get(path)
  if (!file) return undefined
  const answer = fileAnswer(file, request)
  if (path !== SERVICE_WORKER) return answer
  return { ...answer, headers: { ...answer.headers, 'Service-Worker-Allowed': '/d/' } }
}
