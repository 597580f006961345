import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { allowEveryone, createServer, type Limits, type WeftServer } from '@weft/server'
import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { WireSocket, type Written } from './wire-socket.ts'

/** Under valgrind time passes fifty times as fast as the work: nothing may depend on it. */
const HOURS_MS = 4 * 60 * 60 * 1000
const limits: Partial<Limits> = {
  maxTickMs: 0,
  pingIntervalMs: HOURS_MS,
  silenceTimeoutMs: 2 * HOURS_MS,
  greetingTimeoutMs: HOURS_MS,
  askIntervalMs: HOURS_MS,
  changedDebounceMs: HOURS_MS,
  changedMaxWaitMs: HOURS_MS,
  maxApplyMs: HOURS_MS,
  maxApplyExcessMs: HOURS_MS,
  loadTimeoutMs: HOURS_MS,
  maxMessagesPerSecond: 1e9,
  maxMessageBurst: 1e9,
  maxAnswersPerSecond: 1e9,
  compactAfterRecords: 1e9,
  compactAfterBytes: 1e12,
}

/** The real server, with its WebSockets, over streams instead of a port, and with nothing that happens by itself. */
export class QuietServer {
  readonly server: WeftServer
  /** What was written to all sockets. */
  readonly written: Written = { writes: 0, bytes: 0 }
  readonly #http = createHttpServer()
  readonly #sockets: WireSocket[] = []

  constructor(storage: DocumentStorage = new MemoryStorage()) {
    this.server = createServer({
      storage,
      authorize: allowEveryone,
      server: this.#http,
      limits,
    })
  }

  /** A WebSocket to a document, opened. */
  open(document: string): WireSocket {
    const socket = new WireSocket(this.written)
    const request = new IncomingMessage(new Socket())
    request.method = 'GET'
    request.url = `/${document}`
    request.headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    }
    this.#http.emit('upgrade', request, socket, Buffer.alloc(0))
    this.#sockets.push(socket)
    return socket
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await this.server.close({ timeoutMs: HOURS_MS })
  }
}

/** Resolves when a tick that was due has run, what it wrote is stored, and its authors have been told. */
export async function ticked(): Promise<void> {
  await setImmediate()
  await setImmediate()
}
