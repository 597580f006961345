import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '@weft/server'

const remedy = 'start it with --insecure-open to change that'

/**
 * Why a request must not be answered by a server that lets everyone do everything; undefined if it may. Such a server
 * is for the people at this machine alone, and these would let others in: a name that leads here from elsewhere (also
 * DNS rebinding), a proxy. Web pages from elsewhere are the business of the allowed origins. In at most 123 bytes, so
 * that a WebSocket's close can carry it.
 */
export function openModeRefusal(headers: IncomingHttpHeaders): string | undefined {
  if (headers.host === undefined || !isLoopbackHeader(headers.host))
    return `this server answers only as localhost or 127.0.0.1; ${remedy}`
  if (Object.keys(headers).some(isProxyHeader))
    return `this server answers nobody who comes through a proxy; ${remedy}`
  return undefined
}

const isProxyHeader = (name: string): boolean =>
  ['forwarded', 'via', 'x-real-ip'].includes(name) || name.startsWith('x-forwarded-')

/** Whether a Host header, with or without a port, means this machine. */
function isLoopbackHeader(header: string): boolean {
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(header)?.[1]
  return host !== undefined && isLoopback(host)
}
