import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers a request whose socket no longer belongs to an HTTP server, and ends the connection. */
export function answerAndEnd(
  socket: Duplex,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  // Whoever takes over a socket also takes over its errors: the first one without a listener ends the process.
  socket.on('error', () => socket.destroy())
  // The other end may keep its half open for ever, and a server that closes waits for it.
  socket.once('finish', () => socket.destroy())
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n`)
}
