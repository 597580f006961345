import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { STATE_PIECE_BYTES } from '@weft/protocol'
import { allowEveryone, createServer, type ServerOptions, type WeftServer } from '@weft/server'
import { buildSnapshot } from '@weft/server/core'
import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { onTestFinished } from 'vitest'
import { GatedStorage } from './gated-storage.test-support.ts'

const HOST = '127.0.0.1'

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly server: WeftServer
  /** Closes the server, as an operator does. */
  stop(): Promise<void>
}

/** Starts a Weft server on a port of its own, or on the given one. It ends with the test. */
export async function startWeftServer(
  options: Partial<ServerOptions> & { readonly port?: number } = {},
): Promise<RunningServer> {
  const { port = 0, ...serverOptions } = options
  const server = createServer(withDefaults(serverOptions))
  const address = await server.listen({ port, host: HOST })
  const stop = () => server.close()
  onTestFinished(stop)
  return { url: `ws://${HOST}:${address.port}`, port: address.port, server, stop }
}

/** Starts a server that can be killed: its connections break, and what is not on the disk never will be. */
export async function startMortalWeftServer(
  disk: DocumentStorage,
  port = 0,
): Promise<RunningServer & { readonly storage: GatedStorage; kill(): Promise<void> }> {
  const storage = new GatedStorage(disk)
  const http = createHttpServer()
  const server = createServer(withDefaults({ storage, server: http }))
  await new Promise<void>((resolve) => http.listen(port, HOST, resolve))
  const address = http.address() as AddressInfo
  const sockets = new Set<Socket>()
  http.on('connection', (socket: Socket) => sockets.add(socket))
  const kill = async () => {
    storage.pull()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => http.close(resolve))
    // It cannot write what it still has, which is the point; it only lets go of its timers.
    await server.close({ timeoutMs: 0 }).catch(() => {})
  }
  onTestFinished(kill)
  const url = `ws://${HOST}:${address.port}`
  return { url, port: address.port, server, storage, kill, stop: () => server.close() }
}

function withDefaults(options: Partial<ServerOptions>): ServerOptions {
  return {
    storage: new MemoryStorage(),
    authorize: allowEveryone,
    // The worker that a server uses by default is built code; tests run the sources.
    compactor: {
      compact: async (updates) => buildSnapshot(updates, STATE_PIECE_BYTES),
      close: async () => {},
    },
    ...options,
  }
}
