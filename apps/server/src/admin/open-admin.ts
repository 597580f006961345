import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { isLoopback, type Log, type TrustedProxies } from '@weft/server'
import type { AdminConfig } from '../config/config.ts'
import { adminListenProblem } from '../start-problem.ts'
import { AdminListener } from './admin-listener.ts'
import type { AdminRoute } from './admin-route.ts'
import type { AdminTokens } from './admin-tokens.ts'
import type { AdminHandlerOptions } from './answer-admin.ts'
import { socketPlace } from './socket-path.ts'

export interface AdminOptions {
  /** The data folder, absolute; whoever opens its admin holds the folder's lock. */
  readonly data: string
  /** Undefined: only who has the data folder can ask. */
  readonly listener: AdminConfig | undefined
  readonly tokens: AdminTokens | undefined
  /** Who is believed when it says for whom it asks; wrong tokens are counted for that address. */
  readonly proxies: Pick<TrustedProxies, 'addressOf'>
  readonly routes: readonly AdminRoute[]
  readonly page: AdminHandlerOptions['page']
  readonly version: string
  readonly log: Log
  /** How long somebody may take to say what they ask, in milliseconds. @default 10_000 */
  readonly headersMs?: number
}

/** The open ways for administrators. */
export interface Admin {
  /** E.g. `127.0.0.1:9090`; undefined where there is no port for them. */
  readonly address: string | undefined
  close(): Promise<void>
}

/** @throws {StartProblem} When the port cannot be had. A socket that cannot is logged: all but commands work without it. */
export async function openAdmin(options: AdminOptions): Promise<Admin> {
  const { data, listener: config, tokens, log } = options
  const port = config && tokens ? await openPort(options, config, tokens) : undefined
  const socket = await openSocket(data, options).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    log({ level: 'warn', event: 'admin-socket-missing', reason })
    return undefined
  })
  return {
    address: port?.address,
    close: async () => void (await Promise.all([port?.listener.close(), socket?.close()])),
  }
}

async function openPort(options: AdminOptions, config: AdminConfig, tokens: AdminTokens) {
  const { page, log, proxies } = options
  const listener = new AdminListener({
    ...handled(options),
    page,
    refuse: isLoopback(config.host) ? refuseOtherNames : () => undefined,
    fromWhere: (request) => proxies.addressOf(request),
    rightsOf: ({ headers }, from) => tokens.rightsOf(headers.authorization, from),
  })
  try {
    const { port } = await listener.openPort(config.port, config.host)
    const host = config.host.includes(':') ? `[${config.host}]` : config.host
    if (!isLoopback(config.host)) log({ level: 'warn', event: 'admin-reachable', host, port })
    return { listener, address: `${host}:${port}` }
  } catch (error) {
    throw adminListenProblem(config, error)
  }
}

/** What is the same whichever way somebody asks. */
const handled = ({ routes, version, log, headersMs }: AdminOptions) => ({
  routes,
  version,
  log,
  ...(headersMs === undefined ? {} : { headersMs }),
})

/** Who can reach the socket is who has the data folder, so nobody is asked for a token. */
async function openSocket(data: string, options: AdminOptions): Promise<AdminListener> {
  const place = socketPlace(data)
  if (!place.ok) throw new Error(place.reason)
  // What a server that was killed has left. No other lives: it would hold the folder's lock.
  if (place.isFile) await rm(place.path, { force: true })
  const listener = new AdminListener({
    ...handled(options),
    page: () => undefined,
    refuse: () => undefined,
    fromWhere: () => 'local socket',
    rightsOf: () => ({ as: 'admin' }),
  })
  await listener.openSocket(place.path)
  return listener
}

/**
 * A web page can give its own name this machine's address, and then reach what listens here (DNS rebinding). It has no
 * token, but could have wrong ones counted until the right one is not looked at either.
 */
function refuseOtherNames({ headers }: IncomingMessage): string | undefined {
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(headers.host ?? '')?.[1]
  return host !== undefined && isLoopback(host)
    ? undefined
    : 'this listener answers only as localhost or 127.0.0.1; have the proxy in front of it send "Host: localhost"'
}
