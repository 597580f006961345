import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { heapBytes } from './memory.test-support.ts'
import { frame, hex, upgradeRequest } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'

vi.setConfig({ testTimeout: 60_000 })

const WARMUP = 200
const CONNECTIONS = 800
const KIB = 1024
const STEP_1 = frame(hex('00 00 01 00'))

/**
 * What a connection costs on which a client joined and said nothing more, in bytes: its own end in this process, too.
 *
 * @param served How many the server has by now.
 */
async function costOfConnection(port: number, served: () => number): Promise<number> {
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  const openUntil = async (count: number) => {
    while (sockets.length < count) {
      const socket = connect({ port, host: '127.0.0.1' })
      sockets.push(socket)
      socket.on('error', () => {}).on('data', () => {})
      socket.write(upgradeRequest('/room'))
      await once(socket, 'data')
      socket.write(STEP_1)
    }
    await expect.poll(served, { timeout: 20_000 }).toBe(count)
  }
  await openUntil(WARMUP)
  const before = heapBytes()
  await openUntil(WARMUP + CONNECTIONS)
  return (heapBytes() - before) / CONNECTIONS
}

/** The least that a WebSocket server can keep of a connection. */
async function bareServer(): Promise<{ readonly port: number; readonly served: () => number }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  onTestFinished(() => server.close())
  const spoken = new Set<unknown>()
  server.on('connection', (webSocket) => webSocket.on('message', () => spoken.add(webSocket)))
  return { port: (server.address() as AddressInfo).port, served: () => spoken.size }
}

test('an idle peer costs little beside its WebSocket', async () => {
  const bare = await bareServer()
  const { server, port } = await startServer()
  const bareBytes = await costOfConnection(bare.port, bare.served)
  const bytes = await costOfConnection(port, () => server.status().sessions.joined)
  expect(bytes - bareBytes).toBeLessThan(2 * KIB)
})
