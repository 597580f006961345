import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import type { AdminMethod, AdminRoute } from './admin-route.ts'

/** What a request means. */
export type FoundRoute =
  | { readonly found: 'route'; readonly route: AdminRoute; readonly document?: DocumentName }
  /** There are only these methods. */
  | { readonly found: 'method'; readonly methods: readonly AdminMethod[] }
  | { readonly found: 'bad-name'; readonly reason: string }
  | { readonly found: 'nothing' }

/** @param method HEAD is asked of GET. @param path Without the query, still with its escapes. */
export function findRoute(
  routes: readonly AdminRoute[],
  method: string | undefined,
  path: string,
): FoundRoute {
  const fitting = routes.filter((route) => fits(route.path, path))
  if (fitting.length === 0) return { found: 'nothing' }
  const wanted = method === 'HEAD' ? 'GET' : method
  const route = fitting.find((one) => one.method === wanted)
  if (!route) return { found: 'method', methods: fitting.map((one) => one.method) }
  const place = route.path.split('/').indexOf(':document')
  if (place < 0) return { found: 'route', route }
  const name = documentNameFromPath(path.split('/')[place] ?? '')
  return name.ok
    ? { found: 'route', route, document: name.name }
    : { found: 'bad-name', reason: name.reason }
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => segment === ':document' || segment === given[at])
  )
}
