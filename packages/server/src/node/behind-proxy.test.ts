import { describe, expect, test } from 'vitest'
import { closeCodes } from '@weft/protocol'
import { WebSocket } from 'ws'
import type { Requester } from '../core/ports.ts'
import { startServer } from './running-server.test-support.ts'
import { createTrustedProxies } from './trusted-proxies.ts'

const loopback = createTrustedProxies(['loopback'])

/** Connects as a proxy of this machine does for somebody, and tells how that ends: open, or the close code. */
async function connectFor(url: string, forwardedFor: string): Promise<'open' | number> {
  const socket = new WebSocket(`${url}/notes`, { headers: { 'X-Forwarded-For': forwardedFor } })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', resolve)
    // Refusals come after the upgrade; who is served answers the greeting.
    socket.on('open', () => socket.send(new Uint8Array([0, 0, 1, 0])))
    socket.on('message', () => resolve('open'))
  })
}

describe('behind a trusted proxy', () => {
  test('connections count for who stands behind it, and what he writes himself counts for nothing', async () => {
    const { url } = await startServer({
      proxies: loopback,
      limits: { maxConnectionsPerAddress: 2 },
    })
    expect(await connectFor(url, '203.0.113.7')).toBe('open')
    expect(await connectFor(url, '203.0.113.7')).toBe('open')
    expect(await connectFor(url, '198.51.100.1, 203.0.113.7')).toBe(closeCodes.tooMany.code)
    expect(await connectFor(url, '203.0.113.8')).toBe('open')
  })

  test('the header of somebody who is no proxy counts for nothing', async () => {
    const { url } = await startServer({
      proxies: createTrustedProxies(['192.0.2.1']),
      limits: { maxConnectionsPerAddress: 1 },
    })
    // This machine has no limit, and stays this machine.
    for (const _each of [1, 2, 3]) expect(await connectFor(url, '203.0.113.7')).toBe('open')
  })

  test('authorize is told who stands behind it', async () => {
    const asked: string[] = []
    const authorize = (who: Requester) => {
      asked.push(who.address)
      return { allowed: true } as const
    }
    const { url } = await startServer({ proxies: loopback, authorize })
    await connectFor(url, '198.51.100.1, 203.0.113.7')
    expect(new Set(asked)).toEqual(new Set(['203.0.113.7']))
  })
})
