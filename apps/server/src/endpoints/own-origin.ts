import type { IncomingHttpHeaders } from 'node:http'

/**
 * Why a request that changes something is not taken; undefined if it is. A browser sends it with the reader's cookies
 * for any page that asks, so only our own pages may: not those of other sites, not those of another port or subdomain,
 * not those that may connect by `--allow-origin`. Whoever sends neither header is no browser, and brings no one else's
 * cookies.
 */
export function ownOriginRefusal(headers: IncomingHttpHeaders): string | undefined {
  const site = headers['sec-fetch-site']
  // The browser's own word, which no page can change, and right behind any proxy.
  if (site !== undefined) return site === 'same-origin' ? undefined : words
  if (headers.origin === undefined) return undefined
  return hostOf(headers.origin) === headers.host?.toLowerCase() ? undefined : words
}

const words = 'only pages of this server may change something here'

/** Host and port as a Host header would say them; a port that goes without saying is not in either. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/\s?#@\\]+)$/i.exec(origin)?.[1]?.toLowerCase()
}
