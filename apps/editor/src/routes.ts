import { basePath } from './browser/base-path.ts'
import type { DocumentKind } from './collaboration/document-kind.ts'
import { documentPathOf } from './collaboration/document-path.ts'
import { isLinkName } from './collaboration/link-name.ts'

/**
 * The name of the document at this path: `/d/<name>`, decoded once, or the whole path of a read-only link, which is a name,
 * too. Undefined on every other page.
 */
export function documentAt(pathname: string): string | undefined {
  const link = nameBelow('', pathname)
  return link !== undefined && isLinkName(link) ? link : nameBelow('d/', pathname)
}

/** The name of the document that two people have open side by side at this path: `/split/<name>`. */
export function splitAt(pathname: string): string | undefined {
  return nameBelow('split/', pathname)
}

function nameBelow(folder: string, pathname: string): string | undefined {
  const start = `${basePath}${folder}`
  if (!pathname.startsWith(start)) return undefined
  const encoded = pathname.slice(start.length)
  try {
    return decodeURIComponent(encoded) || undefined
  } catch {
    // Half an escape, typed by hand: what stands there is the name.
    return encoded
  }
}

/** The page of a document; slashes in the name stay slashes. */
export function documentPath(documentName: string): string {
  return `${basePath}${isLinkName(documentName) ? '' : 'd/'}${documentPathOf(documentName)}`
}

/** The page on which two people have a document open side by side. */
export function splitPath(documentName: string): string {
  return `${basePath}split/${documentPathOf(documentName)}`
}

/** Where the server that sent this page syncs documents. */
export function serverUrl({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${basePath.slice(0, -1)}`
}

/** The page of a new document of code. The query makes it one, and spares whoever follows the link the other editor. */
export function newCodePath(documentName: string): string {
  return `${documentPath(documentName)}?code`
}

/** What the address says that a new document is to be. */
export function wantedKind({ search }: Pick<Location, 'search'>): DocumentKind {
  return new URLSearchParams(search).has('code') ? 'code' : 'text'
}
