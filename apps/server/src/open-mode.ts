import type { IncomingHttpHeaders } from 'node:http'
import { isLoopbackHeader } from './loopback.ts'

const remedy = 'start it with --insecure-open to change that'

/**
 * Why a request must not be answered by a server that lets everyone do everything; undefined if it may. Such a server
 * is for the people at this machine alone, and these would let others in: a name that leads here from elsewhere (also
 * DNS rebinding), a proxy, a web page from elsewhere that connects to the reader's own machine. In at most 123 bytes,
 * so that a WebSocket's close can carry it.
 */
export function openModeRefusal(headers: IncomingHttpHeaders): string | undefined {
  if (headers.host === undefined || !isLoopbackHeader(headers.host))
    return `this server answers only as localhost or 127.0.0.1; ${remedy}`
  if (Object.keys(headers).some(isProxyHeader))
    return `this server answers nobody who comes through a proxy; ${remedy}`
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin))
    return `this server answers only pages of this machine; ${remedy}`
  return undefined
}

const isProxyHeader = (name: string): boolean =>
  ['forwarded', 'via', 'x-real-ip'].includes(name) || name.startsWith('x-forwarded-')

function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/(.*)$/i.exec(origin)?.[1]
  return host !== undefined && isLoopbackHeader(host)
}
