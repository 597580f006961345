import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { docs, setupWSConnection } from '@y/websocket-server/utils'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'

export interface RunningStockServer {
  readonly url: string
  /** The first byte of each frame that clients sent, in order. */
  readonly receivedTypes: readonly number[]
  /** Cuts all connections off. The server stays, with its documents. */
  cutOff(): void
}

/** Starts an unmodified y-websocket server, without persistence, on a port of its own. It ends with the test. */
export async function startStockServer(): Promise<RunningStockServer> {
  const http = createServer()
  const webSockets = new WebSocketServer({ server: http })
  const receivedTypes: number[] = []
  webSockets.on('connection', (webSocket: WebSocket, request: IncomingMessage) => {
    setupWSConnection(webSocket, request)
    webSocket.on('message', (data: ArrayBuffer) =>
      receivedTypes.push(new Uint8Array(data)[0] ?? -1),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const cutOff = () => webSockets.clients.forEach((webSocket) => webSocket.terminate())
  onTestFinished(async () => {
    cutOff()
    await new Promise((resolve) => http.close(resolve))
    forgetStockDocuments()
  })
  return { url: `ws://127.0.0.1:${port}`, receivedTypes, cutOff }
}

/** The stock server keeps its documents, and their timers, for the life of the process. */
export function forgetStockDocuments(): void {
  for (const doc of docs.values()) doc.destroy()
  docs.clear()
}
