import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { connect, Socket, type AddressInfo } from 'node:net'
import { closeCodes } from '@weft/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { EndOfTurn } from './end-of-turn.ts'
import { MIB } from './memory.test-support.ts'
import { upgradeRequest } from './raw-client.test-support.ts'
import { SocketPeer } from './socket-peer.ts'
import { Watched } from './watched.test-support.ts'
import { WireFrames } from './wire-frames.ts'

/** More than the kernel keeps of a connection that nobody reads. */
const TOO_MUCH = 16 * MIB

interface Served {
  readonly peer: SocketPeer
  readonly stream: Duplex
  readonly drains: Watched
}

/** A WebSocket server whose next connection is served by a peer. */
async function serve(): Promise<{ readonly port: number; readonly served: Promise<Served> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  await once(server, 'listening')
  const served = new Promise<Served>((resolve) => {
    server.on('connection', (webSocket: WebSocket, { socket }: IncomingMessage) => {
      const peer = new SocketPeer(webSocket, socket, {
        endOfTurn: new EndOfTurn(),
        wireFrames: new WireFrames(),
      })
      const drains = new Watched()
      socket.on('drain', () => {
        peer.drained()
        drains.changed()
      })
      resolve({ peer, stream: socket, drains })
    })
  })
  return { port: (server.address() as AddressInfo).port, served }
}

async function client(port: number): Promise<WebSocket> {
  const webSocket = new WebSocket(`ws://127.0.0.1:${port}`)
  onTestFinished(() => webSocket.terminate())
  await once(webSocket, 'open')
  return webSocket
}

/** A connection that reads only when it is told to. */
function reader(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.pause()
  socket.write(upgradeRequest('/'))
  return socket
}

function numbered(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => index % 251)
}

test('frames arrive whole and in order, small ones and those that are far larger than one write', async () => {
  const { port, served } = await serve()
  const webSocket = await client(port)
  const { peer } = await served
  const sent = [[1], [2, 300_000], [3_000_000, 1, 262_144, 262_143], [5]].map((sizes) =>
    sizes.map(numbered),
  )
  const received: Uint8Array[] = []
  const all = new Promise<void>((resolve) => {
    webSocket.on('message', (data: Buffer) => {
      received.push(new Uint8Array(data))
      if (received.length === sent.flat().length) resolve()
    })
  })
  for (const frames of sent) peer.send(frames)
  await all
  expect(received.map((frame) => frame.length)).toEqual(sent.flat().map((frame) => frame.length))
  expect(
    received.every((frame, index) => Buffer.compare(frame, sent.flat()[index] ?? frame) === 0),
  ).toBe(true)
})

test('what is said in one turn leaves in one piece, before the frame that closes', async () => {
  const { port, served } = await serve()
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.write(upgradeRequest('/'))
  const { peer, stream } = await served
  await once(socket, 'data')
  const before = stream instanceof Socket ? stream.bytesWritten : 0
  peer.send([Uint8Array.of(1), Uint8Array.of(2, 2)])
  peer.send([Uint8Array.of(3)], Uint8Array.of(80, 7))
  expect(stream).toHaveProperty('bytesWritten', before)
  peer.close(closeCodes.forbidden, '')
  const said = [0x82, 1, 1, 0x82, 2, 2, 2, 0x82, 3, 80, 7, 3]
  const closed = [0x88, 2, 4403 >> 8, 4403 & 0xff]
  const chunks: number[][] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push([...chunk])
    if (chunks.flat().length === said.length + closed.length) break
  }
  expect(chunks.flat()).toEqual([...said, ...closed])
  expect(chunks[0]?.slice(0, said.length)).toEqual(said)
})

test('much that is said in one turn waits as what is said in several does', async () => {
  const { port, served } = await serve()
  reader(port)
  const { peer } = await served
  for (let sent = 0; sent < TOO_MUCH; sent += 1_000) peer.send([new Uint8Array(1_000)])
  expect(peer.bufferedBytes()).toBeGreaterThan(TOO_MUCH / 4)
})

test('what a slow reader has read shows long before the frame is through', async () => {
  const { port, served } = await serve()
  const socket = reader(port)
  const { peer, drains } = await served
  peer.send([new Uint8Array(TOO_MUCH)])
  const seen: number[] = []
  const reading = drains.until('nothing is buffered', () => {
    seen.push(peer.bufferedBytes())
    return peer.bufferedBytes() === 0
  })
  socket.resume()
  await reading
  expect(new Set(seen).size).toBeGreaterThan(20)
})

test('a drain follows whenever something is said to be buffered', async () => {
  const { port, served } = await serve()
  const socket = reader(port)
  const { peer, drains } = await served
  for (let bytes = 1; bytes <= TOO_MUCH; bytes *= 2) peer.send([new Uint8Array(bytes)])
  expect(peer.bufferedBytes()).toBeGreaterThan(0)
  socket.resume()
  await drains.until('nothing is buffered', () => peer.bufferedBytes() === 0)
})

test('what the stream takes without asking for patience does not count: no drain would tell of it', async () => {
  const { port, served } = await serve()
  reader(port)
  const { peer, stream } = await served
  stream.cork()
  peer.send([new Uint8Array(100)])
  peer.flush()
  expect(stream.writableLength).toBeGreaterThan(0)
  expect(peer.bufferedBytes()).toBe(0)
  stream.uncork()
})

test('many small frames that wait count for more than their bytes', async () => {
  const { port, served } = await serve()
  reader(port)
  const { peer } = await served
  peer.send([new Uint8Array(TOO_MUCH)])
  const before = peer.bufferedBytes()
  for (let count = 0; count < 10_000; count += 1) peer.send([new Uint8Array(3)])
  expect(peer.bufferedBytes() - before).toBeGreaterThan(MIB)
})

test('a peer that is closed lets go of what waited, and takes nothing more', async () => {
  const { port, served } = await serve()
  const socket = reader(port)
  const { peer } = await served
  peer.send([new Uint8Array(TOO_MUCH)])
  peer.close(closeCodes.restart, 'the server goes away')
  expect(peer.bufferedBytes()).toBeLessThan(MIB)
  peer.send([new Uint8Array(TOO_MUCH)])
  expect(peer.bufferedBytes()).toBeLessThan(MIB)
  socket.resume()
})

test.each([
  ['short', 'short'],
  ['x'.repeat(200), 'x'.repeat(123)],
  ['é'.repeat(100), 'é'.repeat(61)],
  ['🙂'.repeat(50), '🙂'.repeat(30)],
])('a reason for closing is cut between characters: %#', async (reason, told) => {
  const { port, served } = await serve()
  const webSocket = await client(port)
  const { peer } = await served
  const closed = once(webSocket, 'close')
  peer.close(closeCodes.forbidden, reason)
  const [code, bytes] = (await closed) as [number, Buffer]
  expect([code, bytes.toString()]).toEqual([4403, told])
})
