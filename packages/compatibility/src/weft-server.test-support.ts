import { STATE_PIECE_BYTES } from '@weft/protocol'
import { allowEveryone, createServer, type ServerOptions, type WeftServer } from '@weft/server'
import { buildSnapshot } from '@weft/server/core'
import { MemoryStorage } from '@weft/storage'
import { onTestFinished } from 'vitest'

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
  const server = createServer({
    storage: new MemoryStorage(),
    authorize: allowEveryone,
    // The worker that a server uses by default is built code; tests run the sources.
    compactor: {
      compact: async (updates) => buildSnapshot(updates, STATE_PIECE_BYTES),
      close: async () => {},
    },
    ...serverOptions,
  })
  const address = await server.listen({ port, host: HOST })
  const stop = () => server.close()
  onTestFinished(stop)
  return { url: `ws://${HOST}:${address.port}`, port: address.port, server, stop }
}
