import type { IncomingMessage } from 'node:http'
import type { Authorization, TrustedProxies } from '@weft/server'
import type { Access } from './access.ts'
import { applicationAccess } from './application-access.ts'
import { whoItIs } from './who-it-is.ts'

/** Longer ones are no users, in bytes. */
const MAX_USER_BYTES = 255

export interface HeaderAccessOptions {
  /** In lower case. */
  readonly header: string
  readonly proxies: Pick<TrustedProxies, 'isTrusted'>
}

/**
 * Whoever a trusted proxy says it is may do everything. Whoever writes that header without being the proxy is refused in
 * words: a proxy that was forgotten in the settings and somebody who wants to be another look the same.
 */
export function headerAccess({ header, proxies }: HeaderAccessOptions): Access {
  return applicationAccess({
    mode: 'header',
    // An application's pages are behind the proxy as well.
    hasEditor: true,
    refuse: (request) => refusalOf(request, header, proxies),
    // That it comes from the proxy was seen to before anybody is asked for, by what is above.
    authorize: ({ headers }): Authorization => {
      const value = headers[header]
      const user = typeof value === 'string' ? userFrom(value) : undefined
      if (user !== undefined) return { allowed: true, ...whoItIs(user, user) }
      const reason =
        value === undefined || value === ''
          ? 'come through the proxy, signed in: it did not say who you are'
          : 'what the proxy says is no user’s name'
      return { allowed: false, because: 'unauthenticated', reason }
    },
  })
}

function refusalOf(
  request: IncomingMessage,
  header: string,
  proxies: HeaderAccessOptions['proxies'],
): string | undefined {
  const { rawHeaders } = request
  const times = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === header)
  if (times.length === 0) return undefined
  if (!proxies.isTrusted(request))
    return 'only a proxy named in trusted-proxy may say who somebody is'
  // One of them may be a stranger's.
  return times.length > 1 ? 'the proxy must replace the header that names the user' : undefined
}

/** A header's bytes are UTF-8 for those who set it, and Latin-1 for Node. */
function userFrom(value: string): string | undefined {
  const bytes = Buffer.from(value.trim(), 'latin1')
  if (bytes.length === 0 || bytes.length > MAX_USER_BYTES) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
