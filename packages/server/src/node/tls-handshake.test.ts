import { connect, type Socket } from 'node:net'
import { ManualClock } from '@weft/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { HttpListener } from './http-listener.ts'

/** A listener with TLS. It has no certificate: nobody here gets so far as to be shown one. */
async function listen(headersMs: number) {
  const open = new Set<Socket>()
  const told: string[] = []
  const listener = new HttpListener({
    tls: { cert: '', key: '' },
    maxHeaderBytes: 8192,
    onConnection: (socket) => {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    },
    onUpgrade: (_request, socket) => void socket.destroy(),
    onRequest: () => undefined,
    clock: new ManualClock(),
    count: (name) => told.push(name),
    log: ({ event, reason }) => told.push(`${event}: ${String(reason)}`),
    headersMs,
  })
  const { port } = await listener.open(0, '127.0.0.1')
  onTestFinished(() => {
    listener.closeAllConnections()
    return listener.close()
  })
  return { listener, port, open, told }
}

/** Somebody who connects and sends no more than that. */
function begin(port: number, bytes: Uint8Array): Socket {
  const socket = connect(port, '127.0.0.1').resume()
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  if (bytes.length > 0) socket.write(bytes)
  return socket
}

/** Whoever is cut off while sending meets an error as well. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.on('close', () => resolve()))

const NOTHING = new Uint8Array()
/** The begin of a ClientHello of 512 bytes. */
const HALF_A_HELLO = Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3)

test.each([
  ['says nothing', NOTHING],
  ['stops in the middle of it', HALF_A_HELLO],
])('who begins a TLS handshake and %s is cut off in time', async (_, bytes) => {
  const { port, open, told } = await listen(50)
  await closed(begin(port, bytes))
  await expect.poll(() => open.size).toBe(0)
  expect(told).toEqual(['refused.tls', 'handshake-failed: ERR_TLS_HANDSHAKE_TIMEOUT'])
})

test('so is who sends one byte after the other', async () => {
  const { port, open } = await listen(50)
  const socket = begin(port, HALF_A_HELLO)
  const timer = setInterval(() => socket.write(Uint8Array.of(1)), 5)
  onTestFinished(() => clearInterval(timer))
  await closed(socket)
  await expect.poll(() => open.size).toBe(0)
})

test('what is no TLS at all is cut off at once', async () => {
  const { port, open, told } = await listen(60_000)
  await closed(begin(port, Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')))
  await expect.poll(() => open.size).toBe(0)
  expect(told).toEqual(['refused.tls', 'handshake-failed: ERR_SSL_HTTP_REQUEST'])
})

test('a listener that closes does not wait for a handshake', async () => {
  const { listener, port, open } = await listen(60_000)
  const socket = begin(port, HALF_A_HELLO)
  await expect.poll(() => open.size).toBe(1)
  const ended = listener.close()
  listener.closeAllConnections()
  await Promise.all([ended, closed(socket)])
})
