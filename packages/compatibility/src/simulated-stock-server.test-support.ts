import { EventEmitter } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { setupWSConnection } from '@y/websocket-server/utils'
import type { WebSocket } from 'ws'
import type { Accept, ClientEnd } from './simulated-network.test-support.ts'

/** An unmodified y-websocket server on a simulated network. */
export const acceptIntoStockServer: Accept = (target, client) => {
  const ours = new StockServerSocket(client)
  const socket: EventEmitter = ours
  if (!doesForWebSocket(socket)) throw new Error('The stock server needs more of a WebSocket')
  const request = new IncomingMessage(new Socket())
  request.url = target
  setupWSConnection(socket, request)
  return {
    received: (frame) => socket.emit('message', frame.slice().buffer),
    pong: () => socket.emit('pong'),
    ended: () => ours.end(),
  }
}

/** The server's end of a connection: what the stock server uses of `ws`, led onto the simulated network. */
class StockServerSocket extends EventEmitter {
  readonly #client: ClientEnd
  readyState: 1 | 3 = 1

  constructor(client: ClientEnd) {
    super()
    this.#client = client
  }

  send(data: Uint8Array): void {
    if (this.readyState === 1) this.#client.send(data)
  }

  ping(): void {
    this.#client.ping()
  }

  close(code = 1000): void {
    if (this.readyState === 3) return
    this.#client.close(code, '')
    this.end()
  }

  end(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.emit('close')
  }
}

function doesForWebSocket(socket: EventEmitter): socket is EventEmitter & WebSocket {
  const used = ['on', 'send', 'ping', 'close']
  return used.every((name) => typeof Reflect.get(socket, name) === 'function')
}
