import { documentNameFromPath } from '@weft/protocol'

/** What a path asks for. */
export type Route =
  | { readonly to: 'health' }
  | { readonly to: 'readiness' }
  | { readonly to: 'start' }
  /** A document, or two people side by side who have it open. */
  | { readonly to: 'page'; readonly shows: 'document' | 'two people' }
  /** A document's page by a read-only link, which is for everybody who has it. */
  | { readonly to: 'view' }
  /** An endpoint or a file of the editor, by its path below `/_weft/`. */
  | { readonly to: 'own'; readonly path: string; readonly search: string }
  /** A document's sync endpoint. */
  | { readonly to: 'document' }
  | { readonly to: 'nothing'; readonly because: string }

/**
 * @param url As in a request's first line. It is not normalised first: a path with `..` in it is simply not there.
 * @param withEditor Whether the editor's pages are served.
 */
export function routeOf(url: string, withEditor: boolean): Route {
  const [path = '', search = ''] = url.split(/\?(.*)/s, 2)
  if (!path.startsWith('/')) return nothing('this is not a path')
  if (path === '/healthz') return { to: 'health' }
  if (path === '/readyz') return { to: 'readiness' }
  if (path === '/') return { to: 'start' }
  if (withEditor && path.startsWith('/_weft/view/')) return { to: 'view' }
  if (path.startsWith('/_weft/')) return { to: 'own', path: path.slice('/_weft/'.length), search }
  const folder = withEditor ? pageFolders.find((one) => path.startsWith(one)) : undefined
  const parsed = documentNameFromPath(path.slice((folder ?? '/').length))
  if (!parsed.ok) return nothing(parsed.reason)
  if (folder === undefined) return { to: 'document' }
  return { to: 'page', shows: folder === '/split/' ? 'two people' : 'document' }
}

const pageFolders = ['/d/', '/split/'] as const

const nothing = (because: string): Route => ({ to: 'nothing', because })
