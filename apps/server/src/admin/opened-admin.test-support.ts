import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTrustedProxies, type LogEntry } from '@weft/server'
import { onTestFinished } from 'vitest'
import { AdminRefusal, documentRoute, type AdminRoute } from './admin-route.ts'
import { AdminTokens } from './admin-tokens.ts'
import { openAdmin, type Admin } from './open-admin.ts'

export const token = 'the-token-of-the-administrator'
export const metricsToken = 'the-token-for-metrics'

/** Routes that tell what they were asked, and one that goes on until nobody reads it any more. */
export function someRoutes(seen: string[] = []): readonly AdminRoute[] {
  const about = 'what it does'
  return [
    {
      method: 'POST',
      path: '/api/upload',
      about,
      who: 'admin',
      answer: async ({ body, query }) => {
        let bytes = 0
        for await (const chunk of body) bytes += chunk.byteLength
        return { json: { bytes, to: query.get('to') } }
      },
    },
    documentRoute({
      method: 'GET',
      path: '/api/documents/:document',
      about,
      who: 'admin',
      answer: (document) => ({ json: { document } }),
    }),
    {
      method: 'GET',
      path: '/api/stream',
      about,
      who: 'admin',
      answer: ({ signal }) => ({ type: 'application/octet-stream', stream: endless(seen, signal) }),
    },
    { method: 'GET', path: '/metrics', about, who: 'metrics', answer: () => ({ text: 'up 1\n' }) },
    {
      method: 'DELETE',
      path: '/api/nothing',
      about,
      who: 'admin',
      answer: () => {
        throw new AdminRefusal(409, 'Cannot do that now. Try again later.')
      },
    },
    {
      method: 'GET',
      path: '/api/fault',
      about,
      who: 'admin',
      answer: () => Promise.reject(new Error('its innermost')),
    },
    {
      method: 'PUT',
      path: '/api/unwritten',
      about,
      who: 'admin',
      answer: () => {
        throw new AdminRefusal(500, 'It could not be written.')
      },
    },
    {
      method: 'GET',
      path: '/api/half',
      about,
      who: 'admin',
      answer: () => ({ type: 'text/plain', stream: half() }),
    },
  ]
}

async function* endless(seen: string[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      if (signal.aborted) return
      seen.push('chunk')
      yield new Uint8Array(64 * 1024)
      // Whoever does real work waits for a disk now and then.
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    seen.push('ended')
  }
}

async function* half(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('the first half')
  await Promise.resolve()
  throw new Error('there is no other')
}

export interface Opened {
  readonly data: string
  readonly admin: Admin
  readonly address: string
  readonly logged: readonly LogEntry[]
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-admin-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

export async function open(
  given: {
    readonly data?: string
    readonly routes?: readonly AdminRoute[]
    readonly version?: string
    readonly trusted?: readonly string[]
    readonly headersMs?: number
  } = {},
): Promise<Opened> {
  const data = given.data ?? (await temporaryFolder())
  const logged: LogEntry[] = []
  const admin = await openAdmin({
    data,
    listener: { port: 0, host: '127.0.0.1', tokenFile: undefined, metricsTokenFile: undefined },
    tokens: new AdminTokens({ admin: token, metrics: metricsToken }, () => performance.now()),
    proxies: createTrustedProxies(given.trusted ?? []),
    routes: given.routes ?? someRoutes(),
    page: (_request, path) => (path === '/' ? { text: 'the page', type: 'text/html' } : undefined),
    version: given.version ?? '1.0.0',
    headersMs: given.headersMs ?? 10_000,
    log: (entry) => logged.push(entry),
  })
  onTestFinished(() => admin.close())
  return { data, admin, address: `http://${admin.address}`, logged }
}

export const bearer = (text: string) => ({ headers: { Authorization: `Bearer ${text}` } })
